"""Texts folded to ASCII, and back."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from index.highlights.alignment import align
from index.text import WORD, _fold_with_offsets, _original, fold

PIECES = ("cramp", "CRAMP's", " ", "’s", "é", "e\u0301", "\u0301", "β", "µ", "½", "ﬁ", "ß", "…", "®", "Ⅳ", "\u00ad", "\u2003", "\u2028", "≥",
          "–", "_", "-", "ø", "İ", "ı", "\x1c", "\x00")
texts = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=25).map("".join)


@given(texts)
@example("")
@example("β")
@example("\u0301a\u0301")
def test_words_of_the_folded_text_are_those_of_the_original_at_the_same_places(text: str) -> None:
    aligned = align(text)
    if aligned is None:
        assert any(each.isalnum() and not each.isascii() for each in fold(text))
        return
    assert aligned.folded.isascii()
    assert aligned.folded == aligned.folded.lower()
    folded, offsets = _fold_with_offsets(text)
    assert [(match[1], *aligned.span(*match.span())) for match in WORD.finditer(aligned.folded)] == [
        (match[1], *_original(*match.span(), offsets)) for match in WORD.finditer(folded)]


@given(st.text(min_size=1))
def test_letters_of_other_scripts_are_not_folded(text: str) -> None:
    assert align(text + "中") is None
