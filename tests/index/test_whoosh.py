"""What is particular to the Whoosh engine: a genuine Whoosh index, and a writer that failures leave no trace in."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as whoosh
from whoosh.qparser import QueryParser

from index import parser, search
from index.damage import DamagedFile
from index.engines.memory import MemoryReader
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.compile import compile_node
from index.engines.whoosh.weighting import Formula
from index.errors import QueryError, RefusedRecord
from index.query import Phrase, Term
from index.records import Record, Trial, from_json
from index.request import SearchRequest
from tests import records as generated
from tests.index.test_engines import answer

ENGINE = WhooshEngine(jobs=1)
RECORDS: list[Record] = [
    Trial(id="NCT00000001", title="Muscle cramps in cirrhosis", enrollment=40, first_posted="2022-05-26"),
    Trial(id="NCT00000002", title="Cramps", conditions=("Muscle spasm",), enrollment=5),
]


def build(folder: Path, records: list[Record]) -> None:
    writer = ENGINE.create(folder)
    for record in records:
        writer.add(record)
    writer.finish()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_whoosh_opens_the_folder_and_searches_it_with_its_own_parser_and_queries(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    index = whoosh_index.open_dir(tmp_path)
    with index.searcher() as searcher:
        def found(query: whoosh.Query) -> set[str]:
            return {from_json(hit["record"]).id for hit in searcher.search(query)}

        assert found(QueryParser("title", index.schema).parse("cramping")) == {"NCT00000001", "NCT00000002"}
        assert found(QueryParser("title", index.schema).parse('"muscle cramps"')) == {"NCT00000001"}
        assert found(whoosh.Prefix("title_word", "cirr")) == {"NCT00000001"}
        assert found(whoosh.FuzzyTerm("title_word", "crampz")) == {"NCT00000001", "NCT00000002"}
        assert found(whoosh.NumericRange("enrollment_from", 10, None)) == {"NCT00000001"}
        assert found(whoosh.And([whoosh.Term("text", "muscl"), whoosh.Not(whoosh.Term("text", "spasm"))])) == {"NCT00000001"}
    index.close()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(), queries=st.lists(generated.queries, min_size=1, max_size=8))
def test_a_compiled_query_means_and_scores_the_same_in_any_whoosh_searcher(
        records: list[Record], queries: list[str]) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        build(Path(folder), records)
        with whoosh_index.open_dir(folder).searcher(weighting=Formula()) as searcher:
            for text in queries:
                try:
                    query = parser.parse(text)
                except QueryError:
                    continue
                assert query is not None
                results = searcher.search(compile_node(query.full), limit=None)
                found = {from_json(searcher.stored_fields(n)["record"]).id: score for score, n in results.top_n}
                expected = search.search(SearchRequest(text, match="all", limit=None, sort="relevance"),
                                         MemoryReader(records))
                if expected.notices:
                    continue
                assert set(found) == {hit.record.id for hit in expected.hits}
                if "OR" not in text and "(" not in text:
                    assert found == pytest.approx({hit.record.id: hit.score for hit in expected.hits}, abs=6e-5)


def spoiled(chance: Random, record: Record, added: list[Record]) -> Any:
    """A record that cannot be stored; of several values one is whole, so that it fails on its way."""
    wrong: list[dict[str, Any]] = [
        {"title": "a lone surrogate \udcff"}, {"title": 7}, {"title": None}, {"conditions": ("cramps", None)},
        {"extra": {"cramps": ("muscle", b"cramp")}}, {"sources": ("page.txt",)}, {"aliases": 5},
    ]
    if isinstance(record, Trial):
        wrong += [{"enrollment": number} for number in (2**53, 10**30, -2**63, "40")]
    if added and chance.random() < 0.3:
        return replace(record, id=chance.choice(added).id)
    return replace(record, **chance.choice([each for each in wrong if hasattr(record, next(iter(each)))]))


def build_with_failures(folder: Path, chance: Random, records: list[Record]) -> None:
    """Add these records, and among them some that are refused."""
    writer = ENGINE.create(folder)
    added: list[Record] = []
    for record in records:
        while chance.random() < 0.4:
            with pytest.raises(RefusedRecord):
                writer.add(spoiled(chance, record, added))
        writer.add(record)
        added.append(record)
    writer.finish()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(10), chance=st.integers(0, 2**48).map(Random))
def test_a_record_that_fails_leaves_no_trace_in_its_neighbours(records: list[Record], chance: Random) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        build_with_failures(Path(one), chance, records)
        build(Path(other), records)
        assert contents(Path(one)) == contents(Path(other))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(10), chance=st.integers(0, 2**48).map(Random),
       requests=st.lists(generated.requests, max_size=4))
def test_records_among_failures_are_found_as_without_them(
        records: list[Record], chance: Random, requests: list[SearchRequest]) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        build_with_failures(Path(folder), chance, records)
        reader = ENGINE.open(Path(folder), "memory")
        oracle = MemoryReader(records)
        for request in requests:
            assert answer(request, reader) == answer(request, oracle)
        reader.close()


def test_a_value_that_cannot_be_stored_is_rejected_at_once(tmp_path: Path) -> None:
    writer = ENGINE.create(tmp_path)
    writer.add(RECORDS[0])
    with pytest.raises(RefusedRecord):
        writer.add(Trial(id="NCT00000009", title="a lone surrogate \udcff"))
    with pytest.raises(RefusedRecord):
        writer.add(Trial(id="NCT00000008", title="too large", enrollment=10**30))
    writer.add(RECORDS[1])
    writer.finish()
    reader = ENGINE.open(tmp_path, "memory")
    request = SearchRequest("cramps")
    assert answer(request, reader) == answer(request, MemoryReader(RECORDS))
    reader.close()


def test_a_finished_folder_holds_no_temporary_file(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    assert set(contents(tmp_path)) == {"MAIN_WRITELOCK", "_MAIN_1.toc", "generation.arr", "segment-000001.arr"}


def test_the_fields_of_a_word_are_those_in_which_it_stands(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    with closing(ENGINE.open(tmp_path, "generation")) as reader:
        assert set(reader.fields(Term("muscl"))) == {"title", "condition"}
        assert set(reader.fields(Phrase(("muscl", "cramp")))) == {"title"}
        assert not reader.fields(Term("zebra"))


def test_a_record_that_is_overwritten_after_its_check_is_damage(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    with closing(ENGINE.open(tmp_path, "generation")) as reader:
        ids = [record.id for record in reader.records([record.id for record in RECORDS])]
        segment = reader._segments[0]
        place = segment.column("records_bytes")._offset
        with (tmp_path / "segment-000001.arr").open("r+b") as file:
            file.seek(place)
            file.write(b"\xff" * len(segment.column("records_bytes")))
        with pytest.raises(DamagedFile, match="cannot be read"):
            reader.records(ids)
