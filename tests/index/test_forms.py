"""Words of a whole text are numbered as if each had been looked up by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh import forms as forms_of_words
from index.engines.whoosh.forms import MARK, Forms

WORDS = st.one_of(st.text("ab", min_size=1, max_size=20), st.text("aéβ𝔞0", min_size=1, max_size=9),
                  st.integers(0, 10_000).map(str), st.just(MARK))
TEXTS = st.lists(st.lists(st.tuples(WORDS, st.sampled_from([" ", "  "])), max_size=60), min_size=1, max_size=4)


@given(texts=TEXTS)
def test_every_word_of_a_text_gets_its_own_number(texts: list[list[tuple[str, str]]]) -> None:
    forms, one_by_one = Forms(), Forms()
    for pieces in texts:
        text = "".join(blank + word for word, blank in pieces).encode()
        numbers = forms.numbers(text).tolist()
        assert [forms.words[number] for number in numbers] == [word for word, _ in pieces]
        for word, _ in pieces:
            one_by_one.number(word)
    assert set(forms) == set(one_by_one)
    assert all(forms.number(word) == number for number, word in enumerate(forms.words))


@pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17])
def test_words_that_differ_in_one_byte_are_different(length: int) -> None:
    words = ["x" * place + letter + "x" * (length - place - 1) for place in range(length) for letter in "abc"]
    forms = Forms()
    for _ in range(2):
        assert [forms.words[number] for number in forms.numbers(" ".join(words).encode())] == words


def test_words_are_told_apart_where_all_have_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms_of_words._Table, "_place", lambda _, low, high: np.zeros(len(low), np.int64))
    words = [f"{start}{end}" for start in ("abcdefgh", "abcdefg") for end in ("x", "y", "zz", "")]
    forms = Forms()
    for _ in range(2):
        assert [forms.words[number] for number in forms.numbers(" ".join(words).encode())] == words


def test_many_words_are_found_again() -> None:
    words = [f"{number:x}" for number in range(50_000)]
    forms = Forms()
    first = forms.numbers(" ".join(words).encode()).tolist()
    assert len(set(first)) == len(words)
    assert first[::-1] == forms.numbers(" ".join(reversed(words)).encode()).tolist()


def test_a_known_word_of_up_to_sixteen_letters_is_no_object_whatever_follows_it() -> None:
    class Counted(Forms):
        looked_up = 0

        def __getitem__(self, word: bytes) -> int:
            self.looked_up += 1
            return super().__getitem__(word)

    forms = Counted()
    forms.numbers(b"spasm cramps baclofen gabapentin pneumoencephalo")
    known = forms.looked_up
    forms.numbers(b"pneumoencephalo gabapentin cramps spasm baclofen")
    assert (known, forms.looked_up) == (5, 5)
