"""Words that say something of a facet are proposed as filters, with true counts, and nothing is applied unasked."""

from __future__ import annotations

import pytest
from hypothesis import given

from index.engines.memory import MemoryReader
from index.interpretation import applied
from index.records import Record, Trial
from index.request import SearchRequest
from index.results import SearchPage, page_dict
from index.search import interpreted, search
from tests import advised
from tests import records as generated

RECORDS: list[Record] = [
    Trial(id="NCT00000001", title="Baclofen for leg cramps", phases=("Phase 3",), status="Recruiting",
          countries=("Germany",), first_posted="2020-05-01", conditions=("Leg cramps",), sponsor="Yonsei University",
          interventions=("Baclofen",), intervention_types=("Drug",), drugs=("Baclofen",)),
    Trial(id="NCT00000002", title="Cramps and a device", phases=("Phase 2", "Phase 3"), status="Active, not recruiting",
          countries=("South Korea",), first_posted="2018-01-01", conditions=("Cramps", "Multiple sclerosis"),
          interventions=("Device A",), intervention_types=("Device",), sponsor="Multiple Sclerosis"),
    Trial(id="NCT00000003", title="Quinine", status="Unknown status", countries=("United Kingdom", "United States"),
          first_posted="2021-01-01", intervention_types=("Dietary Supplement",), drugs=("Quinine",)),
]
READER = MemoryReader(RECORDS)


def ask(query: str, **filters: tuple[str, ...]) -> SearchPage:
    return search(SearchRequest(query, filters=filters), READER)


def read(query: str, **filters: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [(each.text, each.field, each.value) for each in ask(query, **filters).interpretation]


def test_phase_status_and_country_are_proposed_with_what_each_would_find() -> None:
    page = ask("phase 3 recruiting baclofen cramps in germany")
    assert page_dict(page)["interpretation"] == [
        {"text": "phase 3", "field": "phase", "value": "Phase 3", "count": 2},
        {"text": "recruiting", "field": "status", "value": "Recruiting", "count": 1},
        {"text": "germany", "field": "country", "value": "Germany", "count": 1}]
    assert page.filters == {}


@pytest.mark.parametrize(("query", "expected"), [
    ("phase ii/iii cramps", [("phase ii/iii", "phase", "Phase 2/Phase 3")]),
    ("cramps active not recruiting", [("active not recruiting", "status", "Active, not recruiting")]),
    ("cramps in the republic of korea", [("republic of korea", "country", "South Korea")]),
    ("quinine England", [("quinine", "drug", "Quinine"), ("England", "country", "United Kingdom")]),
    ("quinine in the US", [("quinine", "drug", "Quinine"), ("US", "country", "United States")]),
    ("quinine for us", [("quinine", "drug", "Quinine")]),
    ("cramps since 2019", [("since 2019", "year", "2019..")]),
    ("cramps after 2019", [("after 2019", "year", "2020..")]),
    ("cramps before 2019", [("before 2019", "year", "..2018")]),
    ("cramps until 2019", [("until 2019", "year", "..2019")]),
    ("cramps 2019-2021", [("2019-2021", "year", "2019..2021")]),
    ("cramps from 2019 to 2021", [("2019 to 2021", "year", "2019..2021")]),
    ("cramps between 2019 and 2021", [("between 2019 and 2021", "year", "2019..2021")]),
    ("cramps in 2020", [("2020", "year", "2020")]),
    ("device trials cramps", [("device trials", "intervention_type", "Device")]),
    ("dietary supplement", [("dietary supplement", "intervention_type", "Dietary Supplement")]),
    ("trials quinine", [("trials", "kind", "trial"), ("quinine", "drug", "Quinine")]),
    ("leg cramps baclofen", [("leg cramps", "condition", "Leg cramps")]),
    ("Yonsei University", [("Yonsei University", "sponsor", "Yonsei University")]),
])
def test_words_are_read_as_the_longest_value_that_they_are(query: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(query) == expected


@pytest.mark.parametrize("query", [
    "2020", "3", "unknown", "cramps", "baclofen", "multiple sclerosis", "device", "de", "gb", '"phase 3"', "=recruiting",
    "-recruiting", "no recruiting cramps", "cramps not in germany", "cramps without quinine", "NOT germany", "status:recruiting", "recruiting OR cramps", "(recruiting)", "recruiting*",
    "recruiting~", "france", "2021-2019", "withdrawn"])
def test_nothing_is_read_into_what_may_mean_something_else_or_finds_nothing(query: str) -> None:
    assert read(query) == []


def test_a_filter_that_is_on_is_not_proposed_again() -> None:
    assert read("phase 3 cramps", phase=("3",)) == []


def test_all_proposals_together_take_the_place_of_their_words() -> None:
    request, proposals = interpreted(SearchRequest("that are recruiting cramps AND phase 3 in germany"), READER)
    assert [each.field for each in proposals] == ["status", "phase", "country"]
    assert request.query == "cramps"
    assert request.filters == {"status": ("Recruiting",), "phase": ("Phase 3",), "country": ("Germany",)}
    assert [hit.record.id for hit in search(request, READER).hits] == ["NCT00000001"]


def test_words_of_a_title_are_not_taken_apart() -> None:
    trial = Trial(id="NCT00000009", title="Recruiting in Germany", status="Recruiting", countries=("Germany",))
    assert search(SearchRequest("recruiting in germany"), MemoryReader([trial])).interpretation == ()


@given(generated.collections(12), advised.requests)
def test_a_proposal_finds_as_many_records_as_it_says(records: list[Record],
                                                                      request: SearchRequest) -> None:
    reader = MemoryReader(records)
    page = search(request, reader)
    for each in page.interpretation:
        assert search(applied(request, (each,)), reader).total == each.count


@given(generated.collections(12), advised.requests)
def test_proposals_find_something_each_alone_or_all_together(records: list[Record], request: SearchRequest) -> None:
    reader = MemoryReader(records)
    page = search(request, reader)
    together = search(applied(request, page.interpretation), reader).total
    assert all(each.count for each in page.interpretation) or together
    assert page.together == (together if page.interpretation else 0)


@given(generated.collections(12), advised.requests)
def test_what_is_not_interpreted_stays_in_the_query(records: list[Record], request: SearchRequest) -> None:
    reader = MemoryReader(records)
    for each in search(request, reader).interpretation:
        start, end = each.span
        left = applied(request, (each,)).query.split()
        kept = (request.query[:start] + " " + request.query[end:]).split()
        assert [word for word in left if word != "AND"] == [word for word in kept if word != "AND"] or left == []


