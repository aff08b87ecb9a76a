"""A file of flat arrays: little-endian numbers one after the other, found through a table at its end.

Layout, in bytes::

    8     magic, with the version of the format
    …     the arrays, each from a multiple of 64 on
    n     the table: JSON {"meta": {…}, "arrays": {name: [dtype, offset, count]}}
    8     n, little-endian
    8     magic again

Nothing in it is executed or unpickled. A table that points outside the file is damage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import disk
from index.damage import DamagedFile
from index.mapped import MappedFile

MAGIC = b"TRLDX\0\0\1"
_ALIGNMENT = 64
_DTYPES = {name: np.dtype(f"<{name}") for name in
           ("u1", "u2", "u4", "u8", "i4", "i8", "f4", "f8")}
_TAIL = 16
_UNBOUNDED = 1 << 48

Array = NDArray[Any]


def smallest(number: int) -> str:
    """The smallest type that holds the numbers from 0 up to this one."""
    return np.min_scalar_type(number).str[1:]


class Region:
    """A part of the file, reserved for one array that is written piece by piece."""

    def __init__(self, output: disk.Output, offset: int, dtype: np.dtype[Any], count: int) -> None:
        self._output, self._at, self._end = output, offset, offset + count * dtype.itemsize
        self._dtype = dtype

    def append(self, part: Array) -> None:
        """Write the next elements."""
        if part.size:
            data = np.ascontiguousarray(part, self._dtype).view(np.uint8)
            if self._at + data.size > self._end:
                raise ValueError("more elements than were reserved")
            self._output.write(data.data, self._at)
            self._at += data.size


class ArrayWriter:
    """Writes a file of arrays.

    Raises:
        OSError: from every method, if the disk fails.
    """

    def __init__(self, path: Path) -> None:
        self._output = disk.Output(path)
        try:
            self._output.write(MAGIC)
        except BaseException:
            self.close()
            raise
        self._table: dict[str, tuple[str, int, int]] = {}
        self._end = len(MAGIC)

    def reserve(self, name: str, dtype: str, count: int) -> Region:
        """Make room for an array of so many elements; one of the dtypes ``u1`` to ``f8``."""
        start = -(-self._end // _ALIGNMENT) * _ALIGNMENT
        self._table[name] = (dtype, start, count)
        self._end = start + count * _DTYPES[dtype].itemsize
        return Region(self._output, start, _DTYPES[dtype], count)

    def add(self, name: str, array: Array, greatest: int | None = None) -> None:
        """Write a whole array; numbers without a sign in the smallest type that holds them, or the greatest stated."""
        dtype = array.dtype.str[1:]
        if array.dtype.kind == "u":
            dtype = smallest(int(array.max(initial=0)) if greatest is None else greatest)
        self.reserve(name, dtype, array.size).append(array)

    def stream(self, name: str, dtype: str) -> Region:
        """Begin an array of unknown length, which must be closed before anything else is written."""
        self.reserve(name, dtype, 0)
        return Region(self._output, self._table[name][1], _DTYPES[dtype], _UNBOUNDED)

    def close_stream(self, name: str, count: int) -> None:
        """Say how long the array became that was begun last."""
        dtype, start, _ = self._table[name]
        self._table[name] = (dtype, start, count)
        self._end = start + count * _DTYPES[dtype].itemsize

    def finish(self, meta: Mapping[str, Any]) -> None:
        """Write the table and close the file."""
        table = json.dumps({"meta": meta, "arrays": self._table}, separators=(",", ":"), sort_keys=True).encode()
        self._output.write(table + len(table).to_bytes(8, "little") + MAGIC, self._end)
        self.close()

    def close(self) -> None:
        """Close the file, finished or not."""
        self._output.close()


class Column:
    """One array of a file; a block is checked when a part that touches it is first read."""

    __slots__ = ("_array", "_file", "_items", "_offset", "_size")

    def __init__(self, file: MappedFile, dtype: np.dtype[Any], offset: int, count: int) -> None:
        self._array: Array = np.frombuffer(file.data, dtype, count, offset)
        self._file, self._offset, self._size = file, offset, dtype.itemsize
        self._items = memoryview(self._array)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, number: int) -> Any:
        """One element, as a number of Python."""
        start = self._offset + number * self._size
        self._file.check(start, start + self._size)
        return self._items[number]

    def items(self, start: int, stop: int) -> memoryview:
        """A few elements, which give numbers of Python; faster than :meth:`part` for these."""
        self._file.check(self._offset + start * self._size, self._offset + stop * self._size)
        return self._items[start:stop]

    def part(self, start: int, stop: int) -> Array:
        """The elements ``start`` to ``stop``, in place."""
        self._file.check(self._offset + start * self._size, self._offset + stop * self._size)
        return self._array[start:stop]

    def all(self) -> Array:
        """The whole array, in place."""
        return self.part(0, len(self._array))

    def take(self, numbers: Array) -> Array:
        """The elements with these numbers; all blocks between the first and the last are checked."""
        if not numbers.size:
            return self._array[:0]
        self.part(int(numbers.min()), int(numbers.max()) + 1)
        return self._array.take(numbers)


class ArrayReader:
    """A file of arrays, mapped into memory.

    Attributes:
        name: of the file, for messages.
        meta: what its writer said of it.

    Raises:
        DamagedFile: if it is none, or lacks an array that is asked for.
    """

    def __init__(self, file: MappedFile, name: str) -> None:
        self._file, self.name = file, name
        try:
            self.meta, self._columns = self._read_table(file)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise DamagedFile(name, "is no file of arrays") from error

    @staticmethod
    def _read_table(file: MappedFile) -> tuple[Mapping[str, Any], dict[str, Column]]:
        file.check(0, min(len(MAGIC), file.size))
        file.check(max(0, file.size - _TAIL), file.size)
        end = file.size - _TAIL
        start = end - int.from_bytes(file.data[max(0, end):end + 8], "little")
        if bytes(file.data[:8]) != MAGIC or bytes(file.data[end + 8:]) != MAGIC or not 0 < start <= end:
            raise ValueError("no magic")
        file.check(start, end)
        table = json.loads(bytes(file.data[start:end]))
        columns = {}
        for name, (dtype, offset, count) in table["arrays"].items():
            size = _DTYPES[dtype].itemsize
            if not (offset > 0 and count >= 0 and offset % size == 0 and offset + count * size <= start):
                raise ValueError(name)
            columns[name] = Column(file, _DTYPES[dtype], offset, count)
        return table["meta"], columns

    def __getitem__(self, name: str) -> Column:
        try:
            return self._columns[name]
        except KeyError:
            raise DamagedFile(self.name, f"has no array “{name}”") from None

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def names(self) -> set[str]:
        """The names of all arrays."""
        return set(self._columns)

    def check(self) -> None:
        """Compare all of the file.

        Raises:
            DamagedFile: if it is not as it was written.
        """
        self._file.check(0, self._file.size)

    def close(self) -> None:
        """Let go of the file."""
        self._columns = {}
        self._file.close()
