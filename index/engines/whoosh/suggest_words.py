"""The words of a field's values, each with the values that have it: three arrays.

``FIELD_words`` are ascending strings; where the values of each begin in ``FIELD_word_values`` (ordinals, ascending
within a word) is in ``FIELD_word_firsts`` (words + 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.asked import Asked, words_of
from index.engines.whoosh import heads
from index.engines.whoosh.counting import Values
from index.engines.whoosh.format import Array, ArrayWriter
from index.engines.whoosh.heads import Ascending
from index.engines.whoosh.near import letters, near_words


def write(file: ArrayWriter, name: str, keys: Sequence[str]) -> None:
    """Write the words of a field's keys."""
    found: dict[str, list[int]] = {}
    for ordinal, key in enumerate(keys):
        for word in set(words_of(key)):
            found.setdefault(word, []).append(ordinal)
    words = sorted(found)
    heads.write_strings(file, f"{name}_words", words)
    file.add(f"{name}_word_firsts", np.cumsum([0, *(len(found[word]) for word in words)]).astype(np.uint32))
    file.add(f"{name}_word_values", np.array([value for word in words for value in found[word]], np.uint32))


_Span = tuple[str, tuple[int, int], bool]
"""A word that was typed, the numbers of those that it stands for, and whether it is but the beginning of these."""


class ValueWords:
    """The words of a field's values in one segment."""

    def __init__(self, values: Values) -> None:
        file, name = values.segment.file, values.name
        self._name, self._size = name, len(values)
        self._words = Ascending(file, f"{name}_words")
        self._letters = values.segment.remembered("letters", lambda name: letters(Ascending(file, f"{name}_words")))
        self._firsts, self._values = file[f"{name}_word_firsts"], file[f"{name}_word_values"]

    def meeting(self, asked: Asked) -> Array:
        """The ordinals of the values that have the words that were typed, ascending."""
        spans = self._spans(asked)
        if spans is None:
            return np.zeros(0, np.int64)
        unknown = [typed for typed, (first, last), _ in spans if first == last]
        exact, near = np.ones(self._size, np.bool_), np.zeros(self._size, np.bool_)
        for typed, span, begins in spans:
            has = self._having([span])
            near &= has
            if asked.may_err(typed) and unknown in ([], [typed]) and exact.any():
                near |= exact & self._having(near_words(self._words, typed, self._letters(self._name), begins))
            exact &= has
        return np.flatnonzero(exact | near)

    def _spans(self, asked: Asked) -> list[_Span] | None:
        """Each word with its span, the last one first; None: too many of them are unknown."""
        *whole, last = asked.words
        spans: list[_Span] = [(last, self._words.starting_with(last), True)]
        unknown = sum(first == end for _, (first, end), _ in spans)
        for typed in whole:
            if unknown > asked.erring:
                return None
            first, end = self._words.range_of(typed)
            unknown += first == end
            spans.append((typed, (first, end), False))
        return None if unknown > asked.erring else spans

    def _having(self, spans: Iterable[tuple[int, int]]) -> Array:
        """Which values have one of these words (bool)."""
        found = np.zeros(self._size, np.bool_)
        for first, last in spans:
            start, stop = self._firsts[first], self._firsts[last]
            found[self._values.part(start, stop)] = True
        return found
