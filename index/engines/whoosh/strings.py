"""Lists of strings as two arrays: where each begins, and the UTF-8 bytes of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from index.engines.whoosh.format import Array, ArrayReader, ArrayWriter
from index.engines.whoosh.ragged import rows

_FEW = 16
"""So many strings are compared one by one sooner than numpy is called."""


def packed(strings: Sequence[str]) -> tuple[Array, Array]:
    """The offsets (one more than strings, uint64) and the bytes."""
    encoded = [string.encode() for string in strings]
    offsets = np.fromiter(accumulate(map(len, encoded), initial=0), np.uint64, len(encoded) + 1)
    return offsets, np.frombuffer(b"".join(encoded), np.uint8)


def write(file: ArrayWriter, name: str, strings: Sequence[str]) -> None:
    """Write a list of strings under this name."""
    offsets, data = packed(strings)
    file.add(f"{name}_offsets", offsets)
    file.add(f"{name}_bytes", data)


class Strings(Sequence[str]):
    """A list of strings in a file of arrays; they are decoded one by one as they are looked at."""

    def __init__(self, file: ArrayReader, name: str) -> None:
        self._offsets, self._bytes = file[f"{name}_offsets"], file[f"{name}_bytes"]

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        start, stop = self._offsets.items(number, number + 2)
        return str(self._bytes.items(start, stop), "utf-8")

    def between(self, start: int, stop: int) -> list[str]:
        """The strings ``start`` to ``stop``, decoded at once."""
        if start >= stop:
            return []
        offsets = self._offsets.part(start, stop + 1).tolist()
        data, first = self._bytes.part(offsets[0], offsets[-1]).tobytes(), offsets[0]
        return [str(data[a - first:b - first], "utf-8") for a, b in pairwise(offsets)]

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), 65_536):
            yield from self.between(start, min(start + 65_536, len(self)))

    def equal(self, numbers: Array, other: Strings, other_numbers: Array) -> Array:
        """Which of these strings are those of another list, one by one (bool).

        Args:
            numbers, other_numbers: of the strings to compare, as many here as there (int64).
        """
        if len(numbers) <= _FEW:
            pairs = zip(numbers.tolist(), other_numbers.tolist(), strict=True)
            return np.array([self[number] == other[place] for number, place in pairs], np.bool_)
        starts, sizes = self._spans(numbers)
        other_starts, other_sizes = other._spans(other_numbers)
        found: Array = sizes == other_sizes
        alike = np.flatnonzero(found)
        sizes = sizes[alike]
        differing = np.flatnonzero(self._bytes.take(rows(starts[alike], sizes))
                                   != other._bytes.take(rows(other_starts[alike], sizes)))
        found[alike[np.cumsum(sizes).searchsorted(differing, side="right")]] = False
        return found

    def _spans(self, numbers: Array) -> tuple[Array, Array]:
        """Where these strings begin, and how many bytes they have."""
        starts = self._offsets.take(numbers).astype(np.int64)
        return starts, self._offsets.take(numbers + 1).astype(np.int64) - starts

    @property
    def is_ascii(self) -> bool:
        """Whether no string has any but ASCII characters."""
        return bool(len(self._bytes) == 0 or self._bytes.all().max() < 0x80)

    def containing(self, text: str) -> Array:
        """Which of the strings contain a text, which is not empty (bool)."""
        wanted, offsets = text.encode("utf-8", "surrogatepass"), self._offsets.all().astype(np.int64)
        hits = _places(self._bytes.all(), wanted)
        numbers = offsets.searchsorted(hits, side="right") - 1
        found = np.zeros(len(self), np.bool_)
        # What begins in one string and ends in the next is in neither.
        found[numbers[hits + len(wanted) <= offsets[numbers + 1]]] = True
        return found


def _places(data: Array, wanted: bytes) -> Array:
    """Where these bytes begin among others."""
    end = max(0, len(data) - len(wanted) + 1)
    beginning = data[:end] == wanted[0]
    if len(wanted) > 1:
        # Two bytes are rare enough that the rest is looked at place by place.
        beginning &= data[1:end + 1] == wanted[1]
    found = np.flatnonzero(beginning)
    for at, byte in enumerate(wanted[2:], 2):
        found = found[data[found + at] == byte]
    return found
