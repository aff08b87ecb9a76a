"""The values of one facet in one segment, and counts of them.

A selection is counted through whatever is shorter: its own records, or the live ones that it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from index.engines.whoosh.format import Array
from index.engines.whoosh.hashes import HashedStrings
from index.engines.whoosh.ragged import rows
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.strings import Strings
from index.request import NONE

_SPARSE = 8
"""Below one record in so many, values are gathered record by record."""


class Chosen:
    """Records of a segment, in the forms in which they are counted.

    Attributes:
        segment: the segment.
        records: their numbers, ascending.
    """

    def __init__(self, segment: Segment, records: Array) -> None:
        self.segment = segment
        # Numbers of the platform's own size are not converted again for every array.
        self.records: Array = records.astype(np.intp)

    @cached_property
    def listed(self) -> list[int]:
        """The same numbers, for where they are few."""
        found: list[int] = self.records.tolist()
        return found

    @cached_property
    def mask(self) -> Array:
        """Which records of the segment they are (bool)."""
        found = np.zeros(self.segment.size, np.bool_)
        found[self.records] = True
        return found

    @cached_property
    def others(self) -> Chosen:
        """The live records that are not chosen."""
        mask = ~self.mask if self.segment.live is None else ~self.mask & self.segment.live
        found = Chosen(self.segment, np.flatnonzero(mask))
        found.mask = mask
        return found


class Values:
    """The values of a facet in one segment."""

    def __init__(self, segment: Segment, name: str) -> None:
        self.segment, self.name = segment, name
        self._rows, self._ordinals = segment.column(f"{name}_rows"), segment.column(f"{name}_ordinals")
        self._first, self._more = segment.column(f"{name}_first"), segment.column(f"{name}_other_ordinals")
        self.keys = HashedStrings(segment.file, f"{name}_keys")
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
        return self.keys.find(key)

    def records(self, ordinal: int) -> Array:
        """The records with a value, ascending, deleted ones included."""
        first, last = self.segment.column(f"{self.name}_firsts").part(ordinal, ordinal + 2).tolist()
        return self.segment.column(f"{self.name}_records").part(first, last)

    @cached_property
    def stored(self) -> Array:
        """How many records have each ordinal, ``(none)`` last, deleted ones included."""
        return np.diff(self.column("firsts").astype(np.int64))

    @property
    def _deleted(self) -> Array:
        """The deleted records, as numbers that one can be added to: they are stored in the smallest type."""
        return self.segment.deleted.astype(np.intp)

    @cached_property
    def totals(self) -> Array:
        """How many live records have each ordinal, ``(none)`` last."""
        if self.segment.live is None:
            return self.stored
        return self.stored - self._counts(Chosen(self.segment, self._deleted))

    def counts(self, chosen: Chosen) -> Array:
        """How many of the chosen records have each ordinal, ``(none)`` last."""
        if 2 * len(chosen.records) > self.segment.count:
            return self.totals - self._counts(chosen.others)
        return self._counts(chosen)

    def _counts(self, chosen: Chosen) -> Array:
        records, size = chosen.records, len(self) + 1
        if not len(records):
            return np.zeros(size, np.int64)
        found = np.bincount(self.column("first").take(records), minlength=size + 1)[:size]
        others = self.column("other_ordinals")
        if not len(others):
            return found
        if len(records) * _SPARSE < self.segment.size:
            more = self._others(records)
        else:
            more = others.compress(chosen.mask.take(self.column("other_records")))
        return found + np.bincount(more, minlength=size)

    def of_few(self, records: Sequence[int]) -> list[int]:
        """All ordinals of these few records, those of ``(none)`` included."""
        if not len(self._more):
            return [ordinal for record in records if (ordinal := self._first[record]) <= len(self)]
        found: list[int] = []
        for record in records:
            start, stop = self._rows.items(record, record + 2)
            found += self._ordinals.items(start, stop)
        return found

    def ordinals(self, records: Array) -> Array:
        """All ordinals of these records, those of ``(none)`` included."""
        first = self.column("first").take(records)
        first = first[first <= len(self)]
        return np.concatenate([first, self._others(records)]) if len(self.column("other_ordinals")) else first

    def _others(self, records: Array) -> Array:
        """The ordinals of these records but the first of each."""
        bounds = self.column("rows")
        starts = bounds.take(records).astype(np.int64) + 1
        widths = bounds.take(records + 1) - starts
        several = widths > 0
        return self.column("ordinals").take(rows(starts[several], widths[several]))

    @cached_property
    def used(self) -> Array:
        """How many live records use each of the spellings ``FACET_written``."""
        stored = self.column("written_counts")
        if self.segment.live is None:
            return stored
        bounds = self.column("rows")
        starts = bounds.take(self._deleted).astype(np.int64)
        variants = self.column("variants").take(rows(starts, bounds.take(self._deleted + 1) - starts))
        return stored - np.bincount(variants, minlength=len(stored) + 1)[:-1]

    def written(self, ordinal: int) -> Iterator[tuple[str, int]]:
        """The spellings of a value, and how many live records use each."""
        first, last = self.segment.column(f"{self.name}_written_firsts").items(ordinal, ordinal + 2)
        spellings = Strings(self.segment.file, f"{self.name}_written").between(first, last)
        return zip(spellings, self.used[first:last].tolist(), strict=True)
