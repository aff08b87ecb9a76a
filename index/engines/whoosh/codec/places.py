"""Positions on the axis of a segment -> records and positions in each record's text.

In one text field a record's positions begin at 0. Over all text fields together they follow one
another, each field's behind the gap that ends the one before.
"""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.format import Array
from index.engines.whoosh.segment import Segment
from index.fields import TEXT_FIELDS


def occurrences(segment: Segment, places: Array, field: int | None) -> tuple[Array, Array]:
    """Positions, ascending on the segment's axis, record by record.

    Args:
        segment: the segment.
        places: the positions.
        field: the number of the field in which they all lie; None: they lie in any.

    Returns:
        Where each record's positions begin (records + 1), for the records that have any, and the positions.
    """
    fields = range(len(TEXT_FIELDS)) if field is None else (field,)
    pieces = [_in_field(segment, places, number, whole=field is None) for number in fields]
    records, found = (np.concatenate(part) for part in zip(*pieces, strict=True))
    order = np.argsort(records, kind="stable")
    firsts = np.flatnonzero(np.diff(records[order], prepend=-1))
    return np.append(firsts, len(records)), found[order].astype(np.uint32)


def _in_field(segment: Segment, places: Array, field: int, whole: bool) -> tuple[Array, Array]:
    starts = segment.starts(field)
    low, high = np.searchsorted(places, (starts[0], starts[-1]))
    records = np.searchsorted(starts, places[low:high].astype(starts.dtype), side="right") - 1
    found = places[low:high].astype(np.int64) - starts[records]
    return records, found + _begins(segment, field)[records] if whole and len(records) else found


def _begins(segment: Segment, field: int) -> Array:
    """Where the text of each record begins in a field, counted from the beginning of the record's text."""
    return segment.remembered("begins", lambda field: _begins_of(segment, field))(field)


def _begins_of(segment: Segment, field: int) -> Array:
    if not field:
        return np.zeros(segment.size, np.int64)
    return _begins(segment, field - 1) + np.diff(segment.starts(field - 1))


def field_lengths(segment: Segment, field: int | None) -> Array:
    """The words of each record in a text field, by the field's number, or in all of them."""
    if field is not None:
        return segment.lengths(field)
    return segment.remembered("all_lengths", lambda: _all_lengths(segment))()


def _all_lengths(segment: Segment) -> Array:
    total = np.zeros(segment.size, np.int64)
    for number in range(len(TEXT_FIELDS)):
        total += segment.lengths(number)
    return total
