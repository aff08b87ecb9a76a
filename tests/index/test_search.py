"""The one use case, over the oracle: what a person gets."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.memory import MemoryReader
from index.errors import QueryError, RecordNotFound, RequestError
from index.parser import Limits
from index.records import Monograph, Record, Trial, from_json, to_json
from index.request import SearchRequest
from index.results import SearchPage, page_dict, to_bytes
from index.search import list_facet, record, search
from tests import records as generated

CRAMPS = Trial(id="NCT00000001", title="Baclofen for muscle cramps", phases=("Phase 2",), status="Completed",
               conditions=("Cramps",), last_posted="2023-03-30", first_posted="2022-05", sponsor="Yonsei University",
               countries=("South Korea",), drugs=("Baclofen",), enrollment=40)
SPASM = Trial(id="NCT00000002", title="Muscle spasm", phases=("Phase 1", "Phase 2"), status="Terminated",
              conditions=("cramps ", "Spasm"), last_posted="2021", first_posted="2020-07-15",
              countries=("Türkiye",), enrollment=5)
LEGS = Trial(id="NCT00000003", title="Legs", conditions=("Pain",), status="Completed", last_posted="2021-06-18")
DRUG = Monograph(id="H789N3FKE8", title="Baclofen", generic_name="Baclofen", brand_names=("Lioresal",),
                 cas_number="1134-47-0", unii="H789N3FKE8", drugs=("Baclofen",), aliases=("1134-47-0",))
RECORDS: list[Record] = [CRAMPS, SPASM, LEGS, DRUG]
READER = MemoryReader(RECORDS)


def ask(query: str = "", reader: MemoryReader = READER, **options: object) -> SearchPage:
    filters = {name: options.pop(name) for name in list(options) if name in ("phase", "status", "country", "year",
                                                                             "kind", "condition", "sponsor")}
    chosen = {name: tuple(values.split("|")) for name, values in filters.items()}  # type: ignore[attr-defined]
    return search(SearchRequest(query, filters=chosen, **options), reader)  # type: ignore[arg-type]


def ids(page: SearchPage) -> list[str]:
    return [hit.record.id[-1] for hit in page.hits]


def listed(page: SearchPage, name: str) -> list[tuple[str, int]]:
    return [(value.value, value.count) for value in page.facets[name].values]


def test_full_matches_come_before_partial_ones_which_are_marked() -> None:
    page = ask("muscle cramps legs")
    assert page.total_all_words == 0
    page = ask("muscle cramps")
    assert [(hit.record.id[-1], hit.partial) for hit in page.hits] == [("1", False), ("2", False)]
    page = ask("baclofen muscle")
    assert [(hit.record.id[-1], hit.partial) for hit in page.hits] == [("1", False), ("8", True), ("2", True)]
    assert (page.total, page.total_all_words) == (3, 1)
    assert ask("baclofen muscle", match="all").total == 1


def test_partial_matches_stay_away_when_ten_records_have_all_words_unless_asked_for() -> None:
    reader = MemoryReader([replace(CRAMPS, id=f"NCT{n:08}") for n in range(10)] + [replace(LEGS, id="NCT00000099", title="muscle")])
    assert ask("muscle cramps", reader).total == 10
    assert ask("muscle cramps", reader, match="any").total == 11


def test_a_facet_ignores_its_own_selection_and_obeys_the_others() -> None:
    page = ask("muscle", status="completed", phase="2")
    assert ids(page) == ["1"]
    assert listed(page, "status") == [("Terminated", 1), ("Completed", 1)]
    assert listed(page, "phase") == [("Phase 2", 1)]


def test_values_of_one_facet_are_alternatives() -> None:
    assert ids(ask(phase="1|2", sort="title")) == ["1", "2"]


def test_spellings_of_a_value_count_as_one_in_the_commonest() -> None:
    assert ("Cramps", 2) in listed(ask(), "condition")
    assert ids(ask(condition="CRAMPS", sort="title")) == ["1", "2"]


def test_records_without_a_value_are_counted_where_the_kind_has_the_field() -> None:
    assert listed(ask(), "phase") == [("Phase 1", 1), ("Phase 2", 2), ("(none)", 1)]
    assert ids(ask(phase="(none)")) == ["3"]


def test_a_selected_value_is_listed_also_at_zero() -> None:
    page = ask("legs", phase="Phase 4", status="Terminated")
    assert page.total == 0
    assert ("Phase 4", 0) in listed(page, "phase")
    assert [(v.value, v.selected) for v in page.facets["status"].values if v.selected] == [("Terminated", True)]


def test_filters_forgive_case_accents_and_aliases() -> None:
    assert ids(ask(country="turkey")) == ["2"]
    assert ids(ask(country="TÜRKIYE")) == ["2"]
    assert ask(country="turkey").filters == {"country": ("Türkiye",)}
    assert ids(ask(year="2019..2021")) == ["2"]
    assert ids(ask(year="2021..")) == ["1"]
    assert ask(phase="1/2").filters == {"phase": ("Phase 1", "Phase 2")}
    assert [notice.code for notice in ask(year="2021..2019").notices] == ["unknown-value"]


def test_an_unknown_filter_value_selects_nothing_and_names_the_nearest() -> None:
    page = ask(sponsor="Yonsey University")
    assert page.total == 0
    assert [(notice.code, "Yonsei University" in notice.text) for notice in page.notices] == [("unknown-value", True)]


def test_the_nearest_value_is_the_shortest_that_contains_what_was_typed_else_the_one_most_like_it() -> None:
    reader = MemoryReader([replace(LEGS, id=f"NCT{n:08}", sponsor=sponsor) for n, sponsor in enumerate(
        ("Yonsei University Hospital", "Yonsei University", "University of Bonn"))])
    assert "nearest is “Yonsei University”." in ask(reader=reader, sponsor="yonsei").notices[0].text
    assert "nearest is “University of Bonn”." in ask(reader=reader, sponsor="University at Bonn").notices[0].text
    assert "nearest" not in ask(reader=reader, sponsor="zzz").notices[0].text


def test_a_last_word_that_no_record_has_is_read_as_a_prefix_and_said_so() -> None:
    page = ask("muscle cra")
    assert ids(page)[:2] == ["1", "2"]
    assert [notice.code for notice in page.notices] == ["prefix"]
    assert ask("muscle cramp").notices == ()
    assert ask("zebra").notices == ()


@pytest.mark.parametrize("title", [
    "A NOT so OR good (title", "Drug:Placebo", "“Quotes” and \"more", "5* hotels", "a) b", "[1 TO 2]", "The who", "OR",
])
def test_a_title_pasted_whole_finds_its_record_first_whatever_it_looks_like(title: str) -> None:
    other = replace(LEGS, title=f"{title} {title} baclofen", conditions=(title, title))
    reader = MemoryReader([other, replace(LEGS, id="NCT00000009", title=title)])
    assert ids(ask(title, reader))[0] == "9"


@given(generated.collections(12), st.data())
def test_every_title_pasted_whole_finds_a_record_of_this_title_first(records: list[Record], data: st.DataObject) -> None:
    if not records:
        return
    title = data.draw(st.sampled_from(records)).title
    page = ask(title, MemoryReader(records), sort="relevance")
    if any(character.isalnum() for character in title):
        assert page.hits[0].record.title.casefold().split() == title.casefold().split()


def test_sorts_put_missing_values_last_in_both_directions() -> None:
    assert ids(ask(sort="newest")) == ["1", "3", "2", "8"]
    assert ids(ask(sort="oldest")) == ["2", "3", "1", "8"]
    assert ids(ask(sort="enrollment")) == ["1", "2", "8", "3"]
    assert ids(ask(sort="title")) == ["8", "1", "3", "2"]
    assert ask().sort == "newest"
    assert ask("muscle").sort == "relevance"


def test_a_partial_date_matches_a_range_that_it_overlaps() -> None:
    assert ids(ask("first_posted:2022-05-31..")) == ["1"]
    assert ids(ask("first_posted:..2022-05-01", sort="oldest")) == ["2", "1"]
    assert ids(ask("last_posted:2021-12-31")) == ["2"]


def test_pages_never_overlap_and_cover_the_result() -> None:
    pages = [ask("muscle baclofen", offset=offset, limit=1) for offset in range(4)]
    assert [ids(page) for page in pages] == [["1"], ["8"], ["2"], []]
    assert {page.total for page in pages} == {3}


@pytest.mark.parametrize("options", [{"offset": -1}, {"offset": 10_001}, {"limit": 101}, {"match": "some"},
                                     {"sort": "best"}])
def test_a_request_past_its_bounds_is_an_error_with_a_remedy(options: dict[str, object]) -> None:
    with pytest.raises(RequestError) as caught:
        ask("muscle", **options)
    assert caught.value.hint


def test_too_many_words_for_a_pattern_are_an_error() -> None:
    with pytest.raises(QueryError):
        search(SearchRequest("mu* ba*"), READER, limits=Limits(expansions=1))


@pytest.mark.parametrize("id", ["H789N3FKE8", "h789n3fke8", "1134-47-0", "1134470", "1134 47 0"])
def test_a_record_is_found_by_any_spelling_of_its_id_or_alias(id: str) -> None:
    assert record(id, READER) == DRUG


def test_a_record_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RecordNotFound):
        record("NCT99999999", READER)


def test_a_facet_can_be_listed_whole_and_filtered_by_text() -> None:
    facet = list_facet(SearchRequest("muscle"), READER, "condition", contains="SP")
    assert [(value.value, value.count) for value in facet.values] == [("Spasm", 1)]
    assert facet.distinct == 1
    assert [v.value for v in list_facet(SearchRequest(), READER, "condition", offset=1, limit=2).values] == ["Pain", "Spasm"]


@given(generated.trials | generated.monographs | generated.articles)
def test_a_record_survives_its_json(record: Record) -> None:
    assert from_json(to_json(record)) == record


def test_the_json_of_a_page_has_the_keys_of_the_contract_in_order() -> None:
    values = json.loads(to_bytes(page_dict(ask("muscle cramps"))))
    assert list(values) == ["query", "match", "filters", "sort", "total", "total_all_words", "offset", "limit", "took_ms",
                            "generation", "hits", "facets", "suggestion", "expansions", "interpretation", "diagnosis",
                            "notices"]
    assert list(values["hits"][0]) == ["id", "kind", "title", "score", "partial", "snippets", "record"]
    assert list(values["facets"]["phase"]) == ["distinct", "values"]
