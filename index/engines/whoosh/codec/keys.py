"""The lexicons of whole values (names, titles, facets) and of numbers."""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.chunk import MISSING
from index.engines.whoosh.codec.lexicon import Chosen, Lexicon
from index.engines.whoosh.codec.postings import TermPostings
from index.engines.whoosh.counting import Values
from index.engines.whoosh.format import Array
from index.engines.whoosh.schema import BITS, STEP
from index.engines.whoosh.segment import Segment

_SIGN = np.uint64(1 << BITS - 1)


class Names(Chosen):
    """What records are looked up by, in compact form."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        super().__init__(segment.names, np.arange(len(segment.names)))

    def postings(self, place: int) -> TermPostings:
        """The records with a name."""
        first, last = self._segment.column("name_firsts").part(place, place + 2).tolist()
        return TermPostings(self._segment.column("name_records").part(first, last))


class Titles(Chosen):
    """The keys of whole titles."""

    def __init__(self, segment: Segment) -> None:
        self._order = segment.column("title_order").all()
        ranks = segment.column("title_ranks").all()[self._order]
        self._firsts = np.append(np.flatnonzero(np.diff(ranks.astype(np.int64), prepend=-1)), len(ranks))
        super().__init__(segment.titles, self._order[self._firsts[:-1]])

    def postings(self, place: int) -> TermPostings:
        """The records with a title."""
        return TermPostings(self._order[self._firsts[place]:self._firsts[place + 1]])


class FacetKeys(Chosen):
    """The keys of a facet's values."""

    def __init__(self, segment: Segment, name: str) -> None:
        self._values = Values(segment, name)
        super().__init__(self._values.keys, self._values.column("by_key"))

    def postings(self, place: int) -> TermPostings:
        """The records with a value."""
        return TermPostings(self._values.records(int(self._numbers[place])))


class Numbers(Lexicon):
    """Numbers as ``whoosh.fields.NUMERIC`` writes them: each whole, and without its last 8, 16, … bits.

    A term is the number of bits left out, then the number with its sign bit turned, as big-endian uint64.
    So the terms of one precision ascend as the numbers do, and each stands for a span of them.
    """

    def __init__(self, column: Array) -> None:
        present = np.flatnonzero(column != MISSING)
        sortable = column[present].astype(np.int64).view(np.uint64) ^ _SIGN
        order = np.argsort(sortable, kind="stable")
        self._sorted, self._records = sortable[order], present[order]
        distinct = np.unique(self._sorted)
        self._tiers = [np.unique(distinct >> np.uint64(shift)) for shift in range(0, BITS, STEP)]
        self._firsts = np.cumsum([0, *map(len, self._tiers)])

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def _at(self, place: int) -> tuple[int, int]:
        """The bits left out, and what remains of the number."""
        tier = int(np.searchsorted(self._firsts, place, side="right")) - 1
        return tier * STEP, int(self._tiers[tier][place - self._firsts[tier]])

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]
        shift, number = self._at(place)
        return bytes((shift,)) + number.to_bytes(BITS // 8)

    def postings(self, place: int) -> TermPostings:
        """The records with a number in the span of a term."""
        shift, number = self._at(place)
        bounds = np.array([number << shift, (number + 1 << shift) - 1], np.uint64)
        first = np.searchsorted(self._sorted, bounds[0])
        last = np.searchsorted(self._sorted, bounds[1], side="right")
        return TermPostings(np.sort(self._records[first:last]))
