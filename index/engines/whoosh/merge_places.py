"""The axis of positions of several segments -> that of one, see :mod:`index.engines.whoosh.invert`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.format import Array, ArrayWriter
from index.engines.whoosh.segment import Segment
from index.fields import TEXT_FIELDS

LIMIT = (1 << 32) - (1 << 16)
"""Positions that one segment may have: uint32 holds them, and those of the words of a phrase that would begin there."""


class TooMuchText(Exception):
    """One segment cannot hold so many positions."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Lists of positions of one segment on the new axis.

    Attributes:
        keys: of each list, its new form and its field as ``form << 5 | field``, ascending.
        counts: elements of each list.
        positions: list after list.
    """

    keys: Array
    counts: Array
    positions: Array


class Places:
    """Where the text of each record comes to lie.

    Attributes:
        end: of the axis.
        is_joined: whether each segment's records just follow those of the one before.
    """

    def __init__(self, segments: Sequence[Segment], new: Sequence[Array], starts: Array, *, is_joined: bool) -> None:
        self._segments, self._new, self._starts, self.is_joined = segments, new, starts, is_joined
        self.end = int(starts[-1, -1])

    def renumbered(self, number: int, forms: Array, low: int, high: int) -> Moved:
        """The lists of a segment.

        Args:
            number: of the segment.
            forms: the new numbers of its forms; -1 for those that are left out.
            low, high: new numbers of forms, the second left out.
        """
        segment = self._segments[number]
        kept = np.flatnonzero((forms >= low) & (forms < high))
        if not len(kept):
            return Moved(*(np.zeros(0, np.int64) for _ in range(3)))
        first, last = int(kept[0]), int(kept[-1]) + 1
        firsts = segment.column("pair_firsts").part(first, last + 1).astype(np.int64)
        fields = segment.column("pair_fields").part(firsts[0], firsts[-1])
        keys = np.repeat(forms[first:last], np.diff(firsts)) << 5 | fields
        bounds = segment.column("pair_starts").part(firsts[0], firsts[-1] + 1).astype(np.int64)
        positions = segment.column("positions").part(bounds[0], bounds[-1])
        return self._moved(number, Moved(keys, np.diff(bounds), positions))

    def _moved(self, number: int, lists: Moved) -> Moved:
        segment = self._segments[number]
        if self.is_joined:
            shifts = np.array([self._starts[field, self._new[number][0]] - segment.starts(field)[0]
                               for field in range(len(TEXT_FIELDS))]) if segment.size else np.zeros(len(TEXT_FIELDS))
            return Moved(lists.keys, lists.counts,
                         lists.positions + np.repeat(shifts[lists.keys & 31], lists.counts))
        positions = np.empty(len(lists.positions), np.int64)
        fields = np.repeat(lists.keys & 31, lists.counts)
        for field in np.unique(fields).tolist():
            inside = fields == field
            old = segment.starts(field).astype(np.int64)
            records = np.searchsorted(old, lists.positions[inside], side="right") - 1
            to = self._new[number][records]
            positions[inside] = np.where(to < 0, -1, self._starts[field, to] + lists.positions[inside] - old[records])
        return _without_deleted(lists, positions)


def _without_deleted(lists: Moved, positions: Array) -> Moved:
    live = positions >= 0
    counts = np.bincount(np.repeat(np.arange(len(lists.keys)), lists.counts)[live], minlength=len(lists.keys))
    kept = (counts > 0) & (lists.keys >= 0)
    return Moved(lists.keys[kept], counts[kept], positions[live])


def merge_places(file: ArrayWriter, segments: Sequence[Segment], new: Sequence[Array], *, is_joined: bool) -> Places:
    """Write starts and lengths.

    Raises:
        TooMuchText: if the text is longer than a position can say.
    """
    size = sum(int(np.count_nonzero(each >= 0)) for each in new)
    starts = np.zeros((len(TEXT_FIELDS), size + 1), np.int64)
    lengths = np.zeros((len(TEXT_FIELDS), size), np.uint32)
    end = 0
    for field in range(len(TEXT_FIELDS)):
        spans = np.zeros(size, np.int64)
        for segment, numbers in zip(segments, new, strict=True):
            live = numbers >= 0
            spans[numbers[live]] = np.diff(segment.starts(field).astype(np.int64))[live]
            lengths[field, numbers[live]] = segment.lengths(field)[live]
        starts[field, 0] = end
        starts[field, 1:] = end + np.cumsum(spans)
        end = int(starts[field, -1])
    if end >= LIMIT:
        raise TooMuchText
    file.add("lengths", lengths.ravel())
    file.add("starts", starts.astype(np.uint32).ravel())
    return Places(segments, new, starts, is_joined=is_joined)
