"""Trials that share a registration number find each other, and stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.memory import MemoryReader
from index.records import Article, Monograph, Record, Trial
from index.related import numbers, related

NUMBERS = ("NCT00000001", "nct 0000-0001", "NCT00000002", "2010-018485-28", "EUCTR2010-018485-28-DE", "EudraCT 2010-018485-28",
           "ISRCTN00000009", "ABC-1", "CTRI/2020/01/022931")
FORMS = dict(zip(NUMBERS, ("nct1", "nct1", "nct2", "eu", "eu", "eu", "isrctn", None, "ctri"), strict=True))
"""Number as written -> what it is."""
some = st.lists(st.sampled_from(NUMBERS), max_size=2, unique=True).map(tuple)
IDS = ("NCT00000001", "NCT00000002", "EUCTR2010-018485-28-DE", "EUCTR2010-018485-28-FR", "trial-0123456789ab")


@st.composite
def collections(draw: st.DrawFn) -> list[Trial]:
    chosen = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    return [Trial(id=each, title="T", secondary_ids=draw(some), aliases=draw(some)) for each in chosen]


def forms(trial: Trial) -> set[str]:
    own = FORMS | {"EUCTR2010-018485-28-FR": "eu", "trial-0123456789ab": None}
    return {form for text in (trial.id, *trial.secondary_ids, *trial.aliases) if (form := own[text])}


@given(collections())
def test_who_shares_a_number_is_related_and_nobody_else(trials: list[Trial]) -> None:
    reader = MemoryReader(trials)
    for trial in trials:
        expected = sorted(other.id for other in trials if other.id != trial.id and forms(other) & forms(trial))
        assert expected == [each.trial.id for each in related(trial, reader)]


@given(collections())
def test_who_is_related_is_so_both_ways(trials: list[Trial]) -> None:
    reader = MemoryReader(trials)
    pairs = {(trial.id, each.trial.id) for trial in trials for each in related(trial, reader)}
    assert pairs == {(other, one) for one, other in pairs}


def test_the_shared_number_is_told_as_the_record_writes_it() -> None:
    one = Trial(id="NCT00000001", title="One", secondary_ids=("EudraCT: 2010-018485-28", "ABC-1"))
    other = Trial(id="EUCTR2010-018485-28-DE", title="Other")
    reader = MemoryReader([one, other])
    assert [each.numbers for each in related(one, reader)] == [("2010-018485-28",)]
    assert [each.numbers for each in related(other, reader)] == [("EUCTR2010-018485-28-DE",)]


def test_more_numbers_than_one_query_takes_are_all_looked_up() -> None:
    one = Trial(id="NCT00000001", title="One", secondary_ids=tuple(f"ISRCTN{n:08}" for n in range(130)))
    others = [Trial(id=f"ISRCTN{n:08}", title="Other") for n in range(130)]
    assert len(related(one, MemoryReader([one, *others]))) == 130


@pytest.mark.parametrize("record", [Monograph(id="H789N3FKE8", title="NCT00000001", unii="H789N3FKE8"),
                                    Article(id="article-0", title="NCT00000001"), Trial(id="trial-0123456789ab", title="NCT00000001")])
def test_only_what_has_a_registration_number_has_relatives(record: Record) -> None:
    assert related(record, MemoryReader([record, Trial(id="NCT00000001", title="One")])) == ()


def test_numbers_are_taken_from_every_place_that_has_them() -> None:
    trial = Trial(id="NCT00000001", title="T", registration_number="ISRCTN00000001", aliases=("NCT00000002",),
                  secondary_ids=("DRKS00000003",))
    assert list(numbers(trial)) == ["NCT00000001", "ISRCTN00000001", "NCT00000002", "DRKS00000003"]
