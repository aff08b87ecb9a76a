"""Judged collections: the same search path, the measures as published, and the same figures every time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.request import MATCHES, SearchRequest
from index.search import search
from indexer.evaluation.collection import Text, read_corpus, read_judged
from indexer.evaluation.measuring import differences, estimate, means, per_query
from indexer.evaluation.ranking import rank, rank_texts, throw_away_index
from tests.indexer.real import SHARED, needs_shared

WORDS = ("cramp", "muscle", "muscles", "baclofen", "legs", "at", "night", "beta-blocker", "12")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=12)
RANKINGS = st.permutations([f"t{n}" for n in range(14)])
GRADES = st.dictionaries(st.sampled_from([f"t{n}" for n in range(20)]), st.integers(-1, 3), min_size=1)


def as_corpus(texts: Sequence[str]) -> list[tuple[str, Text]]:
    return [(f"{number}/ö", Text(id=f"{number}/ö", text=text)) for number, text in enumerate(texts)]


@settings(max_examples=25)
@given(texts=TEXTS, pick=st.data(), match=st.sampled_from(MATCHES), synonyms=st.booleans())
def test_texts_are_ranked_as_the_search_ranks_them(texts: list[str], pick: st.DataObject, match: str, synonyms: bool) -> None:
    words = sorted({word for text in texts for word in text.split()})
    query = " ".join(pick.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4)))
    with throw_away_index(as_corpus(texts)) as (reader, _):
        page = search(SearchRequest(query, match=match, limit=100, synonyms=synonyms), reader)
        assert rank(query, reader, match, synonyms=synonyms) == [hit.record.id for hit in page.hits]


def test_a_whole_title_comes_first_as_it_does_in_the_search() -> None:
    titles = ["cramps leg cramps leg", "leg cramps"]
    with throw_away_index((title, Text(id=title, title=title)) for title in titles) as (reader, ids):
        assert rank_texts({"q": "Leg cramps"}, reader, ids, "any")["q"] == titles[::-1]
        assert rank("Leg cramps", reader, "any") == [hit.record.id for hit in search(SearchRequest("Leg cramps"), reader).hits]


def test_operators_fields_limits_and_ids_mean_nothing_in_a_judged_query() -> None:
    texts = as_corpus(["night cramps", "NOT a title: at all", "baclofen"])
    with throw_away_index(texts) as (reader, ids):
        queries = {"operators": "NOT cramps", "open": '"baclofen (', "field": "title:cramps",
                   "long": "baclofen " + "word " * 2_000, "number": "2", "empty": "?!"}
        found = rank_texts(queries, reader, ids, "any")
    # “not” is a word of the second text, though it is no telling one.
    assert found == {"operators": ["0/ö", "1/ö"], "open": ["2/ö"], "field": [], "long": ["2/ö"], "number": [], "empty": []}


def test_a_vocabulary_says_what_means_the_same_unless_synonyms_are_not_wanted(tmp_path: Path) -> None:
    (tmp_path / "ours.tsv").write_text("muscle cramp\tcharley horse\n", "utf-8")
    texts = as_corpus(["charley horse at night", "heartburn"])
    with throw_away_index(texts, [tmp_path / "ours.tsv"]) as (reader, ids):
        found = [rank_texts({"q": "muscle cramps"}, reader, ids, "any", synonyms=synonyms)["q"] for synonyms in (True, False)]
    assert found == [["0/ö"], []]


def naive(ranked: Sequence[str], grades: dict[str, int]) -> dict[str, float]:
    gains = [max(0, grades.get(text, 0)) for text in ranked]
    answers = sum(grade > 0 for grade in grades.values())
    hits = [place for place, gain in enumerate(gains, 1) if gain]

    def dcg(found: Sequence[int]) -> float:
        return sum(gain / math.log2(place + 1) for place, gain in enumerate(found[:10], 1))

    best = dcg(sorted((max(0, grade) for grade in grades.values()), reverse=True))
    return {"nDCG@10": dcg(gains) / best if best else 0.0,
            "recall@100": len(hits) / answers if answers else 0.0,
            "MRR@10": 1 / hits[0] if hits and hits[0] <= 10 else 0.0,
            "MAP": sum(n / place for n, place in enumerate(hits, 1)) / answers if answers else 0.0}


@given(ranked=RANKINGS, cut=st.integers(0, 14), grades=GRADES)
def test_measures_are_those_of_the_textbook_in_the_order_of_the_ranking(ranked: list[str], cut: int, grades: dict[str, int]) -> None:
    measured = per_query({"q": ranked[:cut]}, {"q": grades, "never asked": {"t1": 1}})
    assert measured["q"] == pytest.approx(naive(ranked[:cut], grades), abs=1e-6)
    assert set(measured["never asked"].values()) == {0.0}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_its_mean_and_is_the_same_every_time(values: list[float]) -> None:
    found = estimate(values)
    assert found == estimate(values)
    assert min(values) - 1e-9 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= max(values) + 1e-9


def test_the_interval_of_a_mean_is_that_of_theory_for_many_values() -> None:
    values = [n % 2 for n in range(400)]
    found = estimate(values)
    assert (found.low, found.high) == pytest.approx((0.5 - 1.96 * 0.025, 0.5 + 1.96 * 0.025), abs=0.005)


def test_runs_are_compared_query_by_query() -> None:
    def run(values: Sequence[float]) -> dict[str, dict[str, float]]:
        return {str(n): dict.fromkeys(("nDCG@10", "recall@100", "MRR@10", "MAP"), value) for n, value in enumerate(values)}

    earlier, later = run([0.1, 0.9, 0.5]), run([0.2, 1.0, 0.6, 0.0])
    gain = differences(later, earlier)["MAP"]
    assert gain == pytest.approx((0.1, 0.1, 0.1))
    assert means(later)["MAP"].low < 0.3, "the spread of the queries is not that of the gains"


@needs_shared
def test_med_is_searched_as_well_as_promised() -> None:
    med = SHARED / "data/med"
    judged = read_judged(med / "queries.jsonl", med / "qrels/test.tsv")
    with throw_away_index(read_corpus(med / "corpus.jsonl")) as (reader, ids):
        measured = per_query(rank_texts(judged.queries, reader, ids, "any"), judged.qrels)
    assert len(ids) == 1_033
    assert means(measured)["nDCG@10"].value >= 0.71
