"""An empty result says what emptied it: each word and filter, with what there is without it."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given

from index.diagnosis import lacking
from index.engines.memory import MemoryReader
from index.records import Record, Trial
from index.request import SearchRequest
from index.results import SearchPage, page_dict
from index.search import search
from tests import advised
from tests import records as generated

READER = MemoryReader([
    Trial(id="NCT00000001", title="Baclofen for cramps", phases=("Phase 3",), status="Completed"),
    Trial(id="NCT00000002", title="Baclofen for spasm", phases=("Phase 2",), status="Recruiting"),
    Trial(id="NCT00000003", title="Quinine for cramps", phases=("Phase 2",), status="Completed")])


def ask(query: str, match: str = "auto", **filters: tuple[str, ...]) -> SearchPage:
    return search(SearchRequest(query, filters=filters, match=match), READER)


def without(page: SearchPage) -> dict[str, int]:
    return {each.text: each.without for each in page.diagnosis}


def test_each_word_is_left_out_in_turn() -> None:
    page = ask("the baclofen zebra cramps")
    assert page_dict(page)["diagnosis"] == [
        {"kind": "word", "text": "baclofen", "field": None, "without": 0},
        {"kind": "word", "text": "zebra", "field": None, "without": 1},
        {"kind": "word", "text": "cramps", "field": None, "without": 0}]


def test_each_filter_is_left_out_in_turn_and_words_beside_it() -> None:
    page = ask("baclofen", phase=("2", "4"), status=("completed",))
    assert [(each.kind, each.field, each.text, each.without) for each in page.diagnosis] == [
        ("filter", "phase", "Phase 2 or Phase 4", 1), ("filter", "status", "Completed", 1),
        ("word", None, "baclofen", 1)]


def test_phrases_negations_and_parentheses_are_left_out_as_a_whole() -> None:
    assert without(ask('"baclofen cramps" (quinine OR spasm) -completed', match="all")) == {
        '"baclofen cramps"': 1, "(quinine OR spasm)": 0, "-completed": 0}


def test_a_word_is_left_out_with_the_and_before_it() -> None:
    page = ask("baclofen AND zebra")
    assert without(page) == {"baclofen": 0, "zebra": 2}
    assert lacking(SearchRequest("baclofen AND zebra"), page.diagnosis[1]).query == "baclofen"


def test_there_is_nothing_to_tell_of_a_result_one_word_or_alternatives() -> None:
    assert [ask(query).diagnosis for query in ("baclofen", "zebra", "zebra OR unicorn", "")] == [(), (), (), ()]


def test_however_much_is_asked_only_a_handful_is_counted() -> None:
    with patch.object(MemoryReader, "select", autospec=True, side_effect=MemoryReader.select) as select:
        page = ask("zebra " + " ".join(f"x{n}" for n in range(50)))
    assert len(page.diagnosis) == 8
    assert select.call_count == 9


def test_a_result_costs_no_count_but_its_own() -> None:
    with patch.object(MemoryReader, "select", autospec=True, side_effect=MemoryReader.select) as select:
        ask("baclofen cramps", phase=("3",))
    assert select.call_count == 1


def test_who_wants_no_advice_pays_for_none() -> None:
    with patch.object(MemoryReader, "select", autospec=True, side_effect=MemoryReader.select) as select:
        page = search(SearchRequest("zebra recruiting bacloffen"), READER, advised=False)
    assert (page.suggestion, page.interpretation, page.diagnosis, select.call_count) == (None, (), (), 1)


@given(generated.collections(12), advised.requests)
def test_without_a_part_there_is_what_is_said(records: list[Record], request: SearchRequest) -> None:
    reader = MemoryReader(records)
    page = search(request, reader)
    if page.total_all_words:
        assert page.diagnosis == ()
    for each in page.diagnosis:
        assert search(lacking(request, each), reader).total_all_words == each.without
