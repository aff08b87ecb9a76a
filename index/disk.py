"""The only place that writes files, so that every failure of a disk has one place to happen.

Every OSError becomes a StorageError of one line. What a function has done when it returns
survives a loss of power, as far as the operating system keeps its promises: files are synced,
and so are the folders that name them (Windows has no way to sync a folder).
"""

from __future__ import annotations

import errno
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from index.errors import StorageError

BLOCK = 256 * 1024
"""Bytes of a file that share one CRC-32; the last block of a file may be shorter."""

_PROBLEMS = {
    errno.ENOSPC: ("the disk is full", "free some space and try again; what was there before still stands"),
    errno.EDQUOT: ("the disk quota is used up", "free some space and try again; what was there before still stands"),
    errno.EACCES: ("no permission", "check who owns the folder, or choose another one with --index"),
    errno.EPERM: ("no permission", "check who owns the folder, or choose another one with --index"),
    errno.EROFS: ("the disk is read-only", "choose another folder with --index"),
    errno.ENOTDIR: ("not a folder", "choose another folder with --index"),
    errno.EEXIST: ("something else has this name", "choose another folder with --index"),
}
_CANNOT_SYNC_FOLDERS = (errno.EINVAL, errno.ENOTSUP)
_WINDOWS = os.name == "nt"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FileHash:
    """What a file holds: its size in bytes, its SHA-256 in hex, and the CRC-32 of each block."""

    size: int
    sha256: str
    crc32: tuple[int, ...]


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn every OSError into a StorageError that names the file it is about, or else ``path``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        problem, hint = _PROBLEMS.get(error.errno or 0, (reason[:1].lower() + reason[1:], None))
        raise StorageError(f"{problem}: {error.filename or path}", hint=hint) from error


def read_file(path: Path) -> bytes:
    """The whole file.

    Raises:
        OSError: as it comes, since only the caller knows what a file that cannot be read means.
    """
    return _patiently(path.read_bytes)


def list_folder(folder: Path) -> list[str]:
    """The names in this folder, sorted.

    Raises:
        OSError: as it comes, see :func:`read_file`.
    """
    return sorted(path.name for path in folder.iterdir())


def hash_file(path: Path) -> FileHash:
    """Read the whole file once.

    Raises:
        OSError: as it comes, see :func:`read_file`.
    """
    whole, size, blocks = sha256(), 0, []
    with path.open("rb", buffering=0) as file:
        while block := _read_block(file.read):
            whole.update(block)
            size += len(block)
            blocks.append(zlib.crc32(block))
    return FileHash(size, whole.hexdigest(), tuple(blocks))


def make_folder(path: Path) -> None:
    """Create a folder, with its parents; it may be there already."""
    with storage_errors(path):
        path.mkdir(parents=True, exist_ok=True)
        _sync_folder(path.parent)


def write_file(path: Path, data: bytes) -> None:
    """Write the whole file or nothing: to a neighbour named ``.new`` first, synced, then renamed."""
    aside = path.with_name(path.name + ".new")
    with storage_errors(path):
        try:
            with aside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _patiently(lambda: aside.replace(path))
        except BaseException:  # an interruption, too, leaves nothing behind
            with suppress(OSError):
                aside.unlink()
            raise
        _sync_folder(path.parent)


class Output:
    """A new file that is written at any place and in any order; :func:`sync_tree` makes it last.

    Raises:
        OSError: as it comes, from every method.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self.size = 0

    def write(self, data: bytes | memoryview, at: int | None = None) -> None:
        """Write at this offset in bytes; None: at the end."""
        view, start = memoryview(data), self.size if at is None else at
        self._file.seek(start)
        done = 0
        while done < len(view):
            done += self._file.write(view[done:])
        self.size = max(self.size, start + done)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def sync_tree(folder: Path) -> None:
    """Sync every file in this folder, and the folder."""
    with storage_errors(folder):
        for path in folder.iterdir():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
        _sync_folder(folder)


def link(source: Path, target: Path) -> bool:
    """Give a file a second name, or make a copy where the file system has none.

    Returns:
        Whether both names are one file.

    Raises:
        OSError: as it comes.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        return False
    return True


def rename(source: Path, target: Path) -> None:
    """Rename a file or a folder within its folder."""
    with storage_errors(source):
        _patiently(lambda: source.replace(target))
        _sync_folder(target.parent)


def remove_file(path: Path) -> None:
    """Remove a file; it may be gone already."""
    with storage_errors(path):
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it."""
    with storage_errors(folder):
        shutil.rmtree(folder)


def _sync_folder(folder: Path) -> None:
    if _WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def _read_block(read: Callable[[int], bytes | None]) -> bytes:
    block = b""
    while len(block) < BLOCK and (piece := read(BLOCK - len(block))):
        block += piece
    return block


def _patiently(action: Callable[[], _T]) -> _T:
    # Windows refuses to replace a file at the moment another process reads it, and the reverse.
    for _ in range(50 if _WINDOWS else 0):
        try:
            return action()
        except PermissionError:
            time.sleep(0.02)
    return action()
