"""The score of records: the sum over the leaves of a query of idf x / (k1 + x)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.ascending import holds
from index.engines.whoosh.format import Array
from index.engines.whoosh.match import restricted
from index.engines.whoosh.postings import Postings, postings
from index.engines.whoosh.segment import Segment
from index.query import And, Node, Not, Or, Phrase, Range, Scored, Term, everywhere
from index.scoring import K1, idf

_RATIO = 12
"""A list that is longer than this many times the records asked about is looked up, not walked."""
_BLOCK = 1 << 14
"""Postings that are weighed at a time: few enough to stay in a processor's cache."""


def worth(segments: Sequence[Segment], leaf: Scored) -> float:
    """idf of a leaf over all segments: of a phrase the sum over its words, of a group that of its union."""
    if isinstance(leaf, Phrase):
        return sum(worth(segments, Term(stem)) for stem in leaf.stems)
    anywhere = leaf if leaf.field is None else everywhere(leaf)
    having = sum(len(postings(segment, anywhere).records) for segment in segments)
    return idf(sum(segment.count for segment in segments), having)


def scores(segments: Sequence[Segment], segment: Segment, node: Node | None, records: Array) -> Array:
    """The rounded scores of records, ascending, of one of the segments (float64)."""
    total = np.zeros(len(records))
    dense: Array | None = None
    for leaf, having in contributing(segment, node, records) if node is not None and len(records) else ():
        found, weight = postings(segment, leaf), worth(segments, leaf)
        if having is None and _are(found.records, records):
            _add(total, None, found.x, weight)
            continue
        if having is None and len(found.records) < _RATIO * len(records):
            # As many additions as the leaf has records, whatever the number of records asked about.
            dense = np.zeros(segment.size) if dense is None else dense
            _add(dense, found.records, found.x, weight)
            continue
        x = x_of(found, records, segment.size)
        if having is not None:
            x[~having] = 0
        total += weight * (x / (K1 + x))
    return (total if dense is None else total + dense.take(records)).round(4)


def _are(one: Array, other: Array) -> bool:
    return one is other or (len(one) == len(other) and bool((one == other).all()))


def _add(total: Array, places: Array | None, x: Array, weight: float) -> None:
    """Add the scores of one leaf at these places of the total; None: at all of them."""
    for start in range(0, len(x), _BLOCK):
        block = slice(start, start + _BLOCK)
        of_block = x[block].astype(np.float64)
        scored = weight * (of_block / (K1 + of_block))
        if places is None:
            total[block] += scored
        else:
            np.add.at(total, places[block], scored)


def contributing(segment: Segment, node: Node, records: Array) -> list[tuple[Scored, Array | None]]:
    """The different leaves, and in which of the records a branch with the leaf matches; None: where the leaf does."""
    found: dict[Scored, Array | None] = {}
    _contribute(segment, node, records, None, found)
    return list(found.items())


def _contribute(segment: Segment, node: Node, records: Array, inside: Array | None,
                found: dict[Scored, Array | None]) -> None:
    if isinstance(node, Not | Range):
        return
    if isinstance(node, And | Or):
        for child in node.children:
            within = inside
            if isinstance(node, Or) and isinstance(child, And | Or):
                branch = holds(restricted(segment, child, records), records, segment.size)
                within = branch if inside is None else branch & inside
            _contribute(segment, child, records, within, found)
    elif node not in found:
        found[node] = inside
    else:
        known = found[node]
        found[node] = None if known is None or inside is None else known | inside


def x_of(found: Postings, records: Array, size: int) -> Array:
    """x of each of these records, ascending; 0 where it has none (float64)."""
    if _are(found.records, records):
        return found.x.astype(np.float64)
    if not len(found.records):
        return np.zeros(len(records))
    if len(found.records) > _RATIO * len(records):
        at = np.searchsorted(found.records, records.astype(found.records.dtype))
        at[at == len(found.records)] = 0
        return np.where(found.records[at] == records, found.x[at], 0).astype(np.float64)
    table = np.zeros(size, found.x.dtype)
    table[found.records] = found.x
    return table[records].astype(np.float64)
