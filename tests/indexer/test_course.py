"""The time left is that of the whole run, not of the phase it is in."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.course import SHARES, Course, in_words

COUNTS = st.fixed_dictionaries({phase: st.integers(1, 30) for phase in SHARES})


@given(COUNTS, st.floats(1, 10_000))
def test_a_run_that_keeps_to_the_shares_is_foretold_to_the_second(counts: dict[str, int], seconds: float) -> None:
    now = 0.0
    course = Course(lambda: now)
    begun = dict(zip(SHARES, accumulate(SHARES.values(), initial=0.0), strict=False))
    for phase, share in SHARES.items():
        for done in range(counts[phase] + 1):
            now = seconds * (begun[phase] + share * done / counts[phase])
            course.tell(phase, done, counts[phase])
            if now:
                assert course.left() == pytest.approx(seconds - now, abs=seconds * 1e-6)


@given(st.lists(st.tuples(st.sampled_from(list(SHARES)), st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=8))
def test_what_is_done_is_never_undone(told: list[tuple[str, int, int | None]]) -> None:
    now = 1.0
    course = Course(lambda: now)
    now = 2.0
    before = float("inf")
    for phase, done, total in told:
        course.tell(phase, done, total)
        left = course.left()
        assert left is None or 0 <= left <= before
        before = before if left is None else left


def test_what_comes_before_the_first_word_says_nothing_of_the_pace() -> None:
    now = 0.0
    course = Course(lambda: now)
    now = 7.0
    course.tell("read", 1, 10)
    assert course.left() is None
    now = 8.0
    course.tell("read", 2, 10)
    assert course.left() == pytest.approx((1 - SHARES["read"] / 5) / (SHARES["read"] / 10))


def test_time_passes_while_nothing_is_told_but_not_below_what_has_passed_so() -> None:
    now = 0.0
    course = Course(lambda: now)
    course.tell("read", 0, None)
    now = 50.0
    course.tell("index", 1, 2)
    at_once = course.left()
    assert at_once is not None
    now += 5
    assert course.left() == pytest.approx(at_once - 5)
    now += 10 * at_once
    assert course.left() == pytest.approx(now - 50)


@pytest.mark.parametrize(("seconds", "words"), [
    (None, ""), (3, "less than a minute left"), (60, "about 1 min left"), (3_569, "about 59 min left"),
    (3_570, "about 1 h 0 min left"), (7_400, "about 2 h 3 min left")])
def test_the_time_left_is_told_no_finer_than_it_is_known(seconds: float | None, words: str) -> None:
    assert in_words(seconds) == words
