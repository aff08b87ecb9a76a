"""The leaves of our syntax tree as Whoosh queries.

Groups and phrases are one word of the formula, which no query of Whoosh's own is. So they are a query
of ours, which asks :mod:`index.engines.whoosh.postings` and walks over the answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.matching import Matcher, NullMatcher
from whoosh.query import Query as WhooshQuery
from whoosh.query import QueryError

from index.engines.whoosh.codec.arrays import ArrayCodec
from index.engines.whoosh.codec.matcher import ArrayMatcher
from index.engines.whoosh.codec.postings import ScoredPostings
from index.engines.whoosh.postings import Postings, postings
from index.engines.whoosh.schema import Placed
from index.engines.whoosh.scores import worth
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.weighting import FormulaScorer
from index.query import Scored


class LeafQuery(WhooshQuery):  # type: ignore[misc]
    """A phrase or a group as one word of the formula; it runs over generations only."""

    def __init__(self, leaf: Scored) -> None:
        self.leaf = leaf
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LeafQuery) and self.leaf == other.leaf

    def __hash__(self) -> int:
        return hash(self.leaf)

    def __repr__(self) -> str:
        return f"LeafQuery({self.leaf!r})"

    __str__ = __repr__

    def is_leaf(self) -> bool:
        """Whoosh's trees ask."""
        return True

    def estimate_size(self, ixreader: Any) -> int:
        """How many records match."""
        return sum(len(postings(segment, self.leaf).records) for segment, _ in _segments(ixreader))

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """The matching records."""
        found = [(postings(segment, self.leaf), offset) for segment, offset in _segments(searcher.reader())]
        if not any(len(of_segment.records) for of_segment, _ in found):
            return NullMatcher()
        joined = Postings(np.concatenate([of_segment.records + offset for of_segment, offset in found]),
                          np.concatenate([of_segment.x for of_segment, _ in found]))
        everywhere = [segment for segment, _ in _segments(searcher.get_parent().reader())]
        return ArrayMatcher(ScoredPostings(joined), Placed(), FormulaScorer(worth(everywhere, self.leaf)))


def _segments(reader: Any) -> list[tuple[Segment, int]]:
    """The segments of a reader that have documents, each with the number of its first.

    Raises:
        whoosh.query.QueryError: if it reads another index than a generation.
    """
    found = []
    for leaf, offset in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        codec = leaf.codec()
        if not isinstance(codec, ArrayCodec) or codec.live is None:
            raise QueryError("this query runs over a generation of Trialdex only")
        found.append((codec.live, offset))
    return found
