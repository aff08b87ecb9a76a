"""One generation on disk: a folder of files with the manifest that vouches for them.

``DIR/gen-000003/`` is complete and immutable, ``DIR/gen-000004.building/`` under construction (or
left behind by a writer that was killed), ``DIR/gen-000001.removing/`` on its way out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from index import disk, manifest
from index.damage import DamagedFile, unreadable
from index.errors import StorageError
from index.manifest import Manifest

BUILDING, REMOVING = ".building", ".removing"
_NAME = re.compile(rf"gen-([0-9]{{6,}})({BUILDING}|{REMOVING})?")


def names(root: Path) -> list[str]:
    """The names of the generations in the folder, whole or not, newest first.

    Raises:
        StorageError: if the folder is there, but cannot be read.
    """
    with disk.storage_errors(root):
        found = [(number, entry) for entry, number, suffix in _entries(root) if not suffix and (root / entry).is_dir()]
    return [entry for _, entry in sorted(found, reverse=True)]


def number(name: str) -> int:
    """The number in a generation's name."""
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else 0


def unused_name(root: Path) -> str:
    """A name with a higher number than anything in the folder."""
    return f"gen-{max((number for _, number, _ in _entries(root)), default=0) + 1:06d}"


def scratch(root: Path) -> Path:
    """A folder for the one writer, which is under construction and never a generation."""
    return root / f"gen-{0:06d}{BUILDING}"


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
