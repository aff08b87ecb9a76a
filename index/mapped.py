"""A file of a generation, read in place: nothing is read at opening, and each block is vouched for at its first use."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

from index.damage import DamagedFile, unreadable
from index.disk import BLOCK
from index.manifest import FileEntry

_SHIFT = BLOCK.bit_length() - 1
_SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


class MappedFile:
    """A file mapped into memory, read-only. Safe to share between threads.

    Args:
        path: of the file, in its generation's folder.
        entry: what the manifest says of it; None: nothing is checked.

    Attributes:
        size: in bytes.
        data: the whole file, unchecked: call :meth:`check` before looking at a part of it.

    Raises:
        DamagedFile: if it is missing, cannot be read, or has another size than stated.
        OSError: if this process has no file handle or memory left for it, which says nothing of the file.
    """

    __slots__ = ("_checked", "_crc32", "_file", "_name", "_whole", "data", "size")

    def __init__(self, path: Path, entry: FileEntry | None = None) -> None:
        self._name = f"{path.parent.name}/{path.name}"
        self._crc32 = entry.crc32 if entry else ()
        # One flag more than blocks: a range may be empty and begin where the file ends.
        self._checked = bytearray(len(self._crc32)) + b"\1"
        self._whole = not self._crc32
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            if error.errno in _SHORTAGES:
                raise
            raise DamagedFile(self._name, unreadable(error)) from error
        try:
            self.size = os.fstat(self._file.fileno()).st_size
            self._require_size(entry)
            # An empty file cannot be mapped.
            self.data = memoryview(mmap(self._file.fileno(), 0, access=ACCESS_READ) if self.size else b"")
        except BaseException:
            self._file.close()
            raise

    def _require_size(self, entry: FileEntry | None) -> None:
        if entry and self.size != entry.size:
            raise DamagedFile(self._name, f"has {self.size:,} bytes instead of {entry.size:,}")

    def check(self, start: int, stop: int) -> None:
        """Compare the blocks that ``[start, stop)``, a part of the file, touches, unless they have been compared.

        Raises:
            DamagedFile: if one of them is not as it was written, or cannot be read.
        """
        if self._whole:
            return
        first = start >> _SHIFT
        if self._checked[first] and stop <= (first + 1) << _SHIFT:
            return
        if start < stop:
            self._compare(first, (stop + BLOCK - 1) >> _SHIFT)

    def _compare(self, first: int, end: int) -> None:
        while (number := self._checked.find(0, first, end)) >= 0:
            if crc32(self._read(number)) != self._crc32[number]:
                raise DamagedFile(self._name, "has changed")
            self._checked[number] = 1
        self._whole = self._checked.find(0) < 0

    def _read(self, number: int) -> bytes | memoryview:
        start = number << _SHIFT
        if not hasattr(os, "pread"):
            return self.data[start:start + BLOCK]
        try:
            # A disk that fails, or a file cut short, is an error here; touching the mapping would end the process.
            return os.pread(self._file.fileno(), BLOCK, start)
        except OSError as error:
            raise DamagedFile(self._name, unreadable(error)) from error

    def close(self) -> None:
        """Let go of the file; views of ``data`` that are still in use keep the mapping, until the last one goes."""
        self.data = memoryview(b"")
        self._file.close()


def read_whole(path: Path, entry: FileEntry | None = None) -> bytes:
    """What the file holds, every block of which has been compared.

    Raises:
        DamagedFile, OSError: as for :class:`MappedFile`.
    """
    with closing(MappedFile(path, entry)) as file:
        file.check(0, file.size)
        return bytes(file.data)
