"""Documents in files: a file is one, or compressed, or an archive of many; told by what it holds, not by its name.

Formats: ``.zip`` (PKWARE's APPNOTE) and gzip (RFC 1952). An entry is read at its own place in the archive, so that
many processes can read one archive without each knowing all of it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from isal import isal_zlib

from index.errors import TrialdexError
from indexer.sources.base import MEBIBYTE, Ignored, Rejection
from indexer.sources.files import LIMIT, File, file_at, is_hidden, reason

ZIP, GZIP = (b"PK\3\4", b"PK\5\6"), b"\x1f\x8b"
"""What archives and compressed files begin with."""
RATIO = 1_000
"""A document that unpacks to more than so many times its size is refused."""
_HARMLESS = 64 * MEBIBYTE
"""Bytes that may unpack from anything."""
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, cast("type[Exception]", isal_zlib.error), lzma.LZMAError, struct.error, EOFError,
    OSError, ValueError, OverflowError, IndexError, NotImplementedError, RuntimeError,
)
"""What the libraries raise for archives that are damaged or use what it does not know."""
_ENCRYPTED = 0x1
_OFFICE = "[Content_Types].xml"
_LOCAL = struct.Struct("<4s22xHH")
"""A local header: its signature, and the lengths of the name and of the extra field that follow it."""
_BLOCK = MEBIBYTE
_AT_ONCE = 8 * MEBIBYTE
"""Entries of up to so many bytes are unpacked at once; they are harmless."""


class UnreadableDocument(TrialdexError):
    """A document's bytes cannot be had."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an archive; the same name, size and CRC-32 mean that it is unchanged.

    Attributes:
        name: in the archive.
        size: unpacked, in bytes.
        crc32: of the unpacked bytes.
        offset: of its local header in the archive.
        packed: its bytes in the archive.
        method: of compression, by the format's number.
    """

    name: str
    size: int
    crc32: int
    offset: int
    packed: int
    method: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document lies: a file, or an entry of one."""

    file: File
    entry: Entry | None = None

    @property
    def name(self) -> str:
        """Of the document: the path, for an entry ``archive.zip!entry``."""
        return self.file.name if self.entry is None else f"{self.file.name}!{self.entry.name}"


def is_archive(file: File) -> bool:
    """Whether a file is an archive of documents.

    Raises:
        OSError: if it cannot be read.
    """
    with Path(file.path).open("rb") as raw:
        return raw.read(4) in ZIP


def entries(archive: File) -> Iterator[Place | Ignored | Rejection]:
    """The documents in an archive, in its own order; what cannot be one, with the reason."""
    try:
        with zipfile.ZipFile(archive.path) as opened_archive:
            found = [entry for entry in opened_archive.infolist() if not entry.is_dir()]
            last = opened_archive.NameToInfo
    except _DAMAGES as error:
        yield Rejection(archive.name, reason(error))
        return
    if not found:
        yield Rejection(archive.name, "an archive without documents")
    elif _OFFICE in last:
        yield Rejection(archive.name, "a document of an office program; save it as text")
    else:
        starts = sorted(entry.header_offset for entry in found)
        for entry in found:
            yield _entry(archive, entry, last[entry.filename], starts)


@contextmanager
def opened(place: Place) -> Iterator[IO[bytes]]:
    """A document's bytes, unpacked, from the beginning to the end.

    Raises:
        UnreadableDocument: if it is gone or damaged, or unpacks to far too much; every ``read`` may raise it, too.
    """
    try:
        raw = io.FileIO(place.file.path)
    except OSError as error:
        raise UnreadableDocument(reason(error)) from error
    with raw:
        try:
            unpacked = _compressed(raw) if place.entry is None else _packed(raw, place.entry)
        except _DAMAGES as error:
            raise UnreadableDocument(reason(error)) from error
        if isinstance(unpacked, io.BytesIO):
            yield unpacked
        else:
            yield io.BufferedReader(_Guarded(unpacked, place.file.size if place.entry is None else place.entry.packed))


def read_slice(document: str, offset: int, length: int) -> tuple[bytes, str]:
    """Bytes of a document as it is now, and the SHA-256 of the whole, in hex.

    Args:
        document: by the name that its records' sources give.
        offset, length: of the slice.

    Raises:
        UnreadableDocument: if it is gone or damaged.
    """
    try:
        with opened(_place_of(document)) as file:
            whole, at, found = hashlib.sha256(), 0, b""
            while block := file.read(_BLOCK):
                whole.update(block)
                found += block[max(0, offset - at):max(0, offset + length - at)]
                at += len(block)
            return found, whole.hexdigest()
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{document}: {error.message}",
                                 hint="put the document back, or index again where it is now") from error


