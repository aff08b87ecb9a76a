"""The generated corpora: always the same ones, ascending, and words that nobody confuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import measured
from bench.corpus import BATCH, between, records
from bench.lexicon import ranks, slots, word
from index.records import Trial, from_json, to_json
from index.vocabulary import PHASES, STATUSES


@pytest.fixture(scope="module")
def corpus() -> list[Trial]:
    return list(records(2 * BATCH + 100))


def test_a_shorter_corpus_is_the_beginning_of_a_longer_one(corpus: list[Trial]) -> None:
    assert list(records(BATCH + 7)) == corpus[:BATCH + 7]


def test_a_part_is_what_the_whole_has_there(corpus: list[Trial]) -> None:
    assert list(between(BATCH, 2 * BATCH)) == corpus[BATCH:2 * BATCH]


def test_another_seed_makes_another_corpus(corpus: list[Trial]) -> None:
    assert all(one.title != other.title for one, other in zip(records(20, seed=1), corpus, strict=False))


def test_ids_ascend_and_differ(corpus: list[Trial]) -> None:
    ids = [record.id for record in corpus]
    assert ids == sorted(set(ids))


def test_values_are_canonical_and_records_survive_their_json(corpus: list[Trial]) -> None:
    for record in corpus:
        assert set(record.phases) <= set(PHASES)
        assert record.status in STATUSES
        assert record.countries == tuple(dict.fromkeys(place.rpartition(", ")[2] for place in record.locations))
        assert from_json(to_json(record)) == record


@given(st.sets(st.integers(0, 10**8), max_size=50))
def test_no_two_ranks_have_the_same_word(found: set[int]) -> None:
    assert len({word(rank) for rank in found}) == len(found)


def test_the_commonest_words_differ_too() -> None:
    assert len({*map(word, range(50_000)), *measured.HEAD}) == 50_000 + len(measured.HEAD)


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=20))
def test_slots_share_a_table_as_told(weights: list[float]) -> None:
    shares = [weight / sum(weights) for weight in weights]
    table = slots(shares, 4096)
    counts = np.bincount(table, minlength=len(shares))
    assert np.abs(counts / 4096 - shares).max() <= 1 / 4096


def test_ranks_follow_their_law() -> None:
    s, q = measured.SKEW["words"]
    drawn = ranks(np.random.default_rng(0), 200_000, "words")
    for rank in (10, 100, 1_000, 10_000):
        assert (drawn >= rank).mean() == pytest.approx((1 + rank / q) ** (1 - s), abs=.005)
