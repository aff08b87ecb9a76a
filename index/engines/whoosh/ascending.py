"""What ascending arrays have in common, found by whichever way their lengths make the shortest."""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.format import Array

LOOKED_UP = 8
"""Of lists that differ more in length than this, the shorter one is looked up in the longer one."""


def holds(ascending: Array, records: Array, size: int) -> Array:
    """Which of these records stand in an ascending list.

    Args:
        ascending: the list.
        records: ascending too.
        size: of the segment.
    """
    if len(ascending) > LOOKED_UP * len(records):
        return _stand_in(records, ascending)
    if len(ascending) * LOOKED_UP < len(records):
        kept = np.zeros(len(records), np.bool_)
        at = np.searchsorted(records, ascending.astype(records.dtype))
        inside = at < len(records)
        at = at[inside]
        kept[at[records[at] == ascending[inside]]] = True
        return kept
    table = np.zeros(size, np.bool_)
    table[ascending.astype(np.intp)] = True
    return np.asarray(table.take(records))


def common(one: Array, other: Array) -> Array:
    """The numbers that stand in both arrays, each of which has no number twice; in the type of the first one.

    Args:
        one: ascending.
        other: ascending, and able to hold the numbers of the first one.
    """
    short, long = sorted((one, other.astype(one.dtype, copy=False)), key=len)
    if len(long) > LOOKED_UP * len(short):
        return short[_stand_in(short, long)]
    # Two ascending runs are merged by a stable sort in one pass.
    joint = np.sort(np.concatenate([short, long]), kind="stable")
    return np.asarray(joint[1:][joint[1:] == joint[:-1]])


def _stand_in(wanted: Array, ascending: Array) -> Array:
    at = np.searchsorted(ascending, wanted.astype(ascending.dtype))
    at[at == len(ascending)] = 0
    return np.asarray(ascending[at] == wanted)