class _Guarded(io.RawIOBase):
    """A stream whose failures are errors of ours, and which ends where it unpacks to far too much."""

    def __init__(self, stream: IO[bytes], packed: int) -> None:
        self._stream, self._packed, self._unpacked = stream, packed, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill as much of the buffer as comes at once.

        Raises:
            UnreadableDocument: see :func:`opened`.
        """
        try:
            data = self._stream.read(len(buffer))
        except _DAMAGES as error:
            raise UnreadableDocument(reason(error)) from error
        self._unpacked += len(data)
        if self._unpacked > max(_HARMLESS, RATIO * self._packed):
            raise UnreadableDocument(f"unpacks to more than {RATIO:,} times its size")
        buffer[:len(data)] = data
        return len(data)


def _entry(archive: File, entry: zipfile.ZipInfo, last: zipfile.ZipInfo,
           starts: Sequence[int]) -> Place | Ignored | Rejection:
    name = f"{archive.name}!{entry.filename}"
    if any(map(is_hidden, re.split(r"[/\\]", entry.filename))):
        return Ignored(name)
    if entry is not last:
        return Rejection(name, "another entry of the same name follows in the archive")
    if entry.flag_bits & _ENCRYPTED:
        return Rejection(name, "encrypted")
    # As a bomb's do, which unpacks the same bytes again and again.
    end = entry.header_offset + _LOCAL.size + entry.compress_size
    if bisect_left(starts, end) - bisect_left(starts, entry.header_offset) > 1:
        return Rejection(name, "damaged: overlaps another entry")
    if entry.file_size >= LIMIT:
        return Rejection(name, "damaged: states a size that no file has")
    return Place(archive, Entry(entry.filename, entry.file_size, entry.CRC, entry.header_offset, entry.compress_size,
                                entry.compress_type))


def _compressed(raw: io.FileIO) -> IO[bytes]:
    file = io.BufferedReader(raw)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if file.peek(len(GZIP)).startswith(GZIP) else file


def _packed(raw: io.FileIO, entry: Entry) -> IO[bytes]:
    raw.seek(entry.offset)
    signature, name, extra = _LOCAL.unpack(raw.read(_LOCAL.size))
    if signature != ZIP[0]:
        raise zipfile.BadZipFile("Bad magic number for file header")
    raw.seek(name + extra, io.SEEK_CUR)
    if entry.method in _UNPACKED and max(entry.size, entry.packed) <= _AT_ONCE:
        return io.BytesIO(_unpacked(raw.read(entry.packed), entry))
    stated = zipfile.ZipInfo(entry.name)
    stated.compress_type, stated.compress_size = entry.method, entry.packed
    stated.file_size, stated.CRC = entry.size, entry.crc32
    return cast("IO[bytes]", zipfile.ZipExtFile(raw, "r", stated))


def _unpacked(packed: bytes, entry: Entry) -> bytes:
    data = _UNPACKED[entry.method](packed, entry.size)
    if len(data) != entry.size or isal_zlib.crc32(data) != entry.crc32:
        raise zipfile.BadZipFile("not the bytes that the archive was made of")
    return data


def _inflated(packed: bytes, size: int) -> bytes:
    found: bytes = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS).decompress(packed, size + 1)
    return found[:size]


_UNPACKED: dict[int, Callable[[bytes, int], bytes]] = {
    zipfile.ZIP_STORED: lambda packed, _: packed, zipfile.ZIP_DEFLATED: _inflated}


def _place_of(document: str) -> Place:
    found = file_at(document)
    if isinstance(found, File):
        return Place(found)
    for mark in re.finditer("!", document):
        archive = file_at(document[:mark.start()])
        if isinstance(archive, File):
            return _place_in(archive, document)
    raise UnreadableDocument("no such file any more")


def _place_in(archive: File, document: str) -> Place:
    why = "no such entry any more"
    for found in entries(archive):
        if isinstance(found, Place) and found.name == document:
            return found
        if isinstance(found, Rejection) and found.path in (archive.name, document):
            why = found.reason
    raise UnreadableDocument(why)
