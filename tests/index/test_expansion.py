"""What means the same as a word of a query is found, counts for less than the word, and can be switched off."""

from __future__ import annotations

import pytest

from index.concepts.joined import BUILT_IN
from index.engines.memory import MemoryReader
from index.expansion import exactly
from index.records import Record, Trial
from index.request import SearchRequest
from index.results import Expansion, SearchPage
from index.search import search
from tests.concepts import Stated

CONCEPTS = Stated(heartburn=["acid reflux"], muscle_cramp=["muscle spasm", "charley horse"], baclofen=["Lioresal"],
                  cramp=["crick"], lioresal=["baclofen"])
TRIALS: list[Record] = [
    Trial(id="NCT00000001", title="Heartburn in adults"), Trial(id="NCT00000002", title="Acid reflux in adults"),
    Trial(id="NCT00000003", title="Muscle cramps at night"), Trial(id="NCT00000004", title="Muscle spasm at night"),
    Trial(id="NCT00000005", title="A crick at night"), Trial(id="NCT00000006", title="Baclofen for acid reflux"),
    Trial(id="NCT00000007", title="Acid rain and its reflux")]


def answer(query: str, **options: bool) -> SearchPage:
    return search(SearchRequest(query, match="all", **options), MemoryReader(TRIALS, concepts=CONCEPTS))


def ids(page: SearchPage) -> list[int]:
    return [int(hit.record.id[3:]) for hit in page.hits]


def test_the_word_as_typed_outranks_what_means_the_same() -> None:
    page = answer("heartburn")
    assert ids(page) == [1, 2, 6]
    assert page.expansions == (Expansion("heartburn", "acid reflux", "test", 2, narrower=False),)
    assert page.hits[0].score > page.hits[1].score > 0


def test_the_passage_that_means_the_same_is_marked() -> None:
    assert answer("heartburn").hits[1].snippets["title"][0].spans == ((0, 4), (5, 11))


def test_a_term_of_several_words_is_found_as_a_whole_or_replaced_as_a_whole() -> None:
    page = answer("muscle cramps")
    assert ids(page) == [3, 4]
    assert [(each.term, each.added, each.hits) for each in page.expansions] == [("muscle cramps", "muscle spasm", 1)]


def test_a_word_that_its_synonym_has_does_not_count_twice() -> None:
    first, second = answer("muscle cramps").hits
    assert first.score > second.score
    assert answer("muscle").hits[0].score == pytest.approx(answer("muscle", synonyms=False).hits[0].score)


def test_the_longest_term_counts_and_words_beside_it_are_required() -> None:
    assert ids(answer("muscle cramps night")) == [3, 4]
    assert ids(answer("night cramps")) == [3, 5]
    assert ids(answer("heartburn lioresal")) == [6]


@pytest.mark.parametrize("query", ['"heartburn"', "=heartburn", "title:heartburn", "heartbur*", "heartbrun~"])
def test_quotes_and_equals_signs_and_fields_and_patterns_mean_just_what_they_say(query: str) -> None:
    page = answer(query)
    assert ids(page) == [1]
    assert page.expansions == ()


@pytest.mark.parametrize(("query", "term", "expected"), [
    ("heartburn in adults", "heartburn", "=heartburn in adults"),
    ("night muscle cramps cramps", "muscle cramps", "night =muscle =cramps cramps"),
    ('"heartburn" (heartburn OR title:heartburn)', "heartburn", '"heartburn" (=heartburn OR title:heartburn)')])
def test_a_term_can_be_made_to_mean_just_itself(query: str, term: str, expected: str) -> None:
    assert exactly(query, term) == expected
    assert term not in {each.term for each in answer(expected).expansions}


def test_a_request_can_switch_all_of_it_off() -> None:
    page = answer("heartburn", synonyms=False)
    assert ids(page) == [1]
    assert page.expansions == ()


def test_what_is_excluded_is_excluded_by_its_own_word_only() -> None:
    assert ids(answer("adults NOT heartburn")) == [2]


def test_a_word_that_no_record_has_is_found_by_what_means_the_same_and_not_as_a_beginning() -> None:
    page = answer("lioresal")
    assert ids(page) == [6]
    assert page.notices == ()


@pytest.mark.parametrize("names", [["reflux", "acid reflux"], ["acid reflux", "reflux"]])
def test_what_a_shorter_synonym_finds_is_not_looked_for_again(names: list[str]) -> None:
    known = Stated(heartburn=names)
    page = search(SearchRequest("heartburn"), MemoryReader(TRIALS, concepts=known))
    assert [each.added for each in page.expansions] == ["reflux"]


def test_nothing_is_added_that_the_index_does_not_have() -> None:
    assert answer("baclofen").expansions == ()


def told(query: str, **options: bool) -> list[str]:
    trials = [*TRIALS, Trial(id="NCT00000008", title="Multiple sclerosis"), Trial(id="NCT00000009", title="Spasticity in MS")]
    reader = MemoryReader(trials, concepts=BUILT_IN)
    return [each.text for each in search(SearchRequest(query, **options), reader).notices if each.code == "ambiguous"]


def test_it_is_told_that_an_abbreviation_may_stand_for_several_things() -> None:
    assert told("MS") == ["“MS” is searched for as typed: it may be short for multiple sclerosis or mitral stenosis."]
    assert told("PD OR MS") == [
        "“PD” is searched for as typed: it may be short for Parkinson disease or peritoneal dialysis.", *told("MS")]


@pytest.mark.parametrize("query", ["MS spasticity", "ms", "=MS", '"MS"', "NOT MS", "title:MS", "GERD", "acid reflux"])
def test_nothing_is_told_of_what_is_clear_or_not_looked_for_under_other_names(query: str) -> None:
    assert told(query) == []


def test_nothing_is_told_of_abbreviations_where_words_mean_just_themselves() -> None:
    assert told("MS", synonyms=False) == []
