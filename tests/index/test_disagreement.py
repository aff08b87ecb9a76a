"""Where sources differ is told shortly, and nothing is left out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.disagreement import Disagreement, by_value, differs, disagreement, main_source, span_text, spans
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


@given(st.text("ab|", min_size=1, max_size=6), st.text("ab|", max_size=30), st.sampled_from(["…{}", "{}…", "…{}…", "{}"]))
def test_a_passage_that_the_value_shown_has_too_is_never_left_without_what_differs(passage: str, shown: str, cut: str) -> None:
    other = cut.format(passage)
    remark = Disagreement((), (), shown).remark(other)
    assert bool(remark) == (other != passage and passage in shown)
    places = {at for at in range(len(shown)) if shown.startswith(passage, at)}
    if "goes on" in remark:
        assert not other.endswith("…")
        assert any(shown[at + len(passage):].strip() for at in places)
    if "before" in remark:
        assert not other.startswith("…")
        assert any(shown[:at].strip() for at in places)
    if "“" in remark:
        near = remark.partition("“")[2].strip("”")
        assert near in {part.strip("| ") for at in places for part in (shown[at + len(passage):], shown[:at])}


@pytest.mark.parametrize(("other", "remark"), [
    ("…one. doi: 1.", "it ends there; the value shown goes on: “2, Derived, Two.”"),
    ("2, Derived…", "it begins so; the value shown has something before: “Reference one. doi: 1.”"),
    ("…Derived…", "the value shown has these words too"),
    ("…another. doi: 1.", ""), ("2", ""),
], ids=["end", "beginning", "middle", "differs", "whole"])
def test_what_a_statement_lacks_is_quoted(other: str, remark: str) -> None:
    shown = replace(trial(**{"extra.References": Origin((1,), (Other(2, other),))}),
                    extra={"References": ("Reference one. doi: 1.", "2, Derived, Two.")})
    found = disagreement(shown, "extra.References")
    assert found is not None
    assert found.remark(other) == remark


@pytest.mark.parametrize(("origin", "is_told"), [
    (Origin((1, 2)), False), (Origin((2,)), True), (Origin((1,), (Other(2, "x"),)), True), (Origin((1, 2, 3)), False),
], ids=["main", "not-main", "others", "all"])
def test_what_the_main_source_states_and_none_contradicts_is_not_told(origin: Origin, is_told: bool) -> None:
    stated = trial(title=Origin((1, 3)), sponsor=Origin((1,)), status=origin)
    assert (differs(stated, "status") is not None) == is_told


def test_the_main_source_states_most() -> None:
    assert main_source(trial(title=Origin((1, 2)), status=Origin((2, 3)), sponsor=Origin((3,)))) == 2
    assert main_source(trial(title=Origin((1, 2, 3)))) == 1
    assert main_source(trial()) is None
