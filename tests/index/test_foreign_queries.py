"""Any query of Whoosh's own finds, ranks, sorts and groups over a generation what it means."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.index import open_dir
from whoosh.matching import ReadTooFar
from whoosh.query import QueryError
from whoosh.scoring import TF_IDF
from whoosh.sorting import FieldFacet

from index import facets
from index.fields import BY_NAME
from index.records import Record, from_json
from index.request import NONE
from index.text import key
from tests.index.foreign_queries import case
from tests.index.generations import built
from tests.index.naive_terms import of_record
from tests.index.stock import stock_index
from tests.index.test_updates import drawn

CHANCES = st.integers(0, 2**48).map(Random)
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def ids(hits: object) -> list[str]:
    return [from_json(hit["record"]).id for hit in hits]  # type: ignore[attr-defined]


@SLOW
@given(chance=CHANCES)
def test_a_foreign_query_finds_the_records_that_it_means(chance: Random) -> None:
    rounds, left = drawn(chance, 5)
    terms = {record.id: of_record(record) for record in left.values()}
    with built(*rounds) as folder, open_dir(folder).searcher() as searcher:
        for _ in range(30):
            query, matches = case(chance)
            found = searcher.search(query, limit=None)
            assert sorted(ids(found)) == sorted(each for each, of in terms.items() if matches(of)), query


def outcome(searcher: Any, query: whoosh.Query, limit: int | None) -> object:
    """The hits with their scores, or the error that Whoosh makes."""
    try:
        return [(hit.docnum, hit.score) for hit in searcher.search(query, limit=limit)]
    except (AssertionError, IndexError, ReadTooFar, QueryError) as error:
        return type(error)


@settings(SLOW, max_examples=10)
@given(chance=CHANCES)
def test_a_foreign_query_does_what_it_does_over_the_same_segments_of_stock_whoosh(chance: Random) -> None:
    rounds, _ = drawn(chance, 4)
    with built(*rounds) as folder, tempfile.TemporaryDirectory() as other, open_dir(folder).searcher(weighting=TF_IDF()) as ours:
        parts = [([from_json(leaf.stored_fields(number)["record"]) for number in range(leaf.doc_count_all())],
                  [number for number in range(leaf.doc_count_all()) if leaf.is_deleted(number)])
                 for leaf, _ in ours.reader().leaf_readers()]
        with stock_index(Path(other), *parts).searcher(weighting=TF_IDF()) as theirs:
            for _ in range(30):
                query, _ = case(chance, negations=True)
                for limit in (None, 2):
                    expected, found = outcome(theirs, query, limit), outcome(ours, query, limit)
                    # Where Whoosh trips over its own matchers, an answer is no worse. Its RequireMatcher asserts that a
                    # skip has moved it: over which of two indexes it trips then depends on how postings lie in blocks.
                    trips = found is AssertionError and limit is not None and " REQUIRE " in str(query)
                    assert isinstance(expected, type) or found == expected or trips, query


def has_field(record: Record, name: str) -> tuple[str, ...]:
    return tuple(each for each in facets.keys(record, BY_NAME[name]) if each != NONE)


@SLOW
@given(chance=CHANCES)
def test_results_are_sorted_by_a_column(chance: Random) -> None:
    rounds, left = drawn(chance, 5)
    terms = {record.id: of_record(record) for record in left.values()}
    with built(*rounds) as folder, open_dir(folder).searcher() as searcher:
        for reverse in (False, True):
            by_title = ids(searcher.search(whoosh.Every(), limit=None, sortedby=FieldFacet("title_order", reverse=reverse)))
            assert [key(left[each].title) for each in by_title] == sorted(
                (key(record.title) for record in left.values()), reverse=reverse)
            by_number = ids(searcher.search(whoosh.Every(), limit=None, sortedby=FieldFacet("enrollment_order", reverse=reverse)))
            numbers = [terms[each].numbers.get("enrollment_from", -1) for each in by_number]
            assert numbers == sorted(numbers, reverse=reverse)
            assert sorted(by_number) == sorted(left)
            by_facet = ids(searcher.search(whoosh.Every(), limit=None, sortedby=FieldFacet("status_facet", reverse=reverse)))
            statuses = [has_field(left[each], "status") for each in by_facet]
            assert statuses == sorted(statuses, reverse=reverse)


@SLOW
@given(chance=CHANCES)
def test_results_are_grouped_by_a_facet(chance: Random) -> None:
    rounds, left = drawn(chance, 5)
    with built(*rounds) as folder, open_dir(folder).searcher() as searcher:
        for name in ("kind", "phase", "condition", "year"):
            grouped = searcher.search(whoosh.Every(), limit=None, groupedby=f"{name}_facet").groups()
            whole = searcher.search(whoosh.Every(), limit=None,
                                    groupedby={name: FieldFacet(f"{name}_facet", allow_overlap=True)}).groups(name)
            firsts, every = defaultdict(set), defaultdict(set)
            for record in left.values():
                values = has_field(record, name)
                firsts[values[0] if values else ""].add(record.id)
                for value in values:
                    every[value.encode()].add(record.id)
            def of(numbers: list[int]) -> set[str]:
                return {from_json(searcher.stored_fields(number)["record"]).id for number in numbers}
            assert {value: of(numbers) for value, numbers in grouped.items()} == firsts
            assert {value: of(numbers) for value, numbers in whole.items()} == every


@SLOW
@given(chance=CHANCES)
def test_the_first_hits_are_the_best_of_all(chance: Random) -> None:
    rounds, _ = drawn(chance, 5)
    with built(*rounds) as folder, open_dir(folder).searcher() as searcher:
        for _ in range(10):
            words = [whoosh.Term(chance.choice(("text", "summary", "title_word")), each)
                     for each in chance.sample(("muscl", "cramp", "spasm", "baclofen", "muscle"), 3)]
            query = chance.choice((whoosh.Or, whoosh.And))(words)
            every = searcher.search(query, limit=None)
            assert [hit.score for hit in searcher.search(query, limit=2)] == [hit.score for hit in every][:2]
