"""What a source of records takes and gives: documents in; records, warnings and rejections out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from index.records import Record, Source

MEBIBYTE = 1024 * 1024
MAX_DOCUMENT = 64 * MEBIBYTE
"""The largest part of a document that is read by itself, in bytes, unpacked."""
HEAD = 65_536
"""So many bytes from its beginning tell a document's format."""


@dataclass(frozen=True, slots=True)
class Document:
    """One input, whole.

    Attributes:
        name: absolute path with forward slashes; of an archive's entry ``archive.zip!entry``.
        data: its bytes; of an entry or a ``.gz``: unpacked.
    """

    name: str
    data: bytes

    def sha256(self) -> str:
        """Of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Ignored:
    """A hidden or system file in a folder or archive, which was not read."""

    path: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that gave no record, with the reason in one line."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Caution:
    """Something in a document that could not be taken at its word; nothing of it is lost.

    Attributes:
        path: of the document.
        offset: in its bytes.
        reason: one line.
    """

    path: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document that is read by itself: a study of many, a row of a table, or the whole.

    Attributes:
        offset: of its first byte in the document, unpacked.
        data: its bytes, at most :data:`MAX_DOCUMENT`.
        context: what has to be known besides, such as the head of the table.
        value: what the bytes say, if they were decoded in order to be cut; only whoever reads the part may change it.
    """

    offset: int
    data: bytes
    context: bytes = b""
    value: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes of a document that gave no record, with the reason in one line."""

    offset: int
    length: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document, or a part of it, gave.

    Attributes:
        document: its name.
        records: in the order of their offsets; at least one, or something is lost.
        cautions: what could not be taken at its word.
        lost: what gave no record.
    """

    document: str
    records: tuple[Record, ...]
    cautions: tuple[Caution, ...]
    lost: tuple[Lost, ...] = ()


def all_lost(part: Part, whole: Source, reason: str) -> Reading:
    """A part of a document that gives no record."""
    return Reading(whole.document, (), (), (Lost(part.offset, len(part.data), reason),))


class Format(Protocol):
    """One input format. A module that has these names is one."""

    PARSER: str
    """Name and version, such as ``medpath/1``: what :attr:`index.records.Source.parser` says."""

    def recognises(self, head: bytes, /) -> bool:
        """Whether a document that begins so (:data:`HEAD`) is of this format; its name does not matter."""

    def parts(self, file: BinaryIO, /) -> Iterator[Part | Lost]:
        """Cut a recognised document into parts, in order, without holding more than one or two of them.

        Raises:
            OSError, EOFError, zlib.error …: what reading the file raises.
        """

    def read(self, part: Part, whole: Source, /) -> Reading:
        """The records of a part. Whatever is in it, nothing is raised.

        Args:
            part: of the document.
            whole: the source of the whole document; its offset and length are 0.
        """
