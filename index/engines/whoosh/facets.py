"""The values of one facet over all segments, and counts of them.

The largest segment's ordinals stand for the facet's values; values that only smaller segments have are
appended. So a count is an addition of integers, and no text is read but that of the values shown.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index.engines.base import Value
from index.engines.whoosh.format import Array
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.strings import Strings
from index.request import NONE

_LEAD = 2048


class Values:
    """The values of a facet in one segment."""

    def __init__(self, segment: Segment, name: str) -> None:
        self.segment, self.name = segment, name
        self.keys = Strings(segment.file, f"{name}_keys")
        self.spellings = Strings(segment.file, f"{name}_spellings")

    def __len__(self) -> int:
        return len(self.keys)

    def column(self, part: str) -> Array:
        """One of the facet's arrays, whole."""
        return self.segment.column(f"{self.name}_{part}").all()

    def find(self, key: str) -> int | None:
        """The ordinal of a key; that of ``(none)`` is the number of values; None: no such."""
        if key == NONE:
            return len(self)
        order = self.segment.column(f"{self.name}_by_key")
        place = bisect.bisect_left(range(len(self)), key, key=lambda place: self.keys[order[place]])
        return order[place] if place < len(self) and self.keys[order[place]] == key else None

    def records(self, ordinal: int) -> Array:
        """The records with a value, ascending, deleted ones included."""
        first, last = self.segment.column(f"{self.name}_firsts").part(ordinal, ordinal + 2).tolist()
        return self.segment.column(f"{self.name}_records").part(first, last)

    @cached_property
    def stored(self) -> Array:
        """How many records have each ordinal, ``(none)`` last, deleted ones included."""
        return np.diff(self.column("firsts").astype(np.int64))

    def counts(self, records: Array) -> Array:
        """How many of these records have each ordinal, ``(none)`` last."""
        return np.bincount(self.ordinals(records), minlength=len(self) + 1)

    def ordinals(self, records: Array, part: str = "ordinals") -> Array:
        """The ordinals of these records, one record after the other."""
        bounds, found = self.column("rows"), self.column(part)
        if len(records) * 4 > self.segment.size:
            chosen = np.zeros(self.segment.size, np.bool_)
            chosen[records] = True
            return found[np.repeat(chosen, self._widths)]
        starts = bounds[records].astype(np.int64)
        widths = bounds[records + 1] - starts
        ends = np.cumsum(widths)
        places = np.repeat(starts - (ends - widths), widths)
        places += np.arange(len(places))
        return np.asarray(found[places])

    @cached_property
    def _widths(self) -> Array:
        return np.diff(self.column("rows")).astype(np.int64)


