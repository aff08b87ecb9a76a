"""One suite for every engine: it answers what the oracle answers, to the last byte."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import engines, search
from index.engines.base import Engine, Reader, Value
from index.engines.memory import MemoryReader
from index.errors import RefusedRecord, RequestError
from index.fields import FACET_NAMES
from index.query import Fuzzy, Phrase, Term
from index.records import Record, Trial, card
from index.request import NONE, SearchRequest
from index.results import facet_dict, hit_dict, page_dict
from index.text import stem, tokens
from tests import advised, concepts
from tests import records as generated


@pytest.fixture(params=["whoosh", "memory"], scope="module")
def engine(request: pytest.FixtureRequest) -> Engine:
    return engines.get(request.param)


@contextmanager
def opened(engine: Engine, records: list[Record]) -> Iterator[Reader]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        writer = engine.create(Path(folder))
        for record in records:
            writer.add(record)
        writer.finish()
        reader = engine.open(Path(folder), "memory")
        try:
            yield reader
        finally:
            reader.close()


def answer(request: SearchRequest, reader: Reader) -> object:
    """Everything that can be asked under a request, as JSON values."""
    try:
        page = page_dict(search.search(request, reader))
    except RequestError as error:
        return error.as_dict()
    del page["took_ms"]
    brief = search.search(request, reader, brief=True)
    cards = [(card(hit.record), hit.score, hit.partial, hit.snippets) for hit in brief.hits]
    assert cards == [(card(hit.record), hit.score, hit.partial, hit.snippets) for hit in search.search(request, reader).hits]
    streamed = [hit_dict(hit) for hit in search.stream(request, reader)]
    facets = {name: facet_dict(search.list_facet(request, reader, name, "a")) for name in FACET_NAMES}
    return json.loads(json.dumps([page, streamed, facets]))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(), requests=st.lists(generated.requests | advised.requests, min_size=1, max_size=8),
       known=st.integers(0, 2**48).map(Random).map(concepts.drawn))
def test_an_engine_answers_what_the_oracle_answers(
        engine: Engine, records: list[Record], requests: list[SearchRequest], known: concepts.Stated) -> None:
    oracle = MemoryReader(records, concepts=known)
    with opened(engine, records) as reader:
        reader.concepts = known
        assert len(reader) == len(records)
        for request in requests:
            assert answer(request, oracle) == answer(request, reader), request


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(8), asked=st.lists(generated.ids | generated.texts, max_size=5))
def test_an_engine_finds_the_same_record_for_every_spelling_of_an_id(
        engine: Engine, records: list[Record], asked: list[str]) -> None:
    oracle = MemoryReader(records)
    known = [spelled for record in records for spelled in (record.id, record.id.lower(), record.id.replace("-", " "))]
    with opened(engine, records) as reader:
        for spelled in (*asked, *known):
            assert oracle.resolve(spelled) == reader.resolve(spelled), spelled


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(8), asked=st.lists(generated.texts, min_size=1, max_size=5))
def test_an_engine_knows_the_words_and_values_that_the_oracle_knows(
        engine: Engine, records: list[Record], asked: list[str]) -> None:
    oracle = MemoryReader(records)
    words = {token.word for text in asked for token in tokens(text)}
    leaves = [leaf for word in sorted(words) for leaf in (Term(stem(word)), Fuzzy(word), Phrase((stem(word), "cramp")))]
    with opened(engine, records) as reader:
        for leaf in leaves:
            assert oracle.variants(leaf) == reader.variants(leaf), leaf
        for name in FACET_NAMES:
            ours, theirs = oracle.totals(name), reader.totals(name)
            assert ours.distinct == theirs.distinct
            assert ours.of(NONE) == theirs.of(NONE)
            for text, limit in product(("", "a", NONE), (None, 0, 2)):
                assert ours.containing(text, limit) == theirs.containing(text, limit), name
            for value in (*ours.top(3), Value("zebra", "zebra", 0)):
                assert (ours.of(value.key), ours.spelling(value.key)) == (theirs.of(value.key), theirs.spelling(value.key))


def test_a_record_that_cannot_be_stored_is_refused_and_harms_no_other(engine: Engine, tmp_path: Path) -> None:
    whole: list[Record] = [Trial(id=f"NCT{n:08}", title="Muscle cramps") for n in range(2)]
    writer = engine.create(tmp_path)
    writer.add(whole[0])
    with pytest.raises(RefusedRecord):
        writer.add(Trial(id="NCT00000009", title="a lone surrogate \udcff"))
    writer.add(whole[1])
    writer.finish()
    reader = engine.open(tmp_path, "memory")
    assert reader.records([record.id for record in whole]) == whole
    assert answer(SearchRequest("surrogate"), reader) == answer(SearchRequest("surrogate"), MemoryReader(whole))
    reader.close()


@pytest.mark.parametrize("full", [8, 9, 10, 11])
def test_partial_matches_join_below_ten_full_ones_and_never_from_ten_on(engine: Engine, full: int) -> None:
    trials: list[Record] = [Trial(id=f"NCT{n:08}", title="Muscle cramps" if n < full else "Muscle") for n in range(14)]
    with opened(engine, trials) as reader:
        page = search.search(SearchRequest("muscle cramps", filters={"kind": ("trial",)}), reader)
        assert (page.total_all_words, page.total) == (full, 14 if full < 10 else full)
