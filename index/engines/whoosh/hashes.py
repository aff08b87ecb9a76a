"""Lists of strings that are found through a hash, in two arrays more: the CRC-32 of each, ascending, and their order.

A look-up costs one search among numbers and one comparison of strings, however many there are; a search
among the strings themselves would look at twenty of them, each somewhere else in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from index.engines.whoosh import strings
from index.engines.whoosh.format import Array, ArrayReader, ArrayWriter

_GREATEST = 0xFFFF_FFFF


def _hash(string: str) -> int:
    return crc32(string.encode("utf-8", "surrogatepass"))


def write(file: ArrayWriter, name: str, found: Sequence[str]) -> None:
    """Write a list of strings, in any order, under this name."""
    strings.write(file, name, found)
    hashes = np.fromiter(map(_hash, found), np.uint32, len(found))
    order = np.argsort(hashes, kind="stable")
    file.add(f"{name}_hashes", hashes[order], _GREATEST)
    file.add(f"{name}_by_hash", order.astype(np.uint32))


class HashedStrings(strings.Strings):
    """A list of strings that are looked up."""

    def __init__(self, file: ArrayReader, name: str) -> None:
        super().__init__(file, name)
        self._hashes, self._by_hash = file[f"{name}_hashes"], file[f"{name}_by_hash"]

    def alike(self, string: str) -> Array:
        """The numbers of all strings with the hash of this one, ascending."""
        hashes, wanted = self._hashes.all(), np.uint32(_hash(string))
        first = stop = int(hashes.searchsorted(wanted))
        if first < len(hashes) and hashes[first] == wanted:
            stop = int(hashes.searchsorted(wanted, "right"))
        return self._by_hash.part(first, stop)

    def numbers(self, string: str) -> list[int]:
        """The numbers of a string, ascending."""
        return [number for number in self.alike(string).tolist() if self[number] == string]

    def find(self, string: str) -> int | None:
        """The first number of a string; None: it is not there."""
        return next(iter(self.numbers(string)), None)

    def common(self, other: HashedStrings) -> tuple[Array, Array]:
        """The numbers, here and there, of the strings that stand in both lists, each of which has them once."""
        hashes, theirs = self._hashes.all(), other._hashes.all()
        if not len(theirs):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        places = theirs.searchsorted(hashes)
        met = np.flatnonzero(theirs.take(places, mode="clip") == hashes)
        numbers = self._by_hash.all()[met].astype(np.int64)
        candidates = other._by_hash.all()[places[met]].astype(np.int64)
        same = self.equal(numbers, other, candidates)
        # Different strings with one hash are few: these are looked up.
        exact = [(number, found) for number in numbers[~same].tolist()
                 if (found := other.find(self[number])) is not None]
        more = np.array(exact, np.int64).reshape(-1, 2).T
        return np.concatenate([numbers[same], more[0]]), np.concatenate([candidates[same], more[1]])
