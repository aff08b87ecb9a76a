"""Passages and spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError
from index.parser import parse
from index.query import leaves
from index.records import Record, Trial
from index.results import Snippet
from index.snippets import PER_FIELD, WIDTH, snippets
from tests.records import queries, trials


def found(query: str, record: Record) -> dict[str, tuple[Snippet, ...]]:
    parsed = parse(query)
    return snippets(record, leaves(parsed.full if parsed else None))


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.spans]


def test_the_title_is_whole_and_marks_words_whatever_their_form() -> None:
    record = Trial(id="NCT1", title="β-Blockers for cramping in Parkinson’s disease")
    (title,) = found("blocker cramps parkinson", record)["title"]
    assert title.text == record.title
    assert marked(title) == ["Blockers", "cramping", "Parkinson’s"]


def test_only_fields_with_a_match_are_shown_and_only_values_that_have_it() -> None:
    record = Trial(id="NCT1", title="Pain", conditions=("Cirrhosis", "Muscle cramps"), sponsor="Cramp Inc")
    shown = found("condition:cramps", record)
    assert list(shown) == ["title", "condition"]
    assert [(s.text, marked(s)) for s in shown["condition"]] == [("Muscle cramps", ["cramps"])]


def test_words_of_a_phrase_are_marked_only_where_the_phrase_stands() -> None:
    record = Trial(id="NCT1", title="Muscle pain, cramps, muscle cramps")
    assert marked(found('"muscle cramps"', record)["title"][0]) == ["muscle", "cramps"]


def test_what_is_left_out_is_not_marked() -> None:
    assert marked(found("pain NOT cramps", Trial(id="NCT1", title="pain cramps"))["title"][0]) == ["pain"]


def test_a_long_text_is_cut_to_the_passage_with_most_of_the_words() -> None:
    text = "cramp " + "filler " * 100 + "muscle cramps here " + "filler " * 100
    (passage,) = found("muscle cramps", Trial(id="NCT1", title="x", summary=text))["summary"]
    assert marked(passage) == ["muscle", "cramps"]
    assert passage.text.startswith("…filler")
    assert passage.text.endswith("filler…")


@given(trials, queries)
def test_spans_are_ordered_and_inside_the_text_and_passages_are_short(record: Record, query: str) -> None:
    try:
        shown = found(query, record)
    except QueryError:
        return
    assert shown["title"][0].text == record.title
    for name, passages in shown.items():
        assert len(passages) <= PER_FIELD
        for passage in passages:
            assert name == "title" or passage.spans
            assert name == "title" or len(passage.text) <= WIDTH + 3
            flat = [place for span in passage.spans for place in span]
            assert flat == sorted(flat)
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)
            assert all(mark.strip() == mark and mark for mark in marked(passage))


@given(st.text(min_size=1, max_size=400))
def test_any_text_can_be_shown(text: str) -> None:
    record = Trial(id="NCT1", title="x", summary=text)
    for passages in found("a OR e", record).values():
        assert passages
