"""Words that are one edit from what was typed, found by looking up all that this could be.

Of a word that was typed there are some hundred others one edit away. All are looked up at once among the heads of
the words (:mod:`index.engines.whoosh.heads`), which say all of a short one; longer ones are compared letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase, digits
from typing import NamedTuple

import numpy as np

from index.asked import begins_nearly, word_is_near
from index.engines.whoosh import heads
from index.engines.whoosh.format import Array
from index.engines.whoosh.heads import Ascending

_PLAIN = ascii_lowercase + digits + "_"
_LONGEST = heads.SIZE + 2
"""Letters of a long word that are looked at: what one less leaves is still more than a head."""


class _Variants(NamedTuple):
    """What a word may have been meant as: the least and greatest heads, and whether they say all of it."""

    low: Array
    high: Array
    is_whole: Array


def near_words(words: Ascending, typed: str, letters: str, begins: bool) -> list[tuple[int, int]]:
    """The spans of the words that are within one edit, behind the first letter; a few may come twice.

    Args:
        words: in which to look.
        typed: a folded word.
        letters: that occur in the words.
        begins: whether just the beginning of a word has to be so.
    """
    found = _variants(typed, letters, begins)
    first = words.heads.all().searchsorted(found.low)
    stop = words.heads.all().searchsorted(found.high, side="right")
    met = np.flatnonzero(first < stop)
    is_near = begins_nearly if begins else word_is_near
    spans: list[tuple[int, int]] = []
    for start, end, is_whole in zip(first[met].tolist(), stop[met].tolist(), found.is_whole[met].tolist(), strict=True):
        spans += [(start, end)] if is_whole else [(number, number + 1) for number in range(start, end)
                                                  if is_near(typed, words[number])]
    return spans


def letters(words: Ascending) -> str:
    """The letters and digits that words may have."""
    if words.is_ascii:
        return _PLAIN
    return "".join(sorted({*_PLAIN}.union(*words)))


@lru_cache(maxsize=64)
def _variants(typed: str, letters: str, begins: bool) -> _Variants:
    """All that one edit behind the first letter makes of a word, and the word itself; of long ones the beginning."""
    found = [each.encode("utf-8", "surrogatepass") for each in {typed[:_LONGEST], *_edited(typed[:_LONGEST], letters)}]
    sizes = np.fromiter(map(len, found), np.int64, len(found))
    low = heads.lowest(found)
    if begins:
        return _Variants(low, heads.highest(found), sizes <= heads.SIZE)
    return _Variants(low, low, sizes < heads.SIZE)


def _edited(typed: str, letters: str) -> Iterator[str]:
    # An edit further on leaves the head as it is.
    for at in range(1, min(len(typed) + 1, heads.SIZE)):
        before, after = typed[:at], typed[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        yield from (before + letter + after[1:] for letter in letters)
        yield from (before + letter + after for letter in letters)
