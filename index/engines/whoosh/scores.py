"""The score of records: the sum over the leaves of a query of idf x / (k1 + x)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.ascending import holds
from index.engines.whoosh.format import Array
from index.engines.whoosh.match import restricted
from index.engines.whoosh.postings import LONG, are, postings, records_of, x_of, x_of_group
from index.engines.whoosh.segment import Segment
from index.query import And, Group, Node, Not, Or, Phrase, Range, Scored, Term, everywhere
from index.scoring import K1, idf

_BLOCK = 1 << 14
"""Postings that are weighed at a time: few enough to stay in a processor's cache."""


def worth(segments: Sequence[Segment], leaf: Scored) -> float:
    """idf of a leaf over all segments: of a phrase the sum over its words, of a group that of its union."""
    if isinstance(leaf, Phrase):
        return sum(worth(segments, Term(stem)) for stem in leaf.stems)
    anywhere = leaf if leaf.field is None else everywhere(leaf)
    having = sum(len(records_of(segment, anywhere)) for segment in segments)
    return idf(sum(segment.count for segment in segments), having)


def scores(segments: Sequence[Segment], segment: Segment, node: Node | None, records: Array) -> Array:
    """The rounded scores of records, ascending, of one of the segments (float64)."""
    total = np.zeros(len(records))
    dense: Array | None = None
    for leaf, having in contributing(segment, node, records) if node is not None and len(records) else ():
        weight = worth(segments, leaf)
        if isinstance(leaf, Group):
            _add_x(total, x_of_group(segment, leaf, records), having, weight)
            continue
        found = postings(segment, leaf)
        if having is None and are(found.records, records):
            _add(total, None, found.x, weight)
            continue
        if having is None and len(found.records) < LONG * len(records):
            # As many additions as the leaf has records, whatever the number of records asked about.
            dense = np.zeros(segment.size) if dense is None else dense
            _add(dense, found.records, found.x, weight)
            continue
        _add_x(total, x_of(found, records, segment.size), having, weight)
    return (total if dense is None else total + dense.take(records)).round(4)


def _add_x(total: Array, x: Array, having: Array | None, weight: float) -> None:
    """Add the scores of one leaf, from x of each record, where a branch with it matches."""
    if having is not None:
        x[~having] = 0
    total += weight * (x / (K1 + x))


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
