"""Records on their way into a segment: their JSON, packed or not, in a file, so that memory holds only their ids."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import sub
from pathlib import Path

from index import disk
from index.packing import plain, size


@dataclass(frozen=True, slots=True)
class Slice:
    """Records of the spool: where each begins, and its bytes; ascending by id."""

    path: Path
    offsets: Sequence[int]
    sizes: Sequence[int]

    def read(self) -> list[bytes]:
        """The canonical JSON of each record."""
        if not self.offsets:
            return []
        with self.path.open("rb") as file:
            found = []
            for offset, size in zip(self.offsets, self.sizes, strict=True):
                if file.tell() != offset:
                    file.seek(offset)
                found.append(plain(file.read(size)))
            return found


class Spool:
    """Collects records in any order and gives them back by id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: disk.Output | None = None
        self._ids: list[str] = []
        self._known: set[str] = set()
        self._offsets = array("Q", [0])
        self._sizes = array("Q")

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, id: str) -> bool:
        return id in self._known

    def add(self, id: str, data: bytes) -> None:
        """Take a record as canonical JSON, packed or not (:mod:`index.packing`).

        Raises:
            ValueError: if one with this id was added before.
            OSError: if the disk fails.
        """
        if id in self._known:
            raise ValueError("its id was added before")
        if self._file is None:
            self._file = disk.Output(self._path)
        self._file.write(data)
        self._known.add(id)
        self._ids.append(id)
        self._offsets.append(self._offsets[-1] + len(data))
        self._sizes.append(size(data))

    def slices(self, most: int) -> Iterator[Slice]:
        """All records, ascending by id, in slices of about so many bytes of JSON each."""
        numbers: list[int] = []
        total = 0
        for number in sorted(range(len(self._ids)), key=self._ids.__getitem__):
            if total and total + self._sizes[number] > most:
                yield self._slice(numbers)
                numbers, total = [], 0
            numbers.append(number)
            total += self._sizes[number]
        if numbers:
            yield self._slice(numbers)

    def _slice(self, numbers: Sequence[int]) -> Slice:
        offsets, ends = (array("Q", [self._offsets[number + at] for number in numbers]) for at in (0, 1))
        return Slice(self._path, offsets, array("Q", map(sub, ends, offsets)))

    def samples(self, count: int) -> list[bytes]:
        """So many records, evenly spaced by id, or all if there are fewer."""
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        chosen = order[::max(1, len(order) // count)][:count]
        return self._slice(chosen).read()

    def close(self) -> None:
        """Close the file and remove it."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)

