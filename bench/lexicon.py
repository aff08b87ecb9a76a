"""Made-up words by rank: pronounceable, different, always the same ones; and draws of words as a text has them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench import measured

Codes = NDArray[np.int64]
"""What a word is: its number in the table of common words, or past it (its rank among made-up words + BASE)."""

_ONSETS = "b c d f g h k l m n p r s t v z bl br cl cr dr fl fr gl gr pl pr st th tr ph sp".split()
_VOWELS = "aeio"
_SYLLABLES = [onset + vowel for onset in _ONSETS for vowel in _VOWELS]
_ENDINGS = "nlrmxkpb"
_GROUP = 20
"""Ranks come in groups: words of their own, most of them plain, then inflections."""
_INFLECTIONS = ("s", "ed", "ing", "ings")
_OWN = 14
_PLAIN = 12
_KNOWN = 1 << 16
"""Made-up words that are kept; rarer ones are made when they are drawn."""
_RAREST = 1e8
_SLOTS = 1 << 16


def _mixed(number: int) -> int:
    """A hash of 64 bits (the finaliser of SplitMix64: Steele, Lea and Flood 2014)."""
    number = (number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return number ^ (number >> 31)


def word(rank: int) -> str:
    """The made-up word of this rank, from 0; no two ranks have the same.

    In 20 ranks there are 12 plain words, one that may have an accent, one with digits, and six inflections of
    commoner words.
    """
    group, place = divmod(rank, _GROUP)
    if place < _OWN:
        return _own(group, place)
    # Four groups inflect the words of one that is four times as common, each with a suffix of its own.
    base = (_mixed(group) + place * 5) % _PLAIN
    return _own(group // 4, base) + _INFLECTIONS[group % 4]


def _own(group: int, place: int) -> str:
    number = group * _OWN + place
    hashed = _mixed(number)
    plain = _syllables(number) + _ENDINGS[hashed & 7]
    if place == _PLAIN and hashed & 0x1F00 == 0:
        return plain.replace("e", "é", 1).replace("a", "à", 1)
    return f"{plain}{hashed % 90 + 1}" if place == _OWN - 1 else plain


def _syllables(number: int) -> str:
    """The number scrambled within the words of as many syllables, then written to the base 128.

    A syllable is one onset and one vowel, so that a word is cut into syllables in one way only.
    """
    count = 2 if number < 1 << 13 else 3 if number < 1 << 20 else 4
    scrambled = number * 0x9E3779B1 % (1 << 7 * count)
    return "".join(_SYLLABLES[scrambled >> 7 * at & 127] for at in range(count))


def numbers() -> dict[str, float]:
    """Numbers in texts -> their share of all words."""
    common, total = measured.COMMON_NUMBERS, 55_842
    others = [str(each) for each in range(measured.OTHER_NUMBERS) if str(each) not in common]
    rest = (total - sum(common.values())) / len(others)
    return {text: measured.NUMBERS * count / total for text, count in {**common, **dict.fromkeys(others, rest)}.items()}


def slots(shares: Sequence[float], size: int = _SLOTS) -> Codes:
    """A table in which number n stands in about ``shares[n]`` of the places, and -1 in what is left of them."""
    ends = np.rint(np.cumsum([0., *shares]) * size).astype(np.int64)
    table = np.full(size, -1)
    for number, (start, end) in enumerate(pairwise(ends)):
        table[start:end] = number
    return table


def ranks(chance: np.random.Generator, count: int, name: str) -> Codes:
    """Ranks from 0 drawn with probability proportional to (rank + q) ** -s, by the inverse of its integral."""
    s, q = measured.SKEW[name]
    left = 1 - chance.random(count)
    stretched = 1 / left if s == 2 else left ** (-1 / (s - 1))
    drawn: Codes = np.minimum(q * (stretched - 1), _RAREST).astype(np.int64)
    return drawn


class Lexicon:
    """The words of a corpus, and draws of them. Building one takes a fraction of a second."""

    def __init__(self) -> None:
        shares = measured.HEAD | numbers()
        made_up = [word(rank) for rank in range(_KNOWN)]
        self.base = len(shares)
        self._table = np.array([*shares, *made_up], dtype=object)
        self._capitals = np.array([text[:1].upper() + text[1:] for text in self._table], dtype=object)
        self._slots = slots(list(shares.values()))

    def draw(self, chance: np.random.Generator, count: int) -> Codes:
        """So many words of a text, independent of each other."""
        codes = self._slots[chance.integers(0, _SLOTS, count, dtype=np.uint16)]
        rare = np.flatnonzero(codes < 0)
        codes[rare] = self.draw_names(chance, len(rare))
        return codes

    def draw_names(self, chance: np.random.Generator, count: int) -> Codes:
        """So many made-up words, as names have them: no function words, no numbers."""
        return ranks(chance, count, "words") + self.base

    def name(self, drawn: float) -> str:
        """The made-up word for a number from 0 to 1, as :meth:`draw_names` would draw it."""
        s, q = measured.SKEW["words"]
        rank = int(min(q * ((1 - drawn) ** (-1 / (s - 1)) - 1), _RAREST))
        return self._table[rank + self.base] if rank < _KNOWN else word(rank)

    def texts(self, codes: Codes, capital: NDArray[np.bool_] | None = None) -> NDArray[np.object_]:
        """The words as strings; with a capital where asked for."""
        known = np.minimum(codes, len(self._table) - 1)
        found = self._table[known]
        if capital is not None:
            found[capital] = self._capitals[known[capital]]
        for at in np.flatnonzero(codes >= len(self._table)):
            found[at] = word(int(codes[at]) - self.base)
        return found
