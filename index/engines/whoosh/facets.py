"""The values of one facet over all segments.

The largest segment's ordinals stand for the facet's values; values that only smaller segments have are
appended. So counts of segments are added up as integers, and no text is read but that of the values shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index.engines.whoosh.counting import Values
from index.engines.whoosh.format import Array
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.strings import Strings
from index.engines.whoosh.tally import Dense


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
        ordinals, variants = part.written(records)
        written = Strings(part.segment.file, f"{part.name}_written")
        for number, variant in zip(self.numbers(part.segment, ordinals).tolist(), variants.tolist(), strict=True):
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
    def totals(self) -> Dense:
        """Counts over all live records."""
        counts = np.zeros(self.size, np.int64)
        for part in self.parts:
            self.add(counts, part, part.totals)
        return Dense(self, counts)

    def add(self, counts: Array, part: Values, of_part: Array) -> None:
        """Add the counts of one part's ordinals to those of the facet's numbers."""
        if part is self.base:
            counts[:len(of_part)] += of_part
        else:
            np.add.at(counts, self._maps[id(part.segment)], of_part)

    @cached_property
    def by_count(self) -> tuple[Array, Array]:
        """Numbers by descending total, and these totals."""
        totals = self.totals.counts
        whole = len(self.parts) == 1 and self.base.segment.live is None
        order = self.base.column("by_count") if whole else np.argsort(-totals, kind="stable")
        order = order.astype(np.intp)
        return order, totals[order]

    @cached_property
    def moved(self) -> Array:
        """Numbers that do not stand in the order of their spellings."""
        return np.array(sorted({*self._moved, *self._extra.values()}), np.int64)
