"""Which vocabularies an index has, and from which generation on.

``DIR/vocabularies/hp.jsonl.zst`` holds in all generations. ``hp.gen-000007.jsonl.zst`` holds in its place from that one
on, and from ``hp.gen-000008.removed`` on there is none of this name. So a file that is written before its generation
is live means nothing yet, ``CURRENT`` stays the only commit point, and whoever goes back to a generation has its
vocabularies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from index import current, disk, generation
from index.errors import StorageError

FOLDER = "vocabularies"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
"""What a vocabulary can be called."""
_VOCABULARY, _REMOVED, _UNFINISHED = "jsonl.zst", "removed", ".new"
_FILE = re.compile(rf"({NAME.pattern})(?:\.(gen-[0-9]{{6,}}))?\.({re.escape(_VOCABULARY)}|{_REMOVED})")


class _Volume(NamedTuple):
    """A file: the vocabulary of this name from this generation on, or its removal."""

    name: str
    since: int
    is_removal: bool
    path: Path


def name_of(path: Path) -> str | None:
    """The name of the vocabulary in a file; None: it is called like none."""
    match = _FILE.fullmatch(path.name)
    return match[1] if match else None


def paths(root: Path, live: str | None = None) -> list[Path]:
    """The vocabularies of an index, in the order of their names.

    Args:
        root: its folder.
        live: the generation that they hold in; None: the one that is under construction.

    Raises:
        StorageError: if the folder cannot be read.
    """
    newest = None if live is None else generation.number(live)
    latest = {each.name: each for each in _volumes(root) if newest is None or each.since <= newest}
    return [each.path for each in latest.values() if not each.is_removal]


def all_paths(root: Path) -> list[Path]:
    """The vocabularies of an index, of one name also several, whichever generations they hold in.

    Raises:
        StorageError: if the folder cannot be read.
    """
    return [each.path for each in _volumes(root) if not each.is_removal]


def live_paths(root: Path) -> list[Path]:
    """The vocabularies that hold in the live generation.

    Raises:
        StorageError: if the folder cannot be read.
    """
    return paths(root, current.name(current.read(root)))


def put(root: Path, name: str, since: str, data: bytes) -> None:
    """Let this be the vocabulary of that name, from a generation on that is under construction.

    Raises:
        StorageError: if it cannot be written.
    """
    disk.make_folder(root / FOLDER)
    disk.write_file(root / FOLDER / f"{name}.{since}.{_VOCABULARY}", data)


def remove(root: Path, name: str, since: str) -> None:
    """Let there be no vocabulary of this name, from a generation on that is under construction.

    Raises:
        StorageError: if that cannot be written.
    """
    disk.write_file(root / FOLDER / f"{name}.{since}.{_REMOVED}", b"")


def settle(root: Path) -> None:
    """Remove what generations that never became live had, and what those that are there no longer need.

    For the writer alone, before it builds: the number of a generation that was not finished is given again.

    Raises:
        StorageError: if something cannot be removed.
    """
    numbers = [generation.number(name) for name in generation.names(root)]
    live = current.name(current.read(root))
    newest = generation.number(live) if live else max(numbers, default=None)
    oldest = min(numbers, default=None)
    for each in _volumes(root):
        if newest is not None and each.since > newest:
            disk.remove_file(each.path)
        elif each.since and (oldest is None or each.since <= oldest):
            _settle(each)
    for path in (root / FOLDER).glob(f"*{_UNFINISHED}"):
        disk.remove_file(path)


def withdraw(root: Path, since: str) -> None:
    """Remove what was meant for a generation, unless it is live or nobody knows; else the next writer does."""
    text = current.read(root)
    if text != "" and current.name(text) != since:
        with suppress(StorageError):
            for each in _volumes(root):
                if each.since == generation.number(since):
                    disk.remove_file(each.path)


def _settle(volume: _Volume) -> None:
    plain = volume.path.with_name(f"{volume.name}.{_VOCABULARY}")
    if volume.is_removal:
        disk.remove_file(plain)
        disk.remove_file(volume.path)
    else:
        disk.rename(volume.path, plain)


def _volumes(root: Path) -> list[_Volume]:
    """Ascending by name and generation."""
    return sorted(_found(root))


def _found(root: Path) -> Iterator[_Volume]:
    with disk.storage_errors(root / FOLDER), suppress(FileNotFoundError, NotADirectoryError):
        for entry in disk.list_folder(root / FOLDER):
            if match := _FILE.fullmatch(entry):
                yield _Volume(match[1], generation.number(match[2] or ""), match[3] == _REMOVED, root / FOLDER / entry)
