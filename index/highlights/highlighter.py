"""Where the leaves of a query occur in the values of the records of a page.

Most values are folded and searched together, as one text. Fields of identifiers, and values in
other scripts, are read word by word, but only if they can hold a leaf at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from index.highlights.alignment import Aligned, align
from index.highlights.occurrences import Occurrence, occurrences
from index.highlights.spotting import Spotter, Variants, beginnings, distinct
from index.highlights.wholes import Wholes
from index.query import Prefix, Range, Simple
from index.text import fold

Found = tuple[int, Sequence[Occurrence]]
"""The number of a value, and what occurs in it, ascending."""

_NOT_ALPHANUMERIC = bytes(code for code in range(128) if not chr(code).isalnum())


class Highlighter:
    """Finds leaves in values.

    Args:
        leaves: all different, numbered from 0; ranges occur nowhere.
        variants: the words of the index that a leaf stands for.
    """

    def __init__(self, leaves: Sequence[Simple], variants: Variants) -> None:
        self._leaves = leaves
        words = {leaf: variants(leaf) for leaf in leaves if not isinstance(leaf, Prefix | Range)}
        prefixes = [leaf.prefix for leaf in leaves if isinstance(leaf, Prefix)]
        self._spotter = Spotter(leaves, words.__getitem__)
        self._needles = distinct([*prefixes, *(each for some in words.values() for each in beginnings(some))])
        self._wholes = Wholes(leaves, words.__getitem__)

    def in_values(self, values: Sequence[str]) -> list[Found]:
        """The values in which a leaf occurs, ascending."""
        texts = list(values)
        aligned: dict[int, Aligned] = {}
        unread: set[int] = set()
        beyond = () if all(map(str.isascii, values)) else [n for n, value in enumerate(values) if not value.isascii()]
        for number in beyond:
            alike = align(values[number])
            texts[number] = alike.folded if alike else ""
            if alike is not None:
                aligned[number] = alike
            elif self._may_occur(values[number]):
                unread.add(number)
        found = self._spot(texts)
        for number in aligned.keys() & found.keys():
            found[number] = sorted((*aligned[number].span(start, end), leaf) for start, end, leaf in found[number])
        if self._wholes:
            unread |= self._add_wholes(found, texts, aligned)
        for number in unread:
            found[number] = occurrences(values[number], self._leaves, whole=False)
        return sorted((number, inside) for number, inside in found.items() if inside)

    def in_identifiers(self, values: Sequence[str]) -> list[Found]:
        """The values of fields of identifiers in which a leaf occurs, ascending."""
        if not self._may_be_in("\n".join(values)):
            return []
        # A record's id and its number of registration are mostly the same.
        found = {value: occurrences(value, self._leaves, whole=True) for value in dict.fromkeys(values)
                 if self._may_be_in(value)}
        return [(number, inside) for number, value in enumerate(values) if (inside := found.get(value))]

    def _spot(self, texts: Sequence[str]) -> dict[int, list[Occurrence]]:
        """Number of the text -> what occurs in it."""
        starts = [0, *accumulate([len(text) + 1 for text in texts])]
        found: dict[int, list[Occurrence]] = {}
        at = end = 0
        inside: list[Occurrence] = []
        for occurrence in sorted(self._spotter.find("\n".join(texts).lower(), lambda at: bisect_right(starts, at))):
            if occurrence[0] >= end:
                number = bisect_right(starts, occurrence[0]) - 1
                at, end = starts[number], starts[number + 1]
                inside = found[number] = []
            inside.append((occurrence[0] - at, occurrence[1] - at, occurrence[2]))
        return found

    def _add_wholes(self, found: dict[int, list[Occurrence]], texts: Sequence[str],
                    aligned: Collection[int]) -> set[int]:
        """Add the identifiers that are leaves; the values that have to be read word by word are returned."""
        if not self._wholes.may_be_in("".join(texts)):
            return set()
        having = {number for number, text in enumerate(texts) if self._wholes.may_be_in(text)}
        unread = having if self._wholes.in_phrase else having.intersection(aligned)
        for number in having - unread:
            found[number] = sorted([*found.get(number, []), *self._wholes.find(texts[number].lower())])
        return unread

    def _may_occur(self, value: str) -> bool:
        """Whether a leaf may occur in a value that does not fold to ASCII."""
        folded = fold(value)
        return bool(self._wholes) or any(needle in folded for needle in self._needles)

    def _may_be_in(self, identifiers: str) -> bool:
        """Whether a leaf may occur in the values of fields of identifiers."""
        if not identifiers.isascii() or self._wholes.may_be_in(identifiers):
            return True
        squeezed = identifiers.lower().encode().translate(None, _NOT_ALPHANUMERIC).decode()
        return any(needle in squeezed for needle in self._needles)
