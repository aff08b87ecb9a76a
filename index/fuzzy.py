"""One edit apart: a letter inserted, deleted or replaced, or two neighbours swapped.

This is optimal string alignment (Damerau 1964, restricted), with a transposition as one edit.
"""

from __future__ import annotations

from collections.abc import Iterable


def within_one_edit(one: str, other: str) -> bool:
    """Whether the words are equal or one edit apart; lengths in code points."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1:]
    if one[at + 1:] == other[at + 1:]:
        return True
    return one[at:at + 2] == other[at:at + 2][::-1] and one[at + 2:] == other[at + 2:]


def close_words(word: str, vocabulary: Iterable[str]) -> list[str]:
    """The words of a vocabulary within one edit, in its order.

    An edit leaves either the beginning or the end of a word as it is; only words that share one of
    them are compared letter by letter.
    """
    middle = len(word) // 2
    beginning, end = word[:max(0, middle - 1)], word[middle + 1:]
    return [each for each in vocabulary
            if (each.startswith(beginning) or each.endswith(end)) and within_one_edit(word, each)]
