"""Our searcher, Whoosh's own over the same folder, and Whoosh's over an index of its own: the same answers."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.index import open_dir

from index import parser
from index.engines.base import Plan
from index.engines.whoosh import policy
from index.engines.whoosh.compile import compile_node
from index.engines.whoosh.reader import WhooshReader
from index.engines.whoosh.weighting import Formula
from index.errors import QueryError
from index.fields import BY_NAME
from index.fuzzy import close_words
from index.query import And, Fuzzy, Leaf, Node, Not, Or, Phrase, Prefix, Range, Term
from index.records import from_json
from tests import records as generated
from tests.index.generations import ENGINE, built
from tests.index.stock import stock_index
from tests.index.test_updates import drawn

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def read(text: str) -> list[Node]:
    """The trees of a query: what must match, and what may match in part; none if it cannot be read."""
    try:
        query = parser.parse(text)
    except QueryError:
        return []
    return [] if query is None else [tree for tree in (query.full, query.partial) if tree is not None]


def ours(reader: WhooshReader, node: Node | None) -> dict[str, float]:
    plan = Plan(node, None, "all", None, {}, "relevance", 0, None, ())
    selection = reader.select(plan)
    assert selection.total == len(selection.hits)
    return {hit.id: hit.score for hit in selection.hits}


def scored(node: Node) -> list[Leaf]:
    """The leaves that add to a score, as often as they occur."""
    if isinstance(node, And | Or):
        return [leaf for child in node.children for leaf in scored(child)]
    return [] if isinstance(node, Not | Range) else [node]


@pytest.mark.parametrize("smallest", [1, 256])
@SLOW
@given(chance=st.integers(0, 2**48).map(Random), queries=st.lists(generated.queries, min_size=1, max_size=12))
def test_whoosh_s_searcher_finds_and_scores_over_a_generation_as_ours_does(
        smallest: int, chance: Random, queries: list[str]) -> None:
    rounds, _ = drawn(chance, 7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "SMALLEST", smallest)
        with built(*rounds) as folder, closing(ENGINE.open(folder, "memory")) as reader, \
                open_dir(folder).searcher(weighting=Formula()) as searcher:
            for node in (None, *(tree for text in queries for tree in read(text))):
                results = searcher.search(compile_node(node), limit=None)
                first = searcher.search(compile_node(node), limit=3)
                assert [hit.score for hit in first] == [hit.score for hit in results][:3]
                found = {from_json(hit["record"]).id: hit.score for hit in results}
                expected = ours(reader, node)
                assert set(found) == set(expected), node
                if node is None or max(Counter(scored(node)).values(), default=0) < 2:
                    assert found == pytest.approx(expected, abs=6e-5), node


def stock_query(node: Node, words: list[str]) -> whoosh.Query:
    """A tree in queries of Whoosh's own alone; the words are those of the index."""
    match node:
        case And(children):
            return whoosh.And([stock_query(child, words) for child in children])
        case Or(children):
            return whoosh.Or([stock_query(child, words) for child in children])
        case Not(child):
            return whoosh.Not(stock_query(child, words))
        case Term(stem, field):
            return whoosh.Term(field or "text", stem)
        case Phrase(stems, field):
            return whoosh.Phrase(field or "text", list(stems))
        case Prefix(prefix, field):
            return whoosh.Prefix(f"{field or 'text'}_word", prefix)
        case Fuzzy(word, field):
            return whoosh.Or([whoosh.Term(f"{field or 'text'}_word", each) for each in close_words(word, words)])
        case Range(field, low, high):
            attribute = BY_NAME[field].attributes[0]
            return whoosh.And([whoosh.NumericRange(f"{attribute}_to", low, None),
                               whoosh.NumericRange(f"{attribute}_from", None, high)])


@SLOW
@given(records=generated.collections(), queries=st.lists(generated.queries, min_size=1, max_size=12))
def test_a_stock_index_over_the_same_records_finds_the_same(records: list[generated.Record], queries: list[str]) -> None:
    assume(records)
    with built((records, set())) as folder, closing(ENGINE.open(folder, "memory")) as reader, \
            tempfile.TemporaryDirectory() as other:
        half = len(records) // 2
        with stock_index(Path(other), (records[:half], []), (records[half:], [])).searcher() as searcher:
            words = [word.decode() for word in searcher.lexicon("text_word")]
            for node in (tree for text in queries for tree in read(text)):
                results = searcher.search(stock_query(node, words), limit=None)
                expected = ours(reader, node)
                assert (len(results), {from_json(hit["record"]).id for hit in results}) == (
                    len(expected), set(expected)), node
