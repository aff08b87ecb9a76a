"""Our syntax tree -> a query for Whoosh's own searcher over a generation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whoosh import query as whoosh
from whoosh.matching import ListMatcher, Matcher, NullMatcher

from index.engines.whoosh.leaves import LeafQuery
from index.engines.whoosh.schema import RECORD_LEVEL
from index.fields import BY_NAME
from index.query import And, Node, Not, Or, Range, Term


class Unscored(whoosh.ConstantScoreQuery):  # type: ignore[misc]
    """A query whose matches score 0; Whoosh itself takes a score of 0 for none and drops it or makes it 1."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """The matching records, each with weight 0."""
        ids = list(self._ids(searcher))
        return ListMatcher(ids, [0.0] * len(ids)) if ids else NullMatcher()

    def _ids(self, searcher: Any) -> Iterable[int]:
        ids: Iterable[int] = self.child.docs(searcher)
        return ids


class Without(Unscored):
    """The live records that do not match; Whoosh's own ``Not`` also finds deleted ones behind the last that does."""

    def _ids(self, searcher: Any) -> Iterable[int]:
        matching = frozenset(super()._ids(searcher))
        return (number for number in searcher.reader().all_doc_ids() if number not in matching)


class Union(whoosh.Or):  # type: ignore[misc]
    """An ``Or`` that keeps matches with score 0, which Whoosh's array of scores takes for none."""

    matcher_type = whoosh.Or.DEFAULT_MATCHER


def compile_node(node: Node | None) -> whoosh.Query:
    """The Whoosh query for a tree; None is every record.

    Searched with the weighting :class:`index.engines.whoosh.weighting.Formula`, its scores are those of
    the formula where no leaf occurs twice.
    """
    match node:
        case None:
            return Unscored(whoosh.Every())
        case And(children):
            return whoosh.And([compile_node(child) for child in children])
        case Or(children):
            return Union([compile_node(child) for child in children])
        case Not(child):
            return Without(compile_node(child))
        case Term(stem, field):
            return whoosh.Term(field or RECORD_LEVEL, stem)
        case Range():
            return _range(node)
        case _:
            return LeafQuery(node)


def _range(node: Range) -> whoosh.Query:
    """A value's span meets a range when it ends at the low bound or later and begins at the high one or before."""
    attribute = BY_NAME[node.field].attributes[0]
    return Unscored(whoosh.And([whoosh.NumericRange(f"{attribute}_to", node.low, None),
                                whoosh.NumericRange(f"{attribute}_from", None, node.high)]))
