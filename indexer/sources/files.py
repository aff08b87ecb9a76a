"""Files: everything in folders, each once, with what tells whether it has changed since."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import TrialdexError
from indexer.sources.base import Ignored, Rejection

_SYSTEM_NAMES = frozenset(
    ["__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin", "system volume information"]
)

LIMIT = 2 ** 63
"""Sizes, times and numbers of files are smaller, since databases know no larger integers."""
STANDARD_INPUT = "(standard input)"
"""The name of the document that came from there; those of files are absolute paths."""
_BY_SYSTEM = "cannot be read: "


@dataclass(frozen=True, slots=True)
class File:
    """A file as the file system knows it: the same size, time and inode mean that it is unchanged.

    Attributes:
        name: absolute path with forward slashes.
        size: in bytes.
        mtime: when it was changed last, in nanoseconds; in centuries from now or before 1970, modulo :data:`LIMIT`.
        inode: its number in the file system, modulo :data:`LIMIT`; 0 where there are none.
        path: where its bytes are; not its name if it is :data:`STANDARD_INPUT`.
    """

    name: str
    size: int
    mtime: int
    inode: int
    path: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A path to look at; ``real`` is the same without links, by which it is known again."""

    path: str
    real: str
    hidden: bool


def walk(paths: Iterable[str | os.PathLike[str]]) -> Iterator[File | Ignored | Rejection]:
    """The files at these paths, each once: folders with all that is in them, in the order of their names.

    Hidden and system files inside folders are ignored; what is named itself never is. What cannot be looked at is
    a rejection, and the rest goes on.

    Raises:
        TrialdexError: at the call, if there is nothing at one of the paths.
    """
    return _walk([str(existing(path)) for path in paths])


def existing(path: str | os.PathLike[str]) -> Path:
    """The absolute path of what is there, without ``..``.

    Raises:
        TrialdexError: if there is nothing.
    """
    if not os.path.exists(path):  # noqa: PTH110 (here and below: Path raises where a folder is closed to us)
        raise TrialdexError(f"nothing found at {os.fspath(path)}", hint="check the spelling of the path")
    return Path(path).resolve() if ".." in Path(path).parts else Path(path).absolute()


def file_at(path: str) -> File | Rejection:
    """The file at a path, or why it is none that can be read."""
    name = shown(path)
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError) as error:
        return Rejection(name, reason(error))
    if not stat.S_ISREG(found.st_mode):
        return Rejection(name, "neither a file nor a folder")
    if name != Path(path).as_posix():
        return Rejection(name, "its name is not valid Unicode; rename it")
    return File(name, found.st_size, found.st_mtime_ns % LIMIT, found.st_ino % LIMIT, path)


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is nobody's document."""
    return (name.startswith(".") and name not in (".", "..")) or name.casefold() in _SYSTEM_NAMES


def shown(path: str) -> str:
    """The path with forward slashes; bytes of it that are no Unicode are shown as escapes."""
    name = path if os.sep == "/" else Path(path).as_posix()
    return name if name.isascii() else name.encode(errors="backslashreplace").decode()


def reason(error: BaseException) -> str:
    """Why something cannot be read, in one line."""
    if isinstance(error, OSError) and error.strerror:
        return f"{_BY_SYSTEM}{error.strerror}"
    return f"damaged: {error or type(error).__name__}"


def may_pass(reason: str | None) -> bool:
    """Whether a rejection is the system's, for want of permission or the like: the next run may fare better."""
    return reason is not None and reason.startswith(_BY_SYSTEM)


def _walk(roots: list[str]) -> Iterator[File | Ignored | Rejection]:
    seen: set[str] = set()
    waiting = [_Step(root, os.path.realpath(root), hidden=False) for root in reversed(roots)]
    while waiting:
        step = waiting.pop()
        is_folder = os.path.isdir(step.path)  # noqa: PTH112
        if step.hidden and (not is_folder or os.path.islink(step.path)):  # noqa: PTH114
            yield Ignored(shown(step.path))
        elif os.path.normcase(step.real) in seen:
            continue
        elif is_folder:
            try:
                waiting += _children(step)
            except OSError as error:
                yield Ignored(shown(step.path)) if step.hidden else Rejection(shown(step.path), reason(error))
        else:
            yield file_at(step.path)
        seen.add(os.path.normcase(step.real))


def _children(folder: _Step) -> list[_Step]:
    """What is in a folder, the last first."""
    with os.scandir(folder.path) as entries:
        found = [_Step(entry.path, os.path.realpath(entry.path) if entry.is_symlink() else
                       os.path.join(folder.real, entry.name),  # noqa: PTH118
                       folder.hidden or is_hidden(entry.name)) for entry in entries]
    return sorted(found, key=lambda step: step.path, reverse=True)
