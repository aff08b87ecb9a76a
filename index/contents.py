"""The files of a generation: hashed for its manifest, and compared with it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from index import disk, manifest
from index.damage import Damage, DamagedFile, unreadable
from index.errors import StorageError
from index.manifest import FileEntry, Manifest

_SYSTEM_FILES = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
"""What an operating system drops into any folder that it shows; nothing here ever reads it."""
_T = TypeVar("_T")


def damage(folder: Path, found: Manifest, shared: Collection[str] = ()) -> Iterator[Damage]:
    """Read every file of a generation in full, and yield what is wrong; of ``shared`` ones, look at the size alone."""
    def problem(path: Path, entry: FileEntry) -> str | None:
        return _size_problem(path, entry) if entry.name in shared else _problem(path, entry)

    return _damage(folder, found, problem)


def require_whole(folder: Path, found: Manifest, shared: Collection[str] = ()) -> None:
    """Read every file of a generation in full, but for ``shared`` ones.

    Raises:
        DamagedFile: for the first that is not as the manifest says.
    """
    _require_none(damage(folder, found, shared))


def require_sizes(folder: Path, found: Manifest) -> None:
    """Look whether a generation has just the files that the manifest lists, in their sizes; none is read.

    Raises:
        DamagedFile: for the first that is not as the manifest says.
    """
    _require_none(_damage(folder, found, _size_problem))


def shared_entries(folder: Path, predecessor: Path, found: Manifest) -> dict[str, FileEntry]:
    """What a predecessor's manifest says of the files that are one and the same in both folders, by hard link."""
    return {entry.name: entry for entry in found.files if _is_same(folder / entry.name, predecessor / entry.name)}


def file_entries(folder: Path, known: Mapping[str, FileEntry] | None = None) -> tuple[FileEntry, ...]:
    """Hash every file that an engine has written into this folder, in the order of their names.

    Args:
        folder: of the generation.
        known: entries by name, of files that need not be read; see :func:`shared_entries`.

    Raises:
        StorageError: if one cannot be read, or has a name that no manifest can list.
    """
    def entry(name: str) -> FileEntry:
        return (known or {}).get(name) or _entry(folder / name)

    with disk.storage_errors(folder):
        return tuple(_side_by_side(entry, disk.list_folder(folder)))


def _entry(path: Path) -> FileEntry:
    if not manifest.is_file_name(path.name):
        raise StorageError(f"a generation cannot hold a file of this name: {path}")
    found = disk.hash_file(path)
    return FileEntry(path.name, found.size, found.sha256, found.crc32)


def _damage(folder: Path, found: Manifest, problem: Callable[[Path, FileEntry], str | None]) -> Iterator[Damage]:
    listed = {entry.name: entry for entry in found.files}
    try:
        present = set(disk.list_folder(folder)) - {manifest.NAME} - _SYSTEM_FILES
    except OSError as error:
        yield Damage(folder.name, unreadable(error))
        return
    def wrong(name: str) -> str | None:
        return problem(folder / name, listed[name]) if name in listed else "does not belong to the index"

    names = sorted(listed.keys() | present)
    for name, bad in zip(names, _side_by_side(wrong, names), strict=True):
        if bad is not None:
            yield Damage(f"{folder.name}/{name}", bad)


def _side_by_side(function: Callable[[str], _T], names: Sequence[str]) -> Iterator[_T]:
    """The function's result for each file, in order; files are read in several threads."""
    from concurrent.futures import ThreadPoolExecutor

    from index.processes import cores

    with ThreadPoolExecutor(cores()) as threads:
        yield from threads.map(function, names)


def _require_none(found: Iterator[Damage]) -> None:
    for bad in found:
        raise DamagedFile(bad.file, bad.problem)


def _size_problem(path: Path, entry: FileEntry) -> str | None:
    try:
        status = path.lstat()
    except OSError as error:
        return unreadable(error)
    if not stat.S_ISREG(status.st_mode):
        return "is no regular file"
    if status.st_size != entry.size:
        return f"has {status.st_size:,} bytes instead of {entry.size:,}"
    return None


def _problem(path: Path, entry: FileEntry) -> str | None:
    if problem := _size_problem(path, entry):
        return problem
    try:
        found = disk.hash_file(path)
    except OSError as error:
        return unreadable(error)
    return None if FileEntry(entry.name, found.size, found.sha256, found.crc32) == entry else "has changed"


def _is_same(path: Path, other: Path) -> bool:
    try:
        return os.path.samestat(path.lstat(), other.lstat())
    except FileNotFoundError:
        return False
