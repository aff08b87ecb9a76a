"""Single values, lines and shapes: what is read, and what is left alone because it is not sure."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import values
from indexer.sources.ids import article_id, trial_id
from indexer.sources.lines import split
from indexer.sources.shape import Label, one_value, sections, some


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_is_read_in_every_form_that_has_one_meaning(day: date) -> None:
    name = calendar.month_name[day.month]
    forms = [day.isoformat(), f"{name} {day.day}, {day.year}", f"{day.day} {name[:3]} {day.year}",
             f"{name[:3].upper()} {day.day},{day.year}"]
    assert [day.isoformat()] * 4 == [values.date(form) for form in forms]
    assert [day.isoformat()[:7]] * 2 == [values.date(form) for form in (day.isoformat()[:7], f"{name} {day.year}")]


@pytest.mark.parametrize("text", ["2017-13-45", "2023-02-29", "4/6/2017", "04-06-2017", "2017-4-6", "April 31, 2007", "Foo 2007",
                                  "April 2007 (estimated)", "2017-00", "20170406", "", "٢٠١٧-٠٤"])
def test_what_is_no_date_or_has_two_meanings_is_none(text: str) -> None:
    assert values.date(text) is None


@pytest.mark.parametrize(("text", "expected"), [
    ("45", 45), ("0", 0), ("1,200", 1200), ("120,000", 120_000), ("1,234,567", 1_234_567), ("99999999", values.UNKNOWN_COUNT),
    ("1.200", None), ("1,20", None), ("0,5", None), ("-1", None), ("about forty", None), ("45 patients", None),
    ("123456789", None), ("4²", None), ("٤٥", None), ("", None),
])
def test_a_count_is_read_whole_or_not_at_all(text: str, expected: int | None) -> None:
    assert expected == values.count(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("Pain, Spasm", ("Pain", "Spasm")), ("Pain (acute, chronic), Spasm", ("Pain (acute, chronic)", "Spasm")),
    ("2,4-D, [x, {y, z}], N,N-dimethyl", ("2,4-D", "[x, {y, z}]", "N,N-dimethyl")),
    ("Pain (acute, Spasm", ("Pain (acute", "Spasm")), ("Pain), Spasm (x, y)", ("Pain)", "Spasm (x", "y)")),
    ("Pain, , Pain,", ("Pain",)), ("", ()),
])
def test_commas_part_a_list_except_inside_brackets_and_names(text: str, expected: tuple[str, ...]) -> None:
    assert expected == values.comma_list(text)


@given(st.text())
def test_a_comma_list_loses_nothing_but_commas_blanks_and_repetitions(text: str) -> None:
    parts = values.comma_list(text)
    assert len(set(parts)) == len(parts)
    assert {character for character in text if not character.isspace()} - {","} == (
        {character for part in parts for character in part if not character.isspace()} - {","})


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=8), max_size=8),
       st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]), st.booleans())
def test_every_line_is_found_where_its_bytes_start(texts: list[str], newline: str, ended: bool) -> None:
    data = (newline.join(texts) + (newline if ended else "")).encode()
    found, foreign = split(data)
    assert foreign == []
    assert [line.start for line in found] == sorted({line.start for line in found})
    for line in found:
        rest = data[line.start:].decode().lstrip("\ufeff")
        written = rest.split("\r")[0].split("\n")[0].replace("\u00a0", " ").replace("\u202f", " ")
        assert line.text in written
        assert line.open == (line.start + len(data[line.start:].split(b"\r")[0].split(b"\n")[0]) == len(data))
    blank = "\ufeff\u200b\u2060 "
    assert len(found) == sum(1 for text in texts if text.replace("\u00a0", " ").replace("\u202f", " ").strip().strip(blank))


def test_a_line_knows_whether_a_blank_one_stands_before_it() -> None:
    found, _ = split("a\nb\n\u00a0\nc\r\n\r\nd".encode())
    assert [(line.text, line.after_blank) for line in found] == [("a", True), ("b", False), ("c", True), ("d", True)]


def test_lines_that_are_no_utf_8_are_read_as_windows_1252_else_latin_1() -> None:
    found, foreign = split(b"caf\xe9\nok \xc2\xae\n\x81\x93")
    assert ([line.text for line in found], foreign) == (["café", "ok ®", "\x81\x93"], [0, 11])


def test_a_character_that_is_cut_off_is_left_out() -> None:
    assert [line.text for line in split("🇺🇸".encode()[:-1])[0]] == ["🇺"]


PARTS = st.sampled_from([None, "a", "b"])


@given(*[st.tuples(st.sampled_from("ab"), PARTS, PARTS, PARTS)] * 2)
def test_ids_without_a_number_tell_by_each_part_what_they_are_of(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert (trial_id(None, *one) == trial_id(None, *other)) == (one == other)
    assert (article_id(*one[:2]) == article_id(*other[:2])) == (one[:2] == other[:2])


TABLE = {"One": Label(some, 0), "Two": Label(one_value(str.isdigit), 1), "Three": Label(one_value(), 1, 1)}


@given(st.lists(st.sampled_from(["One", "Two", "Three", "x", "7"]), max_size=30))
def test_sections_cover_every_line_once_and_in_order(texts: list[str]) -> None:
    found = sections(texts, TABLE, len)
    rebuilt = [text for section in found
               for text in [*([section.label] if section.label else []), *texts[section.start:section.stop]]]
    assert texts == rebuilt
    assert found[0].label == ""


@given(st.lists(st.sampled_from(["x", "y"]), min_size=1), st.integers(0, 9).map(str), st.sampled_from(["x", "One", "Two", "Three"]))
def test_a_layout_in_order_is_read_as_it_was_written(ones: list[str], two: str, three: str) -> None:
    texts = ["One", *ones, "Two", two, "Three", three]
    found = sections(texts, TABLE, len)
    assert [("", []), ("One", ones), ("Two", [two]), ("Three", [three])] == [
        (section.label, texts[section.start:section.stop]) for section in found]
