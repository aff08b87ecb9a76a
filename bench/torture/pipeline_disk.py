"""A folder on a disk that keeps only what was synced: what else may be there after a loss of power is up to chance.

What a file system promises (POSIX ``fsync``, and a rename within a folder as one step): the bytes of a file that was
synced, and the names in a folder that was synced. Everything since may be there, or not, or in part, in any order.
SQLite's own files count as a whole, as they are, since SQLite keeps the same promise for them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from indexer.catalog import database

WAYS = ("kept", "dropped", "torn", "reordered")
"""What becomes of what was not synced."""
_SECTOR = 512
_OF_SQLITE = database.NAME

Names = Mapping[str, int]
"""Name -> inode."""


@dataclass(slots=True)
class Tree:
    """Folders and files, by inode."""

    folders: dict[int, Names] = field(default_factory=dict)
    files: dict[int, bytes] = field(default_factory=dict)


class Disk:
    """Watches a folder, and knows what of it is synced; at first all of it.

    Args:
        root: the folder, which is there.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[int, int] = {}
        self._synced = self._now()

    def close(self) -> None:
        """Let the inodes go, which were held so that none is given twice."""
        for descriptor in self._held.values():
            os.close(descriptor)

    def sync(self, descriptor: int) -> None:
        """Note that a file or a folder was synced."""
        found, path = os.fstat(descriptor), Path(f"/proc/self/fd/{descriptor}").resolve()
        if stat.S_ISDIR(found.st_mode):
            self._synced.folders[found.st_ino] = _names(path)
        else:
            self._synced.files[found.st_ino] = path.read_bytes()

    def crash(self, target: Path, way: str, chance: Random) -> None:
        """Write to a new folder what may be there if the power is lost now."""
        crashed = _Crash(self._synced, self._now(), way, chance)
        crashed.write(self._root.stat().st_ino, target)

    def _now(self) -> Tree:
        tree = Tree()
        for folder, _, files in os.walk(self._root):
            self._hold(Path(folder))
            tree.folders[Path(folder).stat().st_ino] = _names(Path(folder))
            for name in files:
                path = Path(folder, name)
                self._hold(path)
                tree.files[path.stat().st_ino] = path.read_bytes()
        return tree

    def _hold(self, path: Path) -> None:
        inode = path.stat().st_ino
        if inode not in self._held and not path.name.startswith(_OF_SQLITE):
            self._held[inode] = os.open(path, os.O_RDONLY)


@dataclass(frozen=True, slots=True)
class _Crash:
    synced: Tree
    now: Tree
    way: str
    chance: Random

    def write(self, inode: int, target: Path) -> None:
        """Write a folder as it may be."""
        target.mkdir()
        names = self._names(self.synced.folders.get(inode, {}), self.now.folders.get(inode, {}))
        for name, each in names.items():
            if each in self.now.folders or each in self.synced.folders:
                self.write(each, target / name)
            else:
                (target / name).write_bytes(self._bytes(each, name))

    def _names(self, before: Names, now: Names) -> Names:
        found = dict(now if self.way in ("kept", "torn") else before)
        if self.way == "reordered":
            for names in _renames(before, now):
                if self.chance.random() < 0.5:
                    found = {name: inode for name, inode in found.items() if name not in names}
                    found |= {name: now[name] for name in names if name in now}
        of_sqlite = {name: inode for name, inode in now.items() if name.startswith(_OF_SQLITE)}
        return {name: inode for name, inode in found.items() if not name.startswith(_OF_SQLITE)} | of_sqlite

    def _bytes(self, inode: int, name: str) -> bytes:
        before, now = self.synced.files.get(inode, b""), self.now.files.get(inode)
        if now is None:
            return before
        if self.way == "kept" or name.startswith(_OF_SQLITE):
            return now
        return before if self.way == "dropped" else self._torn(before, now)

    def _torn(self, before: bytes, now: bytes) -> bytes:
        length = self.chance.choice((len(before), len(now), self.chance.randint(0, len(now))))
        sectors = (self.chance.choice((before, now))[at:at + _SECTOR].ljust(min(_SECTOR, length - at), b"\0")
                   for at in range(0, length, _SECTOR))
        return now if before == now else b"".join(sectors)[:length]


def _names(folder: Path) -> Names:
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def _renames(before: Names, now: Names) -> Iterator[set[str]]:
    """The names that changed; those of one inode change at once."""
    changed = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    while changed:
        group = {min(changed)}
        inodes = {names[name] for names in (before, now) for name in group if name in names}
        group |= {name for name in changed for names in (before, now) if names.get(name) in inodes}
        changed -= group
        yield group
