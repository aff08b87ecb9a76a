"""Where sources differ is told shortly, and nothing is left out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.disagreement import Disagreement, by_value, disagreement, main_source, span_text, spans
from index.records import Origin, Other, Source, Trial

SOURCES = tuple(Source(f"{n}.txt", "0" * 64, 0, 1, "medpath/1", "") for n in range(1, 4))


def trial(**provenance: Origin) -> Trial:
    return Trial(id="NCT00000001", title="T", sources=SOURCES, provenance=provenance)


@given(st.sets(st.integers(1, 30)).map(sorted))
def test_spans_are_exactly_the_numbers(numbers: list[int]) -> None:
    found = list(spans(numbers))
    assert [number for first, last in found for number in range(first, last + 1)] == numbers
    assert all(other[0] - one[1] > 1 for one, other in pairwise(found))


@pytest.mark.parametrize(("span", "text"), [((5, 5), "5"), ((1, 2), "1, 2"), ((1, 3), "1–3")])
def test_a_span_reads_like_numbers_of_pages(span: tuple[int, int], text: str) -> None:
    assert span_text(span) == text


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from("abc")), unique_by=lambda each: each[0]).map(sorted))
def test_each_source_keeps_what_it_states(stated: list[tuple[int, str]]) -> None:
    found = by_value(stated)
    assert sorted((number, value) for numbers, value in found for first, last in numbers
                  for number in range(first, last + 1)) == stated
    assert len({value for _, value in found}) == len(found)


@pytest.mark.parametrize(("origin", "expected"), [
    (Origin((1, 2, 3)), None),
    (Origin((1, 3)), Disagreement(((1, 1), (3, 3)), ())),
    (Origin((2,), (Other(1, "x"), Other(3, "x"))), Disagreement(((2, 2),), ((((1, 1), (3, 3)), "x"),))),
    (Origin((), (Other(1, "x"), Other(2, "y"))), Disagreement((), ((((1, 1),), "x"), (((2, 2),), "y")))),
], ids=["all", "some", "others", "none"])
def test_only_what_not_all_state_is_told(origin: Origin, expected: Disagreement | None) -> None:
    assert disagreement(trial(status=origin), "status") == expected
    assert disagreement(trial(), "status") is None


def test_the_main_source_states_most() -> None:
    assert main_source(trial(title=Origin((1, 2)), status=Origin((2, 3)), sponsor=Origin((3,)))) == 2
    assert main_source(trial(title=Origin((1, 2, 3)))) == 1
    assert main_source(trial()) is None
