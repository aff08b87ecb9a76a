"""The formula, worked out by hand."""

from __future__ import annotations

import math

import pytest

from index.analysis import analyse
from index.engines.memory import MemoryReader
from index.fields import BY_NAME
from index.records import Record, Trial
from index.request import SearchRequest
from index.scoring import idf, saturated, weight
from index.search import search

ONE = Trial(id="NCT00000001", title="Cramps and cramp", conditions=("Muscle cramps",))
TWO = Trial(id="NCT00000002", title="Spasm", conditions=("Muscle spasm", "Cramping of the leg"))
THREE = Trial(id="NCT00000003", title="Pain")
RECORDS: list[Record] = [ONE, TWO, THREE]


def scores(query: str) -> dict[str, float]:
    page = search(SearchRequest(query, limit=None), MemoryReader(RECORDS))
    return {hit.record.id: hit.score for hit in page.hits}


def x(field: str, frequency: int, length: int) -> float:
    spec = BY_NAME[field]
    return spec.weight * frequency / (1 - spec.b + spec.b * length / spec.pivot)


def test_idf_and_saturation_are_those_of_the_literature() -> None:
    assert idf(3, 2) == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert saturated(1.2) == 0.5
    assert weight(BY_NAME["title"], 2, 3) == pytest.approx(x("title", 2, 3))


def test_a_word_counts_over_all_its_fields_before_it_is_saturated() -> None:
    total = x("title", 2, 3) + x("condition", 1, 2)
    assert scores("cramp")["NCT00000001"] == round(math.log(1 + 1.5 / 2.5) * total / (1.2 + total), 4)


def test_scores_of_different_words_add_up_and_a_repeated_one_counts_once() -> None:
    both = scores("muscle cramps")["NCT00000001"]
    assert both == pytest.approx(scores("muscle")["NCT00000001"] + scores("cramps")["NCT00000001"], abs=1e-4)
    assert scores("cramp cramps cramping") == scores("cramp")
    assert scores("(muscle cramp) OR (muscle zebra) OR cramp")["NCT00000001"] == both


def test_a_field_counts_alone_but_with_the_rarity_of_the_word_in_all() -> None:
    total = x("condition", 1, 2)
    assert scores("condition:cramp")["NCT00000001"] == round(math.log(1 + 1.5 / 2.5) * total / (1.2 + total), 4)


def test_a_phrase_counts_its_occurrences_with_the_rarity_of_all_its_words() -> None:
    total = x("condition", 1, 2)
    rarity = 2 * math.log(1 + 1.5 / 2.5)
    assert scores('"muscle cramps"') == {"NCT00000001": round(rarity * total / (1.2 + total), 4)}


def test_a_pattern_counts_as_one_word() -> None:
    total = x("title", 2, 3) + x("condition", 1, 2)
    assert scores("cram*")["NCT00000001"] == round(math.log(1 + 1.5 / 2.5) * total / (1.2 + total), 4)


def test_ranges_and_negations_score_nothing() -> None:
    assert set(scores("NOT pain").values()) == {0.0}
    assert scores("cramp NOT pain") == scores("cramp")


def test_the_length_of_a_field_counts_words_and_not_the_gaps_between_values() -> None:
    assert analyse(TWO).fields["condition"].length == 6
    assert analyse(Trial(id="NCT00000001", title="a")).fields["id"].length == 1
