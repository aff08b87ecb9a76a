"""What is particular to the Whoosh engine: a genuine Whoosh index, and writers that leave no trace of failures."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as whoosh
from whoosh.qparser import QueryParser

from index import engines, parser, search
from index.engines.memory import MemoryReader
from index.engines.whoosh.compile import compile_node
from index.engines.whoosh.schema import Words
from index.engines.whoosh.weighting import Formula
from index.errors import QueryError, TrialdexError
from index.records import Record, Trial
from index.request import SearchRequest
from tests import records as generated
from tests.index.test_engines import answer, opened

ENGINE = engines.get("whoosh")
RECORDS: list[Record] = [
    Trial(id="NCT00000001", title="Muscle cramps in cirrhosis", enrollment=40, first_posted="2022-05-26"),
    Trial(id="NCT00000002", title="Cramps", conditions=("Muscle spasm",), enrollment=5),
]


def build(folder: Path, records: list[Record]) -> None:
    writer = ENGINE.create(folder)
    for record in records:
        writer.add(record)
    writer.finish()


def test_whoosh_opens_the_folder_and_searches_it_with_its_own_parser_and_queries(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    index = whoosh_index.open_dir(tmp_path)
    with index.searcher() as searcher:
        def found(query: whoosh.Query) -> set[str]:
            return {Trial.kind and hit["record"].decode().split('"')[3] for hit in searcher.search(query)}

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
    with opened(ENGINE, records) as reader:
        searcher = reader._index.searcher(weighting=Formula())  # type: ignore[attr-defined]
        for text in queries:
            try:
                query = parser.parse(text)
            except QueryError:
                continue
            assert query is not None
            results = searcher.search(compile_node(query.full), limit=None)
            found = {searcher.stored_fields(n)["record"].decode().split('"')[3]: s for s, n in results.top_n}
            expected = search.search(SearchRequest(text, match="all", limit=None, sort="relevance"), MemoryReader(records))
            if expected.notices:
                continue
            assert set(found) == {hit.record.id for hit in expected.hits}
            if "OR" not in text and "(" not in text:
                assert found == pytest.approx({hit.record.id: hit.score for hit in expected.hits}, abs=6e-5)
        searcher.close()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(10), bad=st.sets(st.integers(0, 9)), requests=st.lists(generated.requests, max_size=4))
def test_a_record_that_fails_half_way_leaves_no_trace_in_its_neighbours(
        records: list[Record], bad: set[int], requests: list[SearchRequest]) -> None:
    poisoned = {record.id for number, record in enumerate(records) if number in bad}
    original = Words.index

    def failing(field: Words, value: Any, **options: Any) -> Any:
        # Whoosh takes the fields in the order of their names, so several were taken when it comes to "name".
        if any(f"0{each}" in value for each in poisoned):
            raise RuntimeError("in the middle of a document")
        return original(field, value, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Words, "index", failing)
        kept = []
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            writer = ENGINE.create(Path(folder))
            for record in records:
                try:
                    writer.add(record)
                    kept.append(record)
                except TrialdexError:
                    assert record.id in poisoned
            writer.finish()
            reader = ENGINE.open(Path(folder), "memory")
            assert {record.id for record in kept} == {record.id for record in records} - poisoned
            oracle = MemoryReader(kept)
            for request in requests:
                assert answer(request, reader) == answer(request, oracle)
            reader.close()


def test_a_value_that_cannot_be_stored_is_rejected_before_whoosh_sees_it(tmp_path: Path) -> None:
    writer = ENGINE.create(tmp_path)
    writer.add(RECORDS[0])
    with pytest.raises(TrialdexError):
        writer.add(Trial(id="NCT00000009", title="a lone surrogate \udcff"))
    with pytest.raises(TrialdexError):
        writer.add(Trial(id="NCT00000008", title="too large", enrollment=10**30))
    writer.add(RECORDS[1])
    writer.finish()
    reader = ENGINE.open(tmp_path, "memory")
    request = SearchRequest("cramps")
    assert answer(request, reader) == answer(request, MemoryReader(RECORDS))
    reader.close()


def test_a_finished_folder_holds_no_lock_and_no_temporary_file(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    assert {path.suffix for path in tmp_path.iterdir()} == {".seg", ".toc"}
