"""Texts of studies: one layout for all forms, nothing of their words lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.ctgov_text import from_markdown, from_textblock, plain

MARKDOWN = st.lists(st.sampled_from(["* ", "  * ", "    - ", "1. ", "   12. ", "• ", "a", "bc d", "5 mg.", "\\>", "\\*", "&#39;", "&lt;", "\n", "\n\n", "\r\n", "  ", "\t"]),
                    max_size=14).map("".join)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|(?<!#)\d+", re.sub("&[^;]+;", " ", text))


@given(MARKDOWN)
def test_all_words_stay_in_their_order_and_no_line_is_blank_or_has_blanks_around(text: str) -> None:
    for laid_out in (from_markdown(text), from_textblock(text)):
        assert words(laid_out) == words(text)
        assert all(re.fullmatch(r"(?:  )*\S(?:.*\S)?", line) for line in laid_out.split("\n") if line)
        assert "\n\n\n" not in laid_out
        assert laid_out == laid_out.strip("\n")


@pytest.mark.parametrize(("text", "expected"), [
    pytest.param("Inclusion:\n\n* a\n* b\n\nExclusion:\n\n* c", "Inclusion:\n\n* a\n* b\n\nExclusion:\n\n* c", id="as it should be"),
    pytest.param("one\ntwo\n\n\n\nthree  four\u00a0five", "one two\n\nthree four five", id="paragraphs"),
    pytest.param("* a\n\n* b\ngoes on\n- c\n• d", "* a\n* b goes on\n* c\n* d", id="items"),
    pytest.param("1. a\n\n   * b\n   * c\n\n2. d", "1. a\n  * b\n  * c\n2. d", id="a list in a list"),
    pytest.param(" 9. a\n10. b\n11. c", "9. a\n10. b\n11. c", id="numbers that end in one column"),
    pytest.param("* a\n  * b\n\nText.\n\n  * c", "* a\n  * b\n\nText.\n\n* c", id="a paragraph ends the lists that it does not stand in"),
    pytest.param("1. a\n\n   Text.\n2. b", "1. a\n\nText.\n\n2. b", id="a paragraph in an item"),
    pytest.param("\\* a \\<5 \\& 10\\^6 \\\\ b", "* a <5 & 10^6 \\ b", id="escapes"),
    pytest.param("the patient\\&#39;s &amp;lt; AT&T &x; &unknown;", "the patient's &lt; AT&T &x; &unknown;", id="references, once"),
    pytest.param("-5 mg\n*5", "-5 mg *5", id="no items"),
    pytest.param("\n * \n", "*", id="an empty item"),
    pytest.param(" \n", "", id="blank"),
])
def test_markdown_is_laid_out(text: str, expected: str) -> None:
    assert from_markdown(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    pytest.param("\n      One two\n      three.\n\n      Four\n    ", "One two three.\n\nFour", id="wrapped paragraphs"),
    pytest.param("\n   In:\n\n     -  a b\n        c\n\n          1. d\n\n     -  e\n\n   Out:\n\n     -  f", "In:\n\n* a b c\n  1. d\n* e\n\nOut:\n\n* f", id="wrapped items"),
    pytest.param("dose of\n      5. mg or\n      - less", "dose of 5. mg or - less", id="a line that only looks like an item"),
    pytest.param("a \\> b", "a \\> b", id="no Markdown"),
])
def test_wrapped_text_is_laid_out(text: str, expected: str) -> None:
    assert from_textblock(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    (" a  b\n c ", "a b c"), ("a\u00a0b\u2003c", "a b c"), ("Krampf&#39;s &amp; &lt;5&gt;", "Krampf's & <5>"), ("&#xD800;&#0;", "\ufffd\ufffd"), ("", ""),
])
def test_a_line_is_tidied(text: str, expected: str) -> None:
    assert plain(text) == expected
