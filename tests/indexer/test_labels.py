"""Labels of all versions of a monograph become one list, whatever the order in which they were read."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Label
from indexer.labels import united

dates = st.none() | st.sampled_from(("2019", "2019-01", "2019-01-01", "2019-01-02", "2019-02", "2020-12-31"))
versions_ = st.none() | st.sampled_from(("1", "2", "9", "10", "010", "²", "1.2", "draft", "9" * 30))
labels = st.builds(Label, set_id=st.sampled_from("abc"), date=dates, version=versions_, maker=st.none() | st.sampled_from("XY"),
                   boxed_warning=st.sampled_from(((), ("Beware",))))
versions = st.lists(st.lists(labels, max_size=4).map(tuple), max_size=4)


def first_day(label: Label) -> date:
    """Of what its date stands for; before all others without one."""
    year, month, day = [*map(int, (label.date or "1").split("-")), 1, 1][:3]
    return date(year, month, day)


def is_newer(one: Label, other: Label) -> bool:
    if first_day(one) != first_day(other) or (one.date is None) != (other.date is None):
        return first_day(one) > first_day(other)
    numbers = [int(each.version) if each.version and each.version.isascii() and each.version.isdigit() and len(each.version) < 19 else None
               for each in (one, other)]
    if numbers[0] != numbers[1]:
        return numbers[1] is None or (numbers[0] is not None and numbers[0] > numbers[1])
    return numbers[0] is None and (one.version or "") > (other.version or "")


@given(versions)
def test_of_each_set_id_one_label_stays_than_which_none_is_newer(given_: list[tuple[Label, ...]]) -> None:
    stated = [label for each in given_ for label in each]
    found = united(given_)

    assert sorted(label.set_id for label in found) == sorted({label.set_id for label in stated})
    assert all(label in stated for label in found)
    assert not any(is_newer(other, label) for label in found for other in stated if other.set_id == label.set_id)


@given(versions)
def test_they_are_in_order_newest_first_then_by_set_id(given_: list[tuple[Label, ...]]) -> None:
    found = united(given_)

    for label, following in pairwise(found):
        assert (label.date is not None, first_day(label)) >= (following.date is not None, first_day(following))
        if (label.date and first_day(label)) == (following.date and first_day(following)):
            assert label.set_id < following.set_id


@given(versions, st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(given_: list[tuple[Label, ...]], chance: random.Random) -> None:
    stated = [label for each in given_ for label in each]
    chance.shuffle(stated)
    cut = chance.randint(0, len(stated))

    assert msgspec.json.encode(united([stated[cut:], stated[:cut]])) == msgspec.json.encode(united(given_))


@given(versions)
def test_it_does_not_matter_what_was_united_before(given_: list[tuple[Label, ...]]) -> None:
    assert united([united(given_[:2]), *given_[2:]]) == united(given_)


@pytest.mark.parametrize(("older", "newer"), [
    (("2019", "9"), ("2019-01-02", "1")), (("2019-01-01", "9"), ("2019", "10")), ((None, "9"), ("2019", None)),
    (("2019", "draft"), ("2019", "1")),
], ids=["date", "number", "no-date", "no-number"])
def test_a_newer_label_supersedes(older: tuple[str | None, str | None], newer: tuple[str | None, str | None]) -> None:
    old, new = (Label(set_id="a", date=date, version=version) for date, version in (older, newer))

    assert united([(new,), (old,)]) == united([(old, new)]) == (new,)
