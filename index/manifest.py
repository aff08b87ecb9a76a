"""The manifest of a generation: what it holds, file by file, in a form that no flipped bit survives.

It is one line of canonical JSON in ASCII whose last key, ``digest``, is the SHA-256 of the same
line without it. A manifest thus vouches for itself, also when ``CURRENT`` does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from index.errors import OutdatedIndex

NAME = "manifest.json"
FORMAT_VERSION = 7
_DIGEST = len(',"digest":""}\n') + 64
"""Bytes of a manifest's end, from the comma before the digest."""
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a generation: name, size in bytes, SHA-256 in hex, CRC-32 of each block (see :mod:`index.disk`)."""

    name: str
    size: int
    sha256: str
    crc32: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation holds.

    Attributes:
        format_version: of the folder's layout and of this manifest.
        engine: name of the engine that built it.
        fingerprint: of text policy and field table, see :mod:`index.fingerprint`.
        generation: its name, such as ``gen-000003``.
        previous: the generation that it replaced; None: there was none that was whole.
        created_at: UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
        paths: what was read, as the person named it.
        counts: kind -> number of records.
        records: their total.
        files: every file but the manifest, in the order of their names.
    """

    format_version: int
    engine: str
    fingerprint: str
    generation: str
    previous: str | None
    created_at: str
    paths: tuple[str, ...]
    counts: Mapping[str, int]
    records: int
    files: tuple[FileEntry, ...]


def is_file_name(name: str) -> bool:
    """Whether a generation may hold a file of this name: plain ASCII, not hidden, without any separator."""
    return _FILE_NAME.fullmatch(name) is not None and name != NAME


def to_bytes(manifest: Manifest) -> bytes:
    """The manifest as it stands on disk."""
    return _signed((json.dumps(msgspec.to_builtins(manifest), separators=(",", ":")) + "\n").encode("ascii"))


def from_bytes(data: bytes) -> Manifest:
    """The inverse of :func:`to_bytes`.

    Raises:
        ValueError: if a single bit is not as it was written.
        OutdatedIndex: if it is whole, but of another format version.
    """
    line = data[:-_DIGEST] + b"}\n"
    if data != _signed(line):
        raise ValueError("another digest than stated")
    values = json.loads(line)
    try:
        if values["format_version"] != FORMAT_VERSION:
            raise OutdatedIndex(f"the index has format version {values['format_version']}, "
                                f"this program has {FORMAT_VERSION}", hint="build it anew: trialdex reindex PATH…")
        return _from_values(values)
    except (TypeError, KeyError) as error:
        raise ValueError("no manifest") from error


def _signed(line: bytes) -> bytes:
    return line[:-2] + b',"digest":"%b"}\n' % sha256(line).hexdigest().encode()


def _from_values(values: dict[str, Any]) -> Manifest:
    files = tuple(FileEntry(**entry | {"crc32": tuple(entry["crc32"])}) for entry in values["files"])
    for file in files:
        if not is_file_name(file.name):
            raise ValueError(file.name)
    return Manifest(**values | {"paths": tuple(values["paths"]), "files": files})
