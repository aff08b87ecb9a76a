"""Counts of one facet's values, from which the commonest are taken without sorting all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from index.engines.base import Value
from index.engines.whoosh.format import Array
from index.request import NONE

if TYPE_CHECKING:
    from index.engines.whoosh.facets import Facet

_LEAD = 2048
"""So many of the commonest values of all give a bound for those of a selection."""
_FEW = 1000
"""So many keys are searched for a text one by one; more of them all at once, with those that the selection lacks."""


def _in_order(facet: Facet, counted: Iterable[tuple[int, int]]) -> list[Value]:
    ordered = sorted([(-count, spelling, key) for number, count in counted for key, spelling in (facet.shown(number),)])
    return [Value(key, spelling, -count) for count, spelling, key in ordered]


class Tally(ABC):
    """Counts of a selection (:class:`index.engines.base.Counts`)."""

    def __init__(self, facet: Facet) -> None:
        self._facet = facet

    @property
    @abstractmethod
    def distinct(self) -> int:
        """The values that at least one record has, ``(none)`` aside."""

    @abstractmethod
    def _count(self, number: int) -> int:
        """Of one value."""

    @abstractmethod
    def _present(self) -> tuple[Array, Array]:
        """The numbers of all values with a record, without that of ``(none)``; and their counts."""

    def of(self, key: str) -> int:
        """How many records have this value."""
        number = self._facet.none if key == NONE else self._facet.find(key)
        return 0 if number is None else self._count(number)

    def spelling(self, key: str) -> str | None:
        """The commonest spelling over all records of the index."""
        number = self._facet.find(key) if key != NONE else None
        return None if number is None or not self._facet.totals.counts[number] else self._facet.shown(number)[1]

    def top(self, limit: int) -> list[Value]:
        """The commonest values."""
        return self._commonest(*self._leading(limit), limit)

    def _leading(self, limit: int) -> tuple[Array, Array]:
        """Those of :meth:`_present` among which the ``limit`` commonest are."""
        return self._present()

    def _commonest(self, numbers: Array, counts: Array, limit: int | None) -> list[Value]:
        """The first values of these, in order."""
        if limit and len(numbers) > limit:
            last = -np.partition(-counts, limit - 1)[limit - 1]
            above, first = counts > last, self._facet.first(numbers[counts == last], limit)
            counts = np.concatenate([counts[above], np.full(len(first), last)])
            numbers = np.concatenate([numbers[above], first])
        return _in_order(self._facet, zip(numbers.tolist(), counts.tolist(), strict=True))[:limit]

    def containing(self, text: str, limit: int | None = None) -> tuple[int, list[Value]]:
        """The values whose key contains this folded text: how many, and the commonest."""
        if not text and limit is not None:
            return self.distinct, self.top(limit)
        numbers, counts = self._present()
        if text:
            having = self._having(text, numbers)
            numbers, counts = numbers[having], counts[having]
        return len(numbers), self._commonest(numbers, counts, limit)

    def _having(self, text: str, numbers: Array) -> Array:
        """Which of these values have a key that contains the text (bool)."""
        if len(numbers) <= _FEW:
            return np.array([text in self._facet.shown(number)[0] for number in numbers.tolist()], np.bool_)
        return self._facet.containing(text)[numbers]


class Few(Tally):
    """Counts of the values of a handful of records.

    Args:
        facet: the facet.
        numbers: of the values, and of ``(none)``, of each record; in any order.
    """

    def __init__(self, facet: Facet, numbers: Iterable[int]) -> None:
        super().__init__(facet)
        self._of: dict[int, int] = {}
        for number in numbers:
            self._of[number] = self._of.get(number, 0) + 1
        self._none = self._of.pop(facet.none, 0)

    @property
    def distinct(self) -> int:
        """The values that at least one record has, ``(none)`` aside."""
        return len(self._of)

    def _count(self, number: int) -> int:
        return self._none if number == self._facet.none else self._of.get(number, 0)

    def _present(self) -> tuple[Array, Array]:
        return np.array([*self._of], np.int64), np.array([*self._of.values()], np.int64)

    def top(self, limit: int) -> list[Value]:
        """The commonest values."""
        counted: Iterable[tuple[int, int]] = self._of.items()
        if len(self._of) > limit and self._facet.is_ordered:
            counted = sorted(counted, key=lambda item: (-item[1], item[0]))[:limit]
        return _in_order(self._facet, counted)[:limit]


class Sparse(Tally):
    """Counts of the few values that a selection has.

    Args:
        facet: the facet.
        numbers: of the values, and of ``(none)``, of each record; in any order.
    """

    def __init__(self, facet: Facet, numbers: Array) -> None:
        super().__init__(facet)
        ascending = np.sort(numbers)
        firsts = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]])[:len(ascending)])
        self._numbers, self._counts = ascending[firsts], np.diff(firsts, append=len(ascending))

    @property
    def distinct(self) -> int:
        """The values that at least one record has, ``(none)`` aside."""
        return len(self._numbers) - (self._count(self._facet.none) > 0)

    def _count(self, number: int) -> int:
        place = int(np.searchsorted(self._numbers, number))
        return int(self._counts[place]) if place < len(self._numbers) and self._numbers[place] == number else 0

    def _present(self) -> tuple[Array, Array]:
        kept = self._numbers != self._facet.none
        return self._numbers[kept], self._counts[kept]


class Dense(Tally):
    """Counts of all values.

    Args:
        facet: the facet.
        counts: of each of its numbers.
    """

    def __init__(self, facet: Facet, counts: Array) -> None:
        super().__init__(facet)
        self.counts = counts

    @property
    def distinct(self) -> int:
        """The values that at least one record has, ``(none)`` aside."""
        return int(np.count_nonzero(self.counts)) - int(self.counts[self._facet.none] > 0)

    def _count(self, number: int) -> int:
        return int(self.counts[number])

    def _present(self) -> tuple[Array, Array]:
        numbers = np.flatnonzero(self.counts)
        numbers = numbers[numbers != self._facet.none]
        return numbers, self.counts[numbers]

    def among(self, numbers: Array, limit: int) -> list[Value]:
        """The commonest of these values."""
        counts = self.counts[numbers]
        return self._commonest(numbers[counts > 0], counts[counts > 0], limit)

    def _leading(self, limit: int) -> tuple[Array, Array]:
        # A value cannot be commoner here than on the whole: a bound that some common ones reach rules out the rest.
        if len(self.counts) <= _LEAD or not 0 < limit < _LEAD:
            return self._present()
        order, totals = self._facet.by_count
        commonest = self.counts[order[:_LEAD]]
        least = -np.partition(-commonest, limit)[limit] if limit < len(commonest) else 0
        if least <= 1:
            return self._present()
        leading = order[:totals.searchsorted(-least, side="right")]
        counts = self.counts[leading]
        kept = (counts > 0) & (leading != self._facet.none)
        return leading[kept], counts[kept]
