"""One edit apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.fuzzy import close_words, within_one_edit

LETTERS = "abc"
words = st.text(alphabet=LETTERS, max_size=7)


def edits(word: str) -> set[str]:
    """Every word at most one edit away, made by making every edit."""
    places = range(len(word) + 1)
    deleted = {word[:n] + word[n + 1:] for n in places}
    inserted = {word[:n] + letter + word[n:] for n in places for letter in LETTERS}
    replaced = {word[:n] + letter + word[n + 1:] for n in places[:-1] for letter in LETTERS}
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2:] for n in places[:-2]}
    return {word} | deleted | inserted | replaced | swapped


@given(words, words)
def test_words_are_close_when_one_edit_makes_one_the_other(one: str, other: str) -> None:
    assert within_one_edit(one, other) == (other in edits(one))
    assert within_one_edit(one, other) == within_one_edit(other, one)


@given(words, st.lists(words, max_size=30))
def test_the_close_words_of_a_vocabulary_are_all_that_are_close(word: str, vocabulary: list[str]) -> None:
    vocabulary += sorted(edits(word))
    assert close_words(word, vocabulary) == [each for each in vocabulary if within_one_edit(word, each)]
