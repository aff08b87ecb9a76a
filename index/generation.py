"""One generation on disk: a folder of files with the manifest that vouches for them.

``DIR/gen-000003/`` is complete and immutable, ``DIR/gen-000004.building/`` under construction (or
left behind by a writer that was killed), ``DIR/gen-000001.removing/`` on its way out.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from index import disk, manifest
from index.damage import Damage, DamagedFile, unreadable
from index.errors import StorageError
from index.manifest import FileEntry, Manifest

BUILDING, REMOVING = ".building", ".removing"
_NAME = re.compile(rf"gen-([0-9]{{6,}})({BUILDING}|{REMOVING})?")
_SYSTEM_FILES = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
"""What an operating system drops into any folder that it shows; nothing here ever reads it."""


def names(root: Path) -> list[str]:
    """The names of the generations in the folder, whole or not, newest first.

    Raises:
        StorageError: if the folder is there, but cannot be read.
    """
    found = [(number, entry) for entry, number, suffix in _entries(root) if not suffix and (root / entry).is_dir()]
    return [entry for _, entry in sorted(found, reverse=True)]


def unused_name(root: Path) -> str:
    """A name with a higher number than anything in the folder."""
    return f"gen-{max((number for _, number, _ in _entries(root)), default=0) + 1:06d}"


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """The manifest in this folder, and the SHA-256 of its bytes in hex.

    Raises:
        DamagedFile: if it is not whole, or not this folder's.
        OutdatedIndex: if it is whole, but of another format version.
    """
    file = f"{folder.name}/{manifest.NAME}"
    try:
        data = disk.read_file(folder / manifest.NAME)
        found = manifest.from_bytes(data)
    except OSError as error:
        raise DamagedFile(file, unreadable(error)) from error
    except ValueError as error:
        raise DamagedFile(file, "has changed") from error
    if found.generation != folder.name.removesuffix(BUILDING):
        raise DamagedFile(file, f"belongs to {found.generation}")
    return found, sha256(data).hexdigest()


def damage(folder: Path, found: Manifest) -> Iterator[Damage]:
    """Read every file of a generation in full, and yield what is wrong."""
    listed = {entry.name: entry for entry in found.files}
    try:
        present = set(disk.list_folder(folder)) - {manifest.NAME} - _SYSTEM_FILES
    except OSError as error:
        yield Damage(folder.name, unreadable(error))
        return
    for name in sorted(listed.keys() | present):
        problem = _problem(folder / name, listed[name]) if name in listed else "does not belong to the index"
        if problem is not None:
            yield Damage(f"{folder.name}/{name}", problem)


def require_whole(folder: Path, found: Manifest) -> None:
    """Read every file of a generation in full.

    Raises:
        DamagedFile: for the first that is not as the manifest says.
    """
    for bad in damage(folder, found):
        raise DamagedFile(bad.file, bad.problem)


def file_entries(folder: Path) -> tuple[FileEntry, ...]:
    """Hash every file that an engine has written into this folder, in the order of their names.

    Raises:
        StorageError: if one cannot be read, or has a name that no manifest can list.
    """
    entries = []
    with disk.storage_errors(folder):
        for name in disk.list_folder(folder):
            if not manifest.is_file_name(name):
                raise StorageError(f"a generation cannot hold a file of this name: {folder / name}")
            found = disk.hash_file(folder / name)
            entries.append(FileEntry(name, found.size, found.sha256, found.crc32))
    return tuple(entries)


def remove(folder: Path) -> None:
    """Remove a generation, whose name vanishes at once; a folder without a manifest is not ours and stays."""
    if (folder / manifest.NAME).is_file():
        aside = folder.with_name(folder.name + REMOVING)
        disk.rename(folder, aside)
        disk.remove_tree(aside)


def remove_all(root: Path, keep: Collection[str | None]) -> None:
    """Remove every other generation; one that cannot be removed now (Windows: it is open) waits for the next time."""
    for name in names(root):
        if name not in keep:
            with suppress(StorageError):
                remove(root / name)


def remove_leftovers(root: Path) -> None:
    """Remove what a writer that was killed had under construction or on its way out, as far as it can be removed."""
    for entry, _, suffix in _entries(root):
        if suffix and (root / entry).is_dir():
            with suppress(StorageError):
                disk.remove_tree(root / entry)


def _entries(root: Path) -> list[tuple[str, int, str]]:
    """(name, number, suffix) of what is named like a generation."""
    try:
        with disk.storage_errors(root):
            found = disk.list_folder(root)
    except StorageError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return []
        raise
    matches = (_NAME.fullmatch(entry) for entry in found)
    return [(match[0], int(match[1]), match[2] or "") for match in matches if match]


def _problem(path: Path, entry: FileEntry) -> str | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return "is no regular file"
        found = disk.hash_file(path)
    except OSError as error:
        return unreadable(error)
    if found.size != entry.size:
        return f"has {found.size:,} bytes instead of {entry.size:,}"
    if (found.sha256, found.crc32) != (entry.sha256, entry.crc32):
        return "has changed"
    return None
