"""Where brackets stand in JSON, outside of its strings, and how deep: a document in pieces of any size, never held.

The text need not be sound. A string ends at the latest with its line, since JSON has no line end in a string
(RFC 8259, section 7): a quotation mark too many spoils one line. A bracket that closes nothing is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_QUOTE, _BACKSLASH, _LINE_FEED, _RETURN, _OPEN, _CLOSE = b'"\\\n\r{}'
_SQUARE = 0x20
"""The bit by which braces differ from square brackets."""


@dataclass(frozen=True, slots=True)
class Brackets:
    """Of a piece: arrays of one length, ascending.

    Attributes:
        offsets: in the piece, in bytes.
        levels: how many brackets are open around it.
        opens: whether it opens.
    """

    offsets: NDArray[np.int64]
    levels: NDArray[np.int64]
    opens: NDArray[np.bool_]


@dataclass(slots=True)
class Scanner:
    """What is known at the end of the pieces scanned so far.

    Attributes:
        depth: how many brackets are open.
        in_string: whether a string is.
        escaped: whether the next byte follows a backslash that is not itself escaped.
    """

    depth: int = 0
    in_string: bool = False
    escaped: bool = False

    def scan(self, piece: bytes) -> Brackets:
        """The brackets of the next piece."""
        found = np.frombuffer(piece, np.uint8)
        braces = found | _SQUARE
        offsets = np.flatnonzero(
            (found == _QUOTE) | (found == _BACKSLASH) | (found == _LINE_FEED) | (found == _RETURN)
            | (braces == _OPEN) | (braces == _CLOSE))
        found, braces = found[offsets], braces[offsets]
        quotes = found == _QUOTE
        self._take_out_escaped(quotes, offsets, found == _BACKSLASH, len(piece))
        outside = self._outside(quotes, (found == _LINE_FEED) | (found == _RETURN))
        outside &= (braces == _OPEN) | (braces == _CLOSE)
        return self._levels(offsets[outside], braces[outside] == _OPEN)

    def _take_out_escaped(
        self, quotes: NDArray[np.bool_], offsets: NDArray[np.int64], backslashes: NDArray[np.bool_], length: int
    ) -> None:
        """Of a run of backslashes, every other one escapes what follows it."""
        escaped, self.escaped = self.escaped, self.escaped and length == 0
        if escaped and len(offsets) and offsets[0] == 0:
            quotes[0] = False
        runs = np.flatnonzero(backslashes)
        if not len(runs):
            return
        places = offsets[runs]
        ends = np.append(np.diff(places) != 1, True)
        starts = np.append(True, ends[:-1])
        lengths = places[ends] - places[starts] + 1
        if escaped and places[0] == 0:
            lengths[0] -= 1
        last = runs[ends][lengths % 2 == 1]
        self.escaped = bool(len(last)) and offsets[last[-1]] == length - 1
        after = last[last + 1 < len(offsets)] + 1
        quotes[after[offsets[after] == offsets[after - 1] + 1]] = False

    def _outside(self, quotes: NDArray[np.bool_], line_ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether an even number of quotation marks stands before it in its line."""
        inside: NDArray[np.bool_] = np.logical_xor.accumulate(quotes)
        inside ^= self.in_string
        if (inside & line_ends).any():
            count = np.cumsum(quotes) + self.in_string
            of_line: NDArray[np.int64] = np.maximum.accumulate(np.where(line_ends, count, 0))
            inside = np.not_equal((count - of_line) & 1, 0)
        if len(inside):
            self.in_string = bool(inside[-1])
        return ~inside

    def _levels(self, offsets: NDArray[np.int64], opens: NDArray[np.bool_]) -> Brackets:
        depths: NDArray[np.int64] = np.append(self.depth, np.where(opens, 1, -1)).cumsum()
        depths -= np.minimum.accumulate(np.minimum(depths, 0))
        self.depth = int(depths[-1])
        before, after = depths[:-1], depths[1:]
        matched = opens | (before > 0)
        return Brackets(offsets[matched], np.minimum(before, after)[matched], opens[matched])
