"""The values of one facet over all segments.

The largest segment's ordinals stand for the facet's values; values that only smaller segments have are
appended. So counts of segments are added up as integers, and no text is read but that of the values shown.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from index.engines.whoosh.counting import Values
from index.engines.whoosh.format import Array
from index.engines.whoosh.joining import Part, joined
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.spellings import commonest, doubtful
from index.engines.whoosh.tally import Dense

_REMEMBERED = 100_000
"""Values whose texts are kept."""


class Facet:
    """The values of a facet in all segments.

    Attributes:
        parts: the values of each segment, the largest first.
        none: the number of ``(none)``; values of the largest segment come before, others behind.
        size: how many numbers there are, that of ``(none)`` included.
    """

    def __init__(self, segments: Sequence[Segment], name: str) -> None:
        self.parts = joined([Values(segment, name) for segment in sorted(segments, key=lambda each: -each.size)])
        self._firsts = [part.first for part in self.parts]
        self._shown: dict[int, tuple[str, str]] = {}
        self.none = len(self.parts[0].values)
        self.size = 1 + sum(len(part.new) for part in self.parts)

    def find(self, key: str) -> int | None:
        """The number of a key; None: no such."""
        for part in self.parts:
            if (ordinal := part.values.find(key)) is not None:
                return int(part.numbers[ordinal])
        return None

    def part(self, segment: Segment) -> Part:
        """The values in this segment."""
        if len(self.parts) == 1:
            return self.parts[0]
        return next(part for part in self.parts if part.values.segment is segment)

    def shown(self, number: int) -> tuple[str, str]:
        """Key and spelling of a value."""
        found = self._shown.get(number)
        if found is None:
            if len(self._shown) > _REMEMBERED:
                self._shown.clear()
            found = self._shown[number] = self._text(number)
        return found

    def _text(self, number: int) -> tuple[str, str]:
        part = self.parts[bisect.bisect_right(self._firsts, number) - 1]
        ordinal = int(part.new[number - part.first])
        key = part.values.keys[ordinal]
        if self.doubtful[number]:
            return key, commonest([each.values for each in self.parts], key)
        return key, part.values.spellings[ordinal]

    @cached_property
    def doubtful(self) -> Array:
        """Which numbers may not stand in the order of their spellings (bool)."""
        return doubtful(self.parts, self.size)

    @cached_property
    def is_ordered(self) -> bool:
        """Whether all numbers ascend by spelling."""
        return len(self.parts) == 1 and not self.doubtful.any()

    def first(self, numbers: Array, limit: int) -> Array:
        """Some of these, among which are the first ones by spelling."""
        if self.is_ordered:
            return np.sort(numbers)[:limit]
        doubted = self.doubtful[numbers]
        ordered = np.sort(numbers[~doubted])
        bounds = ordered.searchsorted([*self._firsts, self.size]).tolist()
        pieces = [ordered[start:min(start + limit, stop)] for start, stop in pairwise(bounds)]
        return np.concatenate([*pieces, numbers[doubted]])

    def containing(self, text: str) -> Array:
        """Which numbers have a key that contains this text, which is not empty (bool)."""
        found = np.zeros(self.size, np.bool_)
        for part in self.parts:
            found[part.first:part.first + len(part.new)] = part.values.keys.containing(text)[part.new]
        return found

    @cached_property
    def totals(self) -> Dense:
        """Counts over all live records."""
        return Dense(self, self.summed([(part, part.values.totals) for part in self.parts]))

    def summed(self, counted: Sequence[tuple[Part, Array]]) -> Array:
        """Counts of each part's ordinals -> counts of the numbers."""
        if len(counted) == 1:
            return counted[0][1]
        counts = np.zeros(self.size, np.int64)
        for part, of_ordinals in counted:
            part.add(counts, of_ordinals)
        return counts

    @cached_property
    def by_count(self) -> tuple[Array, Array]:
        """Numbers by descending total, all but some that at most one record has; and the totals, negative to ascend."""
        totals, base = self.totals.counts, self.parts[0].values
        if len(self.parts) == 1 and base.segment.live is None:
            order = base.column("by_count").astype(np.intp)
        else:
            several = np.flatnonzero(totals > 1)
            order = several[np.argsort(-totals[several], kind="stable")]
        return order, -totals[order]
