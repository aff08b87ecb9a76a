"""An explanation adds up to the score, and says the same whatever the engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.base import Reader
from index.engines.memory import MemoryReader
from index.errors import QueryError, RecordNotFound, RequestError
from index.explain import explain
from index.explanation import Explanation, Unscored
from index.query import Fuzzy, Phrase, Prefix, Term
from index.records import Record, Trial
from index.request import SearchRequest
from index.scoring import K1, SYNONYM, idf
from index.search import search
from tests import concepts
from tests import records as generated
from tests.index.generations import ENGINE, built

TRIALS: list[Record] = [
    Trial(id="NCT00000001", title="Heartburn in adults", conditions=("Heartburn", "Acid reflux"), phases=("Phase 2",)),
    Trial(id="NCT00000002", title="Acid reflux in adults", first_posted="2020-02-01"),
    Trial(id="NCT00000003", title="Muscle cramps and cramping at night", summary="Cramps, again cramps."),
    Trial(id="NCT00000004", title="Muscle spasm at night", interventions=("Beta-blocker",)),
]
CONCEPTS = concepts.Stated(heartburn=["acid reflux"], muscle_cramp=["muscle spasm"])


@contextmanager
def stored(records: list[Record]) -> Iterator[Reader]:
    with built((records, set())) as folder:
        reader = ENGINE.open(folder, "memory")
        yield reader
        reader.close()


def why(number: int, query: str, **options: object) -> Explanation:
    reader = MemoryReader(TRIALS, concepts=CONCEPTS)
    return explain(f"nct0000000{number}", SearchRequest(query, **options), reader)  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(), requests=st.lists(generated.requests, min_size=1, max_size=8),
       known=st.integers(0, 2**48).map(Random).map(concepts.drawn))
def test_an_explanation_adds_up_to_the_score_and_is_the_same_in_both_engines(
        records: list[Record], requests: list[SearchRequest], known: concepts.Stated) -> None:
    oracle = MemoryReader(records, concepts=known)
    with stored(records) as reader:
        reader.concepts = known
        for request in requests:
            try:
                hits = search(request, oracle).hits
                explained = [explain(hit.record.id, request, oracle) for hit in hits]
            except RequestError:
                continue
            for hit, found in zip(hits, explained, strict=True):
                assert found == explain(hit.record.id, request, reader), request
                assert hit.score == found.score == round(sum(share.score for share in found.words), 4), request
                assert found.matched == ("some" if hit.partial else "all")
                check_figures(found)


def check_figures(found: Explanation) -> None:
    """Each figure follows from those below it."""
    for share in found.words:
        assert share.score == pytest.approx(share.idf * share.saturation, abs=1e-4)
        assert share.saturation == pytest.approx(share.x / (K1 + share.x))
        assert share.x == pytest.approx(sum(each.weight * each.x for each in share.members))
        assert share.idf == pytest.approx(sum(idf(found.records, each.records) for each in share.rarity))
        for member in share.members:
            assert member.weight == (1 if member.source is None else SYNONYM)
            assert member.x == pytest.approx(sum(part.x for part in member.parts))
            for part in member.parts:
                assert part.x == pytest.approx(part.weight * part.frequency / part.factor)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(rounds=st.lists(generated.collections(10), min_size=2, max_size=3), chance=st.integers(0, 2**48).map(Random))
def test_occurrences_are_those_of_the_oracle_over_several_segments(rounds: list[list[Record]], chance: Random) -> None:
    records = {record.id: record for added in rounds for record in added}
    oracle = MemoryReader(list(records.values()))
    words = [chance.choice(generated.WORDS).lower() for _ in range(6)]
    leaves = [leaf for word in words for field in (None, "title", "label")
              for leaf in (Term(word, field), Prefix(word[:2], field), Fuzzy(word, field), Phrase(("muscl", "cramp"), field))]
    with built(*((added, set()) for added in rounds)) as folder:
        reader = ENGINE.open(folder, "memory")
        for own in records:
            for leaf in leaves:
                assert oracle.occurrences(own, leaf) == reader.occurrences(own, leaf), leaf
        reader.close()


def test_a_word_says_where_it_stands_and_what_means_the_same_whence_it_comes() -> None:
    (share,) = why(1, "heartburn").words
    assert (share.text, share.stems) == ("heartburn", ("heartburn",))
    assert [(each.text, each.source, each.weight, [part.field for part in each.parts]) for each in share.members] == [
        ("heartburn", None, 1.0, ["title", "condition"]), ("acid reflux", "test", SYNONYM, ["condition"])]
    assert [(each.records, each.widened) for each in share.rarity] == [(2, True)]
    assert [each.widened for each in why(1, "heartburn", synonyms=False).words[0].rarity] == [False]
    assert [each.text for each in why(2, "heartburn").words[0].members] == ["acid reflux"]
    assert why(2, "heartburn", synonyms=False).matched == "none"


def test_a_pattern_lists_the_words_that_the_record_has() -> None:
    (share,) = why(3, "cramp*").words
    assert [(each.text, [part.frequency for part in each.parts]) for each in share.members] == [
        ("cramping", [1]), ("cramps", [1, 2])]
    assert [each.text for each in why(3, "crmaps~").words[0].members] == ["cramps"]


def test_a_phrase_is_as_rare_as_its_words_together() -> None:
    (share,) = why(3, '"muscle cramps"').words
    assert share.text == '"muscle cramps"'
    assert [(each.word, each.records) for each in share.rarity] == [("muscl", 2), ("cramp", 1)]


def test_words_that_are_missing_and_conditions_are_named_as_typed() -> None:
    assert why(4, "muscle enrollment:..5").unscored == (Unscored("muscle", "alone"), Unscored("enrollment:..5", "not met"))
    found = why(4, "muscle Cramps NOT (heartburn OR adults)", synonyms=False)
    assert (found.matched, [share.text for share in found.words]) == ("some", ["muscle"])
    assert set(found.unscored) == {Unscored("Cramps", "missing"), Unscored("NOT (heartburn OR adults)", "met")}
    assert Unscored("first_posted:2020..", "met") in why(2, "adults first_posted:2020..").unscored


def test_a_word_of_a_branch_that_does_not_match_adds_nothing() -> None:
    found = why(4, "night OR (muscle AND zebra)")
    assert [share.text for share in found.words] == ["night"]
    assert found.unscored == (Unscored("muscle", "alone"), Unscored("zebra", "missing"))


def test_a_word_typed_twice_counts_once_and_is_named_in_both_forms() -> None:
    (share,) = why(3, "cramp Cramping").words
    assert share.text == "cramp, Cramping"


@pytest.mark.parametrize(("number", "query", "first"), [
    (4, "muscle spasm AT night", "title"), (3, "muscle spasm AT night", None), (4, "nct 00000004", "identifier"),
    (5, "nct 00000004", "namesake"), (4, "muscle spasm", None)])
def test_it_is_said_why_a_record_comes_first_whatever_its_score(number: int, query: str, first: str | None) -> None:
    namesake = Trial(id="NCT00000005", title="Muscle spasm at night")
    found = explain(f"NCT0000000{number}", SearchRequest(query), MemoryReader([*TRIALS, namesake]))
    assert found.first == first


def test_a_field_is_the_only_one_that_counts() -> None:
    (share,) = why(1, "condition:heartburn").words
    assert [part.field for part in share.members[0].parts] == ["condition"]
    assert share.text == "condition:heartburn"


def test_what_cannot_be_explained_is_an_error() -> None:
    with pytest.raises(RecordNotFound):
        why(9, "heartburn")
    with pytest.raises(QueryError):
        why(1, "(heartburn")
    with pytest.raises(RequestError, match="no word"):
        why(1, " ")
