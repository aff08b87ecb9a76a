"""Did you mean: only where little is found, only what finds more, and drugs before other words."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given

from index.engines.memory import MemoryReader
from index.query import Fuzzy
from index.records import Monograph, Record, Trial
from index.request import SearchRequest
from index.search import search
from tests import advised
from tests import records as generated
from tests.concepts import Stated

RECORDS: list[Record] = [
    Monograph(id="H789N3FKE8", title="Baclofen", generic_name="Baclofen", brand_names=("Lioresal",), drugs=("Baclofen",)),
    Monograph(id="KG60484QX9", title="Omeprazole", generic_name="Omeprazole", drugs=("Omeprazole",)),
    *(Trial(id=f"NCT0000000{n}", title="Muscle cramps at night") for n in range(1, 5)),
    *(Trial(id=f"NCT0000001{n}", title="Mussel poisoning", conditions=("Poisoning",)) for n in range(1, 9)),
    Trial(id="NCT00000020", title="Baclofen and Lioresal tablets"), Trial(id="NCT00000021", title="Lioresas of the Alps"),
]
READER = MemoryReader(RECORDS)


def suggestion(query: str, reader: MemoryReader = READER, **options: str) -> str | None:
    return search(SearchRequest(query, **options), reader).suggestion  # type: ignore[arg-type]


@pytest.mark.parametrize(("query", "expected"), [
    ("bacloffen", "baclofen"), ("Bacolfen", "baclofen"), ("baclofne", "baclofen"), ("lioresol", "lioresal"),
    ("baccloffen", "baclofen"), ("omephrazzole", "omeprazole"), ("omeprasole", "omeprazole"), ("muscel cramps", "muscle cramps"),
    ("mussle cramps", "muscle cramps"), ("mussle poisoning", "mussel poisoning"),
    ("bacloffen tablits", "baclofen tablets"), ("bacloffen AND -cramps", "baclofen AND -cramps"),
    ("bacloffen zebra", "baclofen zebra")])
def test_a_misspelt_word_is_replaced_by_one_that_finds_something_with_the_others(query: str, expected: str) -> None:
    assert suggestion(query) == expected


@pytest.mark.parametrize("query", [
    "baclofen", "omeprazol", "muscle cramps", "baclofen cramps", '"bacloffen"', "bacloffen~", "=bacloffen",
    "-bacloffen", "zebra", "h789n3fke9", "mus", "bacloffen OR cramps", ""])
def test_nothing_is_suggested_for_what_is_found_what_is_meant_as_it_stands_and_what_nothing_is_like(query: str) -> None:
    assert suggestion(query) is None


def test_a_word_that_others_mean_the_same_as_is_not_misspelt() -> None:
    reader = MemoryReader(RECORDS, concepts=Stated(baclofin=["baclofen"]))
    assert suggestion("baclofin", reader) is None


def test_a_suggestion_obeys_the_filters() -> None:
    request = SearchRequest("muscel", filters={"kind": ("monograph",)})
    assert search(request, READER).suggestion is None


def test_no_words_are_looked_for_where_all_are_found() -> None:
    with patch.object(MemoryReader, "variants", autospec=True, side_effect=MemoryReader.variants) as variants:
        search(SearchRequest("muscle cramps"), READER)
    assert not any(isinstance(call.args[1], Fuzzy) for call in variants.mock_calls)


@given(generated.collections(12), advised.requests)
def test_a_suggestion_finds_more_than_the_query(records: list[Record], request: SearchRequest) -> None:
    reader = MemoryReader(records)
    page = search(request, reader)
    if page.suggestion is not None:
        better = search(advised.at_first_page(request, page.suggestion), reader)
        assert better.total >= 1
        assert (better.total_all_words, better.total) > (page.total_all_words, page.total)
