"""The words of a field's values, each with the values that have it: three arrays.

``FIELD_words`` are ascending strings; where the values of each begin in ``FIELD_word_values`` (ordinals, ascending
within a word) is in ``FIELD_word_firsts`` (words + 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.asked import Asked, words_of
from index.engines.whoosh import strings
from index.engines.whoosh.counting import Values
from index.engines.whoosh.format import Array, ArrayWriter
from index.engines.whoosh.strings import Strings


def write(file: ArrayWriter, name: str, keys: Sequence[str]) -> None:
    """Write the words of a field's keys."""
    found: dict[str, list[int]] = {}
    for ordinal, key in enumerate(keys):
        for word in set(words_of(key)):
            found.setdefault(word, []).append(ordinal)
    words = sorted(found)
    strings.write(file, f"{name}_words", words)
    file.add(f"{name}_word_firsts", np.cumsum([0, *(len(found[word]) for word in words)]).astype(np.uint32))
    file.add(f"{name}_word_values", np.array([value for word in words for value in found[word]], np.uint32))


class ValueWords:
    """The words of a field's values in one segment."""

    def __init__(self, values: Values) -> None:
        file, name = values.segment.file, values.name
        self._size = len(values)
        self._words = Strings(file, f"{name}_words")
        self._firsts, self._values = file[f"{name}_word_firsts"], file[f"{name}_word_values"]

    def meeting(self, asked: Asked) -> Array:
        """The ordinals of the values that have the words that were typed, ascending."""
        *whole, last = asked.words
        found = self._having(self._beginning(last, asked))
        for typed in whole:
            if not found.any():
                break
            found &= self._having(self._equal(typed, asked))
        return np.flatnonzero(found)

    def _having(self, spans: Iterable[tuple[int, int]]) -> Array:
        """Which values have one of these words (bool)."""
        found = np.zeros(self._size, np.bool_)
        for first, last in spans:
            start, stop = self._firsts[first], self._firsts[last]
            found[self._values.part(start, stop)] = True
        return found

    def _beginning(self, typed: str, asked: Asked) -> list[tuple[int, int]]:
        if not asked.may_err(typed):
            return [self._words.starting_with(typed)]
        return [(number, number + 1) for number, word in self._alike(typed) if asked.begins(typed, word)]

    def _equal(self, typed: str, asked: Asked) -> list[tuple[int, int]]:
        if not asked.may_err(typed):
            return [self._words.range_of(typed)]
        return [(number, number + 1) for number, word in self._alike(typed) if asked.is_word(typed, word)]

    def _alike(self, typed: str) -> list[tuple[int, str]]:
        """Words among which are all that begin with one error at most.

        An error leaves the first half as it is, or the second, or swaps the letters between them.
        """
        words, middle = self._words, len(typed) // 2
        swapped = typed[:middle - 1] + typed[middle] + typed[middle - 1]
        first, last = words.starting_with(typed[0])
        numbers = {*(first + np.flatnonzero(words.containing(typed[middle:])[first:last])).tolist(),
                   *range(*words.starting_with(swapped))}
        start, stop = words.starting_with(typed[:middle])
        found = [*enumerate(words.between(start, stop), start)]
        return found + [(number, words[number]) for number in numbers if not start <= number < stop]
