"""Lists of strings as two arrays: where each begins, and the UTF-8 bytes of all."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from index.engines.whoosh.format import Array, ArrayReader, ArrayWriter

_LAST = "\U0010ffff"


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

    def find(self, string: str) -> int | None:
        """The number of a string in a list that ascends by code point; None: it is not there."""
        number = bisect.bisect_left(self, string)
        return number if number < len(self) and self[number] == string else None

    def range_of(self, string: str) -> tuple[int, int]:
        """The span of the strings that are equal to this one, in a list that ascends by code point."""
        return bisect.bisect_left(self, string), bisect.bisect_right(self, string)

    def starting_with(self, prefix: str) -> tuple[int, int]:
        """The span of the strings that start so, in a list that ascends by code point."""
        return bisect.bisect_left(self, prefix), bisect.bisect_right(self, prefix + _LAST)

