"""The Whoosh fields of a generation read what a person types as our text policy does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as whoosh
from whoosh.index import open_dir
from whoosh.qparser import QueryParser
from whoosh.searching import Searcher

from index.fields import FACETS, TEXT_FIELDS
from index.records import Record, Trial, from_json
from tests.index.generations import build
from tests.index.naive_terms import RANGES

RECORDS: list[Record] = [
    Trial(id="NCT00000001", title="Cramping of the muscles", phases=("Phase 2",), aliases=("CTRI/2019/05/019000",)),
    Trial(id="NCT00000002", title="Naïve cramps", summary="seen in nct-0450-9336, β-blocker"),
    Trial(id="NCT00000003", title="Spasm", summary="seen in NCT04509336", conditions=("Muscle cramp",)),
]


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), RECORDS)
        with open_dir(folder).searcher() as searcher:
            yield searcher


def found(searcher: Searcher, query: whoosh.Query) -> list[int]:
    """The last figures of the ids."""
    return sorted(int(from_json(hit["record"]).id[-1]) for hit in searcher.search(query))


@pytest.mark.parametrize(("field", "text", "numbers"), [
    ("title", "CRAMPS", [1, 2]), ("title_word", "CRAMPS", [2]), ("title_word", "naive", [2]), ("text", "muscle", [1, 3]),
    ("text", "nct-04509336", [2, 3]), ("summary_word", '"NCT 04509336"', [2, 3]), ("summary", '"beta blocker"', [2]),
    ("text", '"muscle cramp"', [3]), ("text_word", '"of the muscles"', [1]), ("title_word", "cram*", [1, 2]),
    ("name", "nct-00000001", [1]), ("name", "ctri201905019000", [1]), ("title_key", '"NAIVE  cramps"', [2]),
    ("phase_facet", '"PHASE 2"', [1]), ("condition_facet", "muscle*", [3]), ("kind_facet", "Trial", [1, 2, 3]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_typed_is_found_in_any_spelling(searcher: Searcher, field: str, text: str, numbers: list[int]) -> None:
    assert found(searcher, QueryParser(field, searcher.schema).parse(text)) == numbers


@pytest.mark.parametrize(("field", "text"), [
    ("name", "nct 0000 0001"), ("title_key", "CRAMPING of  the muscles"), ("phase_facet", "PHASE 2"),
])
def test_a_term_of_a_whole_value_is_found_in_any_spelling(searcher: Searcher, field: str, text: str) -> None:
    assert found(searcher, whoosh.Term(field, text)) == [1]
    assert searcher.document(**{field: text}) is not None


def test_words_are_corrected_and_similar_records_found(searcher: Searcher) -> None:
    assert searcher.suggest("title_word", "cramsp") == ["cramps"]
    similar = searcher.more_like(0, "title", text="cramps and spasms")
    assert [from_json(hit["record"]).id for hit in similar] == ["NCT00000003", "NCT00000002"]


def test_there_is_a_field_for_each_field_of_the_table(searcher: Searcher) -> None:
    texts = {field.name for field in TEXT_FIELDS} | {"text"}
    assert set(searcher.schema.names()) == {
        *texts, *(f"{name}_word" for name in texts), *(f"{facet.name}_facet" for facet in FACETS),
        *(f"{name}_{part}" for name in RANGES for part in ("from", "to", "order")),
        "name", "title_key", "id_order", "title_order", "record"}
    reader = searcher.reader()
    assert {name for name, field in searcher.schema.items() if field.column_type and not reader.has_column(name)} == set()
