"""Inputs: files, folders with all that is in them, ``.zip`` archives and ``.gz`` files."""

from __future__ import annotations

import gzip
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import TrialdexError
from indexer.sources.base import MAX_DOCUMENT, MEBIBYTE, Document, Ignored, Rejection

Input = Document | Ignored | Rejection

_SYSTEM_NAMES = frozenset(
    ["__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin", "system volume information"]
)
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError,
    IndexError, NotImplementedError, RuntimeError,
)
"""What the standard library raises for archives that are damaged or use what it does not know."""
_ENCRYPTED = 0x1
_TOO_LARGE = f"larger than {MAX_DOCUMENT // MEBIBYTE} MiB"


class UnreadableDocument(TrialdexError):
    """A document's bytes cannot be had."""


def documents(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Input]:
    """Everything that is found there, each once: folders in the order of their names, archives in their own.

    Hidden and system files inside folders and archives are ignored; what is named itself never is.
    An input that cannot be read is a rejection, and the rest goes on.

    Raises:
        TrialdexError: at the call, if there is nothing at one of the paths.
    """
    return _walk([existing(path) for path in paths])


def read_bytes(document: str) -> bytes:
    """The bytes of a document as they are now, from the name that its records' sources give.

    Raises:
        UnreadableDocument: if it is gone, damaged, or too large.
    """
    try:
        return _bytes_now(document)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{document}: {error.message}",
                                 hint="put the document back, or index again where it is now") from error


def _bytes_now(document: str) -> bytes:
    if os.path.isfile(document):  # noqa: PTH113 (here and below: Path raises where a folder is closed to us)
        return _file_bytes(Path(document))
    for mark in re.finditer("!", document):
        archive = document[: mark.start()]
        if os.path.isfile(archive):  # noqa: PTH113
            return _bytes_of_entry(Path(archive), document[mark.end() :])
    raise UnreadableDocument("no such file any more")


def existing(path: str | os.PathLike[str]) -> Path:
    """The absolute path of what is there, without ``..``.

    Raises:
        TrialdexError: if there is nothing.
    """
    if not os.path.exists(path):  # noqa: PTH110
        raise TrialdexError(f"nothing found at {os.fspath(path)}", hint="check the spelling of the path")
    return Path(path).resolve() if ".." in Path(path).parts else Path(path).absolute()


def _walk(roots: list[Path]) -> Iterator[Input]:
    seen: set[str] = set()
    waiting = [(path, False) for path in reversed(roots)]
    while waiting:
        path, hidden = waiting.pop()
        is_folder = os.path.isdir(path)  # noqa: PTH112
        if hidden and (not is_folder or path.is_symlink()):
            yield Ignored(_name(path))
        elif _is_new(path, seen):
            if not is_folder:
                yield from _inputs_of_file(path)
                continue
            try:
                children = sorted(path.iterdir(), reverse=True)
            except OSError as error:
                yield Ignored(_name(path)) if hidden else Rejection(_name(path), _reason(error))
            else:
                waiting += [(child, hidden or _is_hidden(child.name)) for child in children]


def _is_new(path: Path, seen: set[str]) -> bool:
    real = os.path.normcase(os.path.realpath(path))
    is_new = real not in seen
    seen.add(real)
    return is_new


def _inputs_of_file(path: Path) -> Iterator[Input]:
    name = _name(path)
    if name != path.as_posix():
        yield Rejection(name, "its name is not valid Unicode; rename it")
    elif path.suffix.lower() == ".zip":
        yield from _inputs_of_archive(path, name)
    else:
        try:
            yield Document(name, _file_bytes(path))
        except UnreadableDocument as error:
            yield Rejection(name, error.message)


def _inputs_of_archive(path: Path, name: str) -> Iterator[Input]:
    try:
        archive = _open_archive(path)
    except UnreadableDocument as error:
        yield Rejection(name, error.message)
        return
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if not entries:
            yield Rejection(name, "an archive without documents")
        for entry in entries:
            yield _input_of_entry(archive, entry, f"{name}!{entry.filename}")


def _input_of_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Input:
    if any(map(_is_hidden, re.split(r"[/\\]", entry.filename))):
        return Ignored(name)
    if archive.getinfo(entry.filename) is not entry:
        return Rejection(name, "another entry of the same name follows in the archive")
    try:
        return Document(name, _entry_bytes(archive, entry))
    except UnreadableDocument as error:
        return Rejection(name, error.message)


def _file_bytes(path: Path) -> bytes:
    try:
        _require_file(path)
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            data = file.read(MAX_DOCUMENT + 1)
    except _DAMAGES as error:
        raise UnreadableDocument(_reason(error)) from error
    if len(data) > MAX_DOCUMENT:
        raise UnreadableDocument(_TOO_LARGE)
    return data


def _open_archive(path: Path) -> zipfile.ZipFile:
    try:
        _require_file(path)
        return zipfile.ZipFile(path)
    except _DAMAGES as error:
        raise UnreadableDocument(_reason(error)) from error


def _require_file(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableDocument("neither a file nor a folder")


def _bytes_of_entry(archive: Path, entry: str) -> bytes:
    with _open_archive(archive) as opened:
        if entry not in opened.NameToInfo:
            raise UnreadableDocument("no such entry any more")
        return _entry_bytes(opened, opened.getinfo(entry))


def _entry_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableDocument("encrypted")
    if entry.filename.lower().endswith((".zip", ".gz")):
        raise UnreadableDocument("an archive inside an archive; unpack it first")
    if entry.file_size > MAX_DOCUMENT:
        raise UnreadableDocument(_TOO_LARGE)
    try:
        with archive.open(entry) as file:
            return file.read(MAX_DOCUMENT)
    except _DAMAGES as error:
        raise UnreadableDocument(_reason(error)) from error


def _is_hidden(name: str) -> bool:
    return (name.startswith(".") and name not in (".", "..")) or name.casefold() in _SYSTEM_NAMES


def _name(path: Path) -> str:
    """The path with forward slashes; bytes of it that are no Unicode are shown as escapes."""
    return path.as_posix().encode(errors="backslashreplace").decode()


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"damaged: {error or type(error).__name__}"
