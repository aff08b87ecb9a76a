"""The numbers of words: those of a whole text are looked up at once, in a hash table of flat arrays.

The bytes of a word of at most sixteen are two integers. Where these are known, the word's number is found without
making it an object of Python; the few others, long words and new ones, are looked up in a dictionary.
"""

from __future__ import annotations

import re

import numpy as np

from index.engines.whoosh.format import Array

MARK = "\1"
"""Stands between values, and is word number 0."""
_BLANK = 0x20
_SHORT = 16
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
"""Of a word's bytes in an integer, by their number."""
_LOW, _HIGH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
"""Odd, and far from any pattern: 2^64 divided by the golden ratio, and a constant of xxHash."""
_FEWEST = 1 << 12
_NONE = -1

_COMMON = ("nl", "per", "ntr")
_RARE = tuple("nct isrctn actrn drks kct tctr rpcec pactr irct lbctr chictr itmctr hkuctr jrct jprn umin japiccti "
              "jma rbr ctis euctr eudract ctri slctr omon".split())
"""What registration numbers begin with, see :mod:`index.identifiers`; the common ones are words of their own, too."""
_USUAL = re.compile(r"nct[0-9]{8}")
"""Numbers that are found whole as the one word that they are."""
PREFIX, COMMON_PREFIX, DIGIT, FOUR, SIX, CAS, TWO, ONE = (1 << bit for bit in range(8))


class Forms(dict[bytes, int]):
    """Words as written and folded, in UTF-8, numbered in the order in which they were first seen; 0 is the mark.

    Attributes:
        words: by number.
        clue: for each number, what the word says of identifiers, see :func:`clue_of`.
    """

    def __init__(self) -> None:
        super().__init__({MARK.encode(): 0})
        self.words = [MARK]
        self.clue = bytearray(1)
        self._table = _Table()

    def __missing__(self, encoded: bytes) -> int:
        number = self[encoded] = len(self.words)
        word = encoded.decode()
        self.words.append(word)
        self.clue.append(clue_of(word))
        return number

    def number(self, word: str) -> int:
        """The number of a word, which becomes known."""
        return self[word.encode()]

    def numbers(self, text: bytes) -> Array:
        """The numbers of all words of a text, between which there are blanks; new ones become known."""
        padded = text + b" " * _SHORT
        data = np.frombuffer(padded, np.uint8)
        edges = np.flatnonzero(np.diff(data != _BLANK, prepend=False))
        starts, lengths = edges[::2], edges[1::2] - edges[::2]
        low, high = _eight(padded, starts, lengths), np.zeros(len(starts), np.uint64)
        longer = np.flatnonzero(lengths > 8)
        high[longer] = _eight(padded, starts[longer] + 8, lengths[longer] - 8)
        numbers = self._table.find(low, high)
        is_long = lengths > _SHORT
        rest = np.flatnonzero((numbers == _NONE) | is_long)
        begins = starts[rest].tolist()
        ends = (starts + lengths)[rest].tolist()
        numbers[rest] = [self[text[begin:end]] for begin, end in zip(begins, ends, strict=True)]
        learnt = rest[~is_long[rest]]
        new, first = np.unique(numbers[learnt], return_index=True)
        self._table.add(low[learnt[first]], high[learnt[first]], new)
        return numbers

    def clues(self) -> Array:
        """``clue`` as an array."""
        return np.frombuffer(bytes(self.clue), np.uint8)


class _Table:
    """Pairs of integers -> numbers, by open addressing with linear probing; at most half of its places are taken."""

    def __init__(self) -> None:
        self._count = 0
        self._make(_FEWEST)

    def _make(self, places: int) -> None:
        self._low, self._high = np.zeros(places, np.uint64), np.zeros(places, np.uint64)
        self._numbers = np.full(places, _NONE, np.int32)
        self._shift = np.uint64(64 - (places.bit_length() - 1))

    def _place(self, low: Array, high: Array) -> Array:
        found: Array = ((low * _LOW ^ high * _HIGH) * _LOW >> self._shift).astype(np.int64)
        return found

    def find(self, low: Array, high: Array) -> Array:
        """The number of each pair; -1 where it is not known."""
        places = self._place(low, high)
        numbers = self._numbers[places]
        differ = (self._low[places] != low) | (self._high[places] != high)
        rest = np.flatnonzero(differ & (numbers != _NONE))
        numbers[differ] = _NONE
        while len(rest):
            places = places[rest] if len(places) == len(low) else places
            places = (places + 1) % len(self._numbers)
            found = self._numbers[places]
            differ = (self._low[places] != low[rest]) | (self._high[places] != high[rest])
            numbers[rest[~differ]] = found[~differ]
            on = differ & (found != _NONE)
            rest, places = rest[on], places[on]
        return numbers

    def add(self, low: Array, high: Array, numbers: Array) -> None:
        """Learn pairs, each of which is new and comes once."""
        self._count += len(numbers)
        if 2 * self._count > len(self._numbers):
            known = self._numbers != _NONE
            low, high, numbers = (np.concatenate(pair) for pair in (
                (self._low[known], low), (self._high[known], high), (self._numbers[known], numbers)))
            self._make(1 << (4 * self._count).bit_length())
        places = self._place(low, high)
        while len(numbers):
            free = self._numbers[places] == _NONE
            self._numbers[places[free]] = numbers[free]
            placed = self._numbers[places] == numbers
            self._low[places[placed]], self._high[places[placed]] = low[placed], high[placed]
            low, high, numbers = low[~placed], high[~placed], numbers[~placed]
            places = (places[~placed] + 1) % len(self._numbers)


def _eight(padded: bytes, starts: Array, lengths: Array) -> Array:
    """The first eight bytes of each word, as integers; 0 behind its end."""
    everywhere: Array = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))
    found: Array = everywhere[starts].astype(np.uint64, copy=False)
    found &= _MASKS[np.minimum(lengths, 8)]
    return found


def clue_of(word: str) -> int:
    """Bits that say which part of an identifier a word may be: its prefix, or a group of so many digits."""
    if word.isdigit():
        length = len(word)
        return (DIGIT | (length == 4) * FOUR | (length == 6) * SIX | (2 <= length <= 7) * CAS
                | (length == 2) * TWO | (length == 1) * ONE)
    if _USUAL.fullmatch(word):
        return DIGIT
    if word.isalpha():
        return PREFIX if word.startswith(_RARE) else COMMON_PREFIX if word in _COMMON else 0
    return DIGIT | PREFIX if word.startswith(_RARE + _COMMON) else DIGIT
