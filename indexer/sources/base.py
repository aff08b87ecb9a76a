"""What a source of records takes and gives: documents in; records, warnings and rejections out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from index.records import Record

MEBIBYTE = 1024 * 1024
MAX_DOCUMENT = 64 * MEBIBYTE
"""The largest document that is read, in bytes, unpacked."""


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
class Reading:
    """What one document gave: at least one record, in the order of their offsets."""

    document: str
    records: tuple[Record, ...]
    cautions: tuple[Caution, ...]


class Format(Protocol):
    """One input format. A module that has these names is one."""

    PARSER: str
    """Name and version, such as ``medpath/1``: what :attr:`index.records.Source.parser` says."""

    def recognises(self, data: bytes, /) -> bool:
        """Whether the document is of this format; told by its content, whatever its name."""

    def read(self, document: Document, read_at: str, /) -> Reading | Rejection:
        """The records of a recognised document; ``read_at`` is UTC, ``YYYY-MM-DDTHH:MM:SSZ``."""
