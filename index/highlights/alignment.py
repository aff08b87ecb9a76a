"""A text folded to ASCII whose places lead back to the text, made without looking at every character."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.text import beyond_ascii, fold


@dataclass(frozen=True, slots=True)
class Aligned:
    """A folded text that has the same words as the original at corresponding places.

    Attributes:
        folded: ASCII without capitals; what is neither letter nor digit nor ASCII is a blank.
        starts: of the runs of ``folded`` that correspond to the original place by place, and of the
            characters between them, each of which stands for one character, ascending. Empty: all corresponds.
        origins: place in the original of each start, and how many places a place in ``folded`` is worth (1 or 0).
    """

    folded: str
    starts: tuple[int, ...] = ()
    origins: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the original, marks that fold to nothing behind it included."""
        if not self.starts:
            return start, end
        return self._origin(start), max(self._origin(end - 1) + 1, self._origin(end))

    def _origin(self, place: int) -> int:
        run = bisect_right(self.starts, place) - 1
        origin, worth = self.origins[run]
        return origin + worth * (place - self.starts[run])


def align(text: str) -> Aligned | None:
    """Fold a text; None if it has letters or digits that do not fold to ASCII."""
    folded = {character: _fold_character(character) for character in beyond_ascii(text)}
    if None in folded.values():
        return None
    plain = {character: piece for character, piece in folded.items() if piece is not None}
    stretched = "".join(character for character, piece in plain.items() if len(piece) != 1)
    if stretched:
        return _stretch(text, stretched, plain)
    return Aligned(_replaced(text, plain))


def _stretch(text: str, stretched: str, plain: Mapping[str, str]) -> Aligned:
    """Fold a text some of whose characters become none or several."""
    starts, origins, pieces, length = [], [], [], 0
    ends = [match.start() for match in re.finditer(f"[{re.escape(stretched)}]", text)]
    for before, at in pairwise((-1, *ends, len(text))):
        starts += [length, length + at - before - 1]
        origins += [(before + 1, 1), (at, 0)]
        pieces += [text[before + 1:at], plain.get(text[at:at + 1], "")]
        length += at - before - 1 + len(pieces[-1])
    return Aligned(_replaced("".join(pieces), plain), tuple(starts), tuple(origins))


def _replaced(text: str, plain: Mapping[str, str]) -> str:
    for character, piece in plain.items():
        text = text.replace(character, piece)
    return text.lower()


@lru_cache(maxsize=4_096)
def _fold_character(character: str) -> str | None:
    folded = fold(character)
    if any(each.isalnum() and not each.isascii() for each in folded):
        return None
    return "".join(each if each.isascii() else " " for each in folded)
