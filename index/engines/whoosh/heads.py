"""Strings that ascend, searched through one array more: the head of each, its first eight bytes as one number.

A search among numbers is one call into numpy; only strings with the same head are looked at themselves.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

import numpy as np

from index.engines.whoosh import strings
from index.engines.whoosh.format import Array, ArrayReader, ArrayWriter, Column
from index.engines.whoosh.strings import Strings

SIZE = 8
"""Bytes of a head."""
_GREATEST = 0xFFFF_FFFF_FFFF_FFFF
_LAST = "\U0010ffff"
_LOWEST, _HIGHEST = b"\0", b"\xff"


def write(file: ArrayWriter, name: str, ascending: Iterable[str]) -> None:
    """Write the heads of strings that ascend by code point."""
    file.add(f"{name}_heads", lowest([each.encode() for each in ascending]), _GREATEST)


def write_strings(file: ArrayWriter, name: str, ascending: Sequence[str]) -> None:
    """Write strings that ascend by code point, and their heads."""
    strings.write(file, name, ascending)
    write(file, name, ascending)


def lowest(found: Sequence[bytes]) -> Array:
    """The least heads (uint64) of what begins with these bytes."""
    return _numbers(found, _LOWEST)


def highest(found: Sequence[bytes]) -> Array:
    """The greatest heads (uint64) of what begins with these bytes."""
    return _numbers(found, _HIGHEST)


def _numbers(found: Sequence[bytes], filler: bytes) -> Array:
    joined = b"".join(each[:SIZE].ljust(SIZE, filler) for each in found)
    return np.frombuffer(joined, ">u8").astype(np.uint64)


class Searched(Sequence[str]):
    """Strings that ascend by code point, with their heads.

    Attributes:
        heads: of all, ascending.
    """

    heads: Column

    def range_of(self, string: str) -> tuple[int, int]:
        """The span of the strings that are equal to this one."""
        first, stop = self._span(string, _LOWEST)
        if first == stop:
            return first, first
        return bisect.bisect_left(self, string, first, stop), bisect.bisect_right(self, string, first, stop)

    def starting_with(self, prefix: str) -> tuple[int, int]:
        """The span of the strings that start so."""
        first, stop = self._span(prefix, _HIGHEST)
        if first == stop or (len(prefix.encode("utf-8", "surrogatepass")) <= SIZE and not prefix.endswith("\0")):
            return first, stop
        return bisect.bisect_left(self, prefix, first, stop), bisect.bisect_right(self, prefix + _LAST, first, stop)

    def _span(self, beginning: str, filler: bytes) -> tuple[int, int]:
        """The span of the heads that may be of strings that begin so, or are so."""
        data, heads = beginning.encode("utf-8", "surrogatepass"), self.heads.all()
        low, high = (np.uint64(int.from_bytes(data[:SIZE].ljust(SIZE, each))) for each in (_LOWEST, filler))
        return int(heads.searchsorted(low)), int(heads.searchsorted(high, side="right"))


class Ascending(Strings, Searched):
    """A list that ascends as it is."""

    def __init__(self, file: ArrayReader, name: str) -> None:
        super().__init__(file, name)
        self.heads = file[f"{name}_heads"]


class Ordered(Searched):
    """A list in another order.

    Args:
        found: the list.
        order: its numbers, in the order in which the strings ascend.
        heads: see :class:`Searched`.
    """

    def __init__(self, found: Strings, order: Column, heads: Column) -> None:
        self._strings, self.order, self.heads = found, order, heads

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, place: int) -> str:  # type: ignore[override]
        return self._strings[self.order[place]]
