"""The places of many words in a text at once, by arithmetic on its bytes instead of a search for each word.

The first eight letters of a word and its length are one number, and a hash of it tells most other
words apart; who asks compares the words that are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

_LETTER = bytes(code < 128 and chr(code).isalnum() for code in range(256))
_EIGHT = 8
_FIRST = np.array([(1 << 8 * length) - 1 for length in range(_EIGHT + 1)], np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio (Knuth, The Art of Computer Programming, volume 3, section 6.4)."""
_BITS = 16


class Lookup:
    """Finds words in texts.

    Args:
        words: in ASCII.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._known = np.zeros(1 << _BITS, np.bool_)
        self._known[_hashes(" ".join(words))[2]] = True

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the half-open spans of all the words, ascending, and of few others.

        Args:
            text: in ASCII.
        """
        starts, lengths, hashes = _hashes(text)
        found = np.flatnonzero(self._known[hashes])
        starts = starts[found]
        return zip(starts.tolist(), (starts + lengths[found]).tolist(), strict=True)


def _hashes(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Of each word of an ASCII text: its start, its length and its hash."""
    data = b" " + text.encode() + b" " * _EIGHT
    letters = np.frombuffer(data.translate(_LETTER), np.bool_)
    edges = np.flatnonzero(letters[1:] != letters[:-1])
    starts = edges[::2]
    lengths = edges[1::2] - starts
    eights = np.ndarray(len(data) - _EIGHT, "<u8", data, offset=1, strides=(1,))
    keys = eights.take(starts) & _FIRST.take(np.minimum(lengths, _EIGHT))
    return starts, lengths, (keys ^ lengths.astype(np.uint64)) * _MIX >> np.uint64(64 - _BITS)