class Facet:
    """The values of a facet in all segments.

    Attributes:
        parts: the segments' values, those of the largest segment first.
        none: the number of ``(none)``; values of the first part come before, others behind.
    """

    def __init__(self, segments: Sequence[Segment], name: str) -> None:
        self.parts = [Values(segment, name) for segment in sorted(segments, key=lambda each: -each.size)]
        self.base = self.parts[0]
        self.none = len(self.base)
        self._extra: dict[str, int] = {}
        self._shown: dict[int, tuple[str, str]] = {}
        self._maps = {id(part.segment): self._map(part) for part in self.parts[1:]}
        self._moved: dict[int, str] = self._respelled()

    def _map(self, part: Values) -> Array:
        numbers = []
        for key in part.keys:
            known = self.base.find(key)
            numbers.append(self._extra.setdefault(key, self.none + 1 + len(self._extra)) if known is None else known)
        return np.array([*numbers, self.none], np.int64)

    @property
    def size(self) -> int:
        """How many numbers there are, that of ``(none)`` included."""
        return self.none + 1 + len(self._extra)

    def find(self, key: str) -> int | None:
        """The number of a key; None: no such."""
        known = self.base.find(key)
        return self._extra.get(key) if known is None else known

    def numbers(self, segment: Segment, ordinals: Array) -> Array:
        """Ordinals of a segment -> numbers of the facet."""
        return ordinals if segment is self.base.segment else self._maps[id(segment)][ordinals]

    def part(self, segment: Segment) -> Values:
        """The values in this segment."""
        return next(part for part in self.parts if part.segment is segment)

    def _respelled(self) -> dict[int, str]:
        """Values of the first part whose commonest spelling is another one over all live records."""
        if len(self.parts) == 1 and self.base.segment.live is None:
            return {}
        touched: dict[int, dict[str, int]] = {}
        for part in self.parts[1:]:
            self._tally(part, part.segment.every(), 1, touched)
        base = self.base.segment
        self._tally(self.base, base.deleted, -1, touched)
        self._add_base(touched)
        found = {number: min(counts, key=lambda spelling: (-counts[spelling], spelling))
                 for number, counts in touched.items() if counts}
        return {number: spelling for number, spelling in found.items()
                if number > self.none or spelling != self.base.spellings[number]}

    def _tally(self, part: Values, records: Array, sign: int, touched: dict[int, dict[str, int]]) -> None:
        """Add (or take away) the spellings that these records use."""
        ordinals = self.numbers(part.segment, part.ordinals(records))
        written = Strings(part.segment.file, f"{part.name}_written")
        for number, variant in zip(ordinals.tolist(), part.ordinals(records, "variants").tolist(), strict=True):
            if number != self.none:
                counts = touched.setdefault(number, {})
                spelling = written[variant]
                counts[spelling] = counts.get(spelling, 0) + sign

    def _add_base(self, touched: dict[int, dict[str, int]]) -> None:
        written = Strings(self.base.segment.file, f"{self.base.name}_written")
        firsts = self.base.segment.column(f"{self.base.name}_written_firsts")
        counted = self.base.segment.column(f"{self.base.name}_written_counts")
        for number, counts in touched.items():
            if number < self.none:
                first, last = firsts.part(number, number + 2).tolist()
                for variant, used in enumerate(counted.part(first, last).tolist(), first):
                    counts[written[variant]] = counts.get(written[variant], 0) + used
            for spelling in [spelling for spelling, count in counts.items() if count <= 0]:
                del counts[spelling]

    def shown(self, number: int) -> tuple[str, str]:
        """Key and spelling of a value."""
        if number not in self._shown:
            if len(self._shown) > 100_000:
                self._shown.clear()
            self._shown[number] = self._text(number)
        return self._shown[number]

    def _text(self, number: int) -> tuple[str, str]:
        if number < self.none:
            return self.base.keys[number], self._moved.get(number) or self.base.spellings[number]
        key = next(key for key, each in self._extra.items() if each == number)
        return key, self._moved[number]

    @cached_property
    def totals(self) -> Tally:
        """Counts over all live records."""
        counts = np.zeros(self.size, np.int64)
        for part in self.parts:
            stored = part.stored - part.counts(part.segment.deleted) if part.segment.live is not None else part.stored
            if part is self.base:
                counts[:len(stored)] += stored
            else:
                np.add.at(counts, self.numbers(part.segment, np.arange(len(stored))), stored)
        return Tally(self, counts)

    @cached_property
    def by_count(self) -> tuple[Array, Array]:
        """Numbers by descending total, and these totals."""
        order = np.argsort(-self.totals.counts, kind="stable")
        return order, self.totals.counts[order]

    def moved(self) -> Array:
        """Numbers that do not stand in the order of their spellings."""
        return np.array(sorted({*self._moved, *self._extra.values()}), np.int64)


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
            tied = np.sort(numbers[counts == last])
            moved = self._facet.moved()
            ties = np.concatenate([np.setdiff1d(tied, moved, assume_unique=True)[:limit], np.intersect1d(tied, moved)])
            numbers = np.concatenate([numbers[counts > last], ties])
        return self._listed(numbers)[:limit]

    def _leading(self, limit: int) -> Array:
        """Numbers among which the commonest are: a value cannot be commoner here than it is on the whole."""
        if len(self.counts) <= _LEAD or not 0 < limit < _LEAD:
            everything = np.arange(len(self.counts))
            return np.asarray(everything[everything != self._facet.none])
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
            numbers = np.array([number for number in numbers.tolist() if text in self._facet.shown(number)[0]], np.int64)
        return self._listed(numbers)[:limit]
