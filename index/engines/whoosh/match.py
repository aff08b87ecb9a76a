"""Which records of a segment match a syntax tree, as ascending record numbers.

The work is proportional to the shortest list: a conjunction begins with its rarest part and asks the
others only about what is left.
"""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.ascending import holds
from index.engines.whoosh.format import Array
from index.engines.whoosh.postings import records_of
from index.engines.whoosh.segment import Segment
from index.fields import BY_NAME
from index.query import And, Node, Not, Or, Range

_MISSING = np.iinfo(np.int64).min


def matching(segment: Segment, node: Node | None) -> Array:
    """The live records that match."""
    match node:
        case None:
            return segment.every()
        case And(children):
            ordered = sorted(children, key=lambda child: estimate(segment, child))
            return restricted(segment, And(tuple(ordered[1:])), matching(segment, ordered[0]))
        case Or(children):
            found = np.zeros(segment.size, np.bool_)
            for child in children:
                found[matching(segment, child).astype(np.intp)] = True
            return np.flatnonzero(found)
        case Not() | Range():
            return restricted(segment, node, segment.every())
        case _:
            return records_of(segment, node)


def estimate(segment: Segment, node: Node) -> int:
    """How many records match at most, as far as can be told without looking at records."""
    match node:
        case And(children):
            return min(estimate(segment, child) for child in children)
        case Or(children):
            return sum(estimate(segment, child) for child in children)
        case Not() | Range():
            return segment.size
        case _:
            return len(records_of(segment, node))


def restricted(segment: Segment, node: Node, records: Array) -> Array:
    """Those of these records, ascending, that match."""
    match node:
        case And(children):
            for child in sorted(children, key=lambda child: estimate(segment, child)):
                if not len(records):
                    break
                records = restricted(segment, child, records)
            return records
        case Or(children):
            kept = np.zeros(len(records), np.bool_)
            for child in children:
                kept |= holds(restricted(segment, child, records), records, segment.size)
            return records[kept]
        case Not(child):
            return records[~holds(restricted(segment, child, records), records, segment.size)]
        case Range():
            return records[_meets(segment, node, records)]
        case _:
            return records[holds(records_of(segment, node), records, segment.size)]


def _meets(segment: Segment, node: Range, records: Array) -> Array:
    """Whose span meets the bounds: it ends at the low one or later and begins at the high one or before."""
    attribute = BY_NAME[node.field].attributes[0]
    begins, ends = segment.column(f"{attribute}_from").take(records), segment.column(f"{attribute}_to").take(records)
    met: Array = begins != _MISSING
    if node.low is not None:
        met &= ends >= node.low
    if node.high is not None:
        met &= begins <= node.high
    return met
