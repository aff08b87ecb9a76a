"""``CURRENT``: one line that names the live generation and the SHA-256 of its manifest.

Replacing this file is the only commit point of a build.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from index import disk, generation
from index.damage import DamagedFile, NothingLive
from index.errors import StorageError
from index.manifest import Manifest

NAME = "CURRENT"
_LINE = re.compile(r"(gen-[0-9]{6,}) ([0-9a-f]{64})\n")


def read(root: Path) -> str | None:
    """What ``CURRENT`` says, byte for byte as Latin-1; empty if it cannot be read, None if there is none."""
    try:
        return disk.read_file(root / NAME).decode("latin-1")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return ""


def name(text: str | None) -> str | None:
    """The generation that is named by what :func:`read` returned; None if it is not just the one line."""
    match = _LINE.fullmatch(text or "")
    return match[1] if match else None


def manifest(root: Path, text: str | None) -> Manifest:
    """The manifest of the generation that ``CURRENT`` names, if it has the hash stated there.

    Raises:
        NothingLive: if ``CURRENT`` is missing.
        DamagedFile: if either of the two files is damaged.
        OutdatedIndex: if the manifest is whole, but of another format version.
    """
    if text is None:
        raise NothingLive(NAME)
    live = name(text)
    if live is None:
        raise DamagedFile(NAME, "does not name a generation")
    if not (root / live).is_dir():
        raise DamagedFile(NAME, f"names {live}, which is not there")
    found, sha256 = generation.read_manifest(root / live)
    if text != _line(live, sha256):
        raise DamagedFile(NAME, f"does not state the hash of {live}/manifest.json")
    return found


def switch(root: Path, name: str, sha256: str) -> None:
    """Make a generation, whole and synced, the live one.

    Raises:
        StorageError: if that failed; then ``CURRENT`` says what it said.
    """
    before = read(root)
    try:
        disk.write_file(root / NAME, _line(name, sha256).encode())
    except StorageError:
        if read(root) != before:
            with suppress(StorageError):
                _put_back(root, before)
        raise


def _put_back(root: Path, text: str | None) -> None:
    if text is None:
        disk.remove_file(root / NAME)
    else:
        disk.write_file(root / NAME, text.encode("latin-1"))


def _line(name: str, sha256: str) -> str:
    return f"{name} {sha256}\n"
