"""Canonical JSON on its way into a generation: as it is, or compressed, quickly rather than well (RFC 8878)."""

from __future__ import annotations

import zstandard

_LEVEL = 1
_MAGIC = b"\x28\xb5\x2f\xfd"
"""With which a frame of Zstandard begins, and no JSON."""
_unpack = zstandard.ZstdDecompressor().decompress
pack = zstandard.ZstdCompressor(level=_LEVEL).compress
"""JSON -> bytes; in one thread at a time."""


def plain(line: bytes) -> bytes:
    """The JSON of a line, packed or not; in one thread at a time."""
    return _unpack(line) if line.startswith(_MAGIC) else line


def size(line: bytes) -> int:
    """The bytes of its JSON, which is not unpacked for that."""
    return zstandard.frame_content_size(line) if line.startswith(_MAGIC) else len(line)
