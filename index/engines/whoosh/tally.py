"""Counts of one facet's values, from which the commonest are taken without sorting all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.engines.base import Value
from index.engines.whoosh.format import Array
from index.request import NONE

if TYPE_CHECKING:
    from index.engines.whoosh.facets import Facet

_LEAD = 2048
"""So many of the commonest values of all give a bound for those of a selection."""


class Tally:
    """Counts of a facet (:class:`index.engines.base.Counts`).

    Args:
        facet: the facet.
        counts: of each of its numbers.
    """

    def __init__(self, facet: Facet, counts: Array) -> None:
        self._facet, self.counts = facet, counts

    @property
    def distinct(self) -> int:
        """The values that at least one record has, ``(none)`` aside."""
        return int(np.count_nonzero(self.counts)) - int(self.counts[self._facet.none] > 0)

    def of(self, key: str) -> int:
        """How many records have this value."""
        number = self._facet.find(key)
        return 0 if number is None else int(self.counts[number])

    def spelling(self, key: str) -> str | None:
        """The commonest spelling over all records of the index."""
        number = self._facet.find(key) if key != NONE else None
        return None if number is None or not self._facet.totals.counts[number] else self._facet.shown(number)[1]

    def top(self, limit: int) -> list[Value]:
        """The commonest values."""
        numbers = self._leading(limit)
        counts = self.counts[numbers]
        numbers, counts = numbers[counts > 0], counts[counts > 0]
        if len(numbers) > limit:
            last = -np.partition(-counts, limit - 1)[limit - 1]
            numbers = np.concatenate([numbers[counts > last], self._first_of(numbers[counts == last], limit)])
        return self._listed(numbers)[:limit]

    def _first_of(self, tied: Array, limit: int) -> Array:
        """Those among which the first by spelling are: the smallest numbers, and all that do not stand in order."""
        moved = self._facet.moved
        ordered = np.sort(tied) if not len(moved) else np.setdiff1d(tied, moved)
        return np.concatenate([ordered[:limit], np.intersect1d(tied, moved)]) if len(moved) else ordered[:limit]

    def _leading(self, limit: int) -> Array:
        """Numbers among which the commonest are: a value cannot be commoner here than it is on the whole."""
        if len(self.counts) <= _LEAD or not 0 < limit < _LEAD:
            return self._facet.everything
        order, totals = self._facet.by_count
        least = -np.partition(-self.counts[order[:_LEAD]], limit)[limit]
        leading = order[:np.searchsorted(-totals, -max(least, 1), side="right")]
        return np.asarray(leading[leading != self._facet.none])

    def _listed(self, numbers: Array) -> list[Value]:
        found = [Value(*self._facet.shown(number), count)
                 for number, count in zip(numbers.tolist(), self.counts[numbers].tolist(), strict=True)]
        return sorted(found, key=lambda value: (-value.count, value.spelling, value.key))

    def containing(self, text: str, limit: int | None = None) -> list[Value]:
        """The values whose key contains this folded text, commonest first."""
        if not text and limit is not None:
            return self.top(limit)
        present = np.flatnonzero(self.counts)
        numbers = present[present != self._facet.none]
        if text:
            having = [number for number in numbers.tolist() if text in self._facet.shown(number)[0]]
            numbers = np.array(having, np.int64)
        return self._listed(numbers)[:limit]
