"""Canonical JSON as the catalog keeps it: compressed, quickly rather than well (Zstandard, RFC 8878)."""

from __future__ import annotations

import zstandard

_LEVEL = 1
pack = zstandard.ZstdCompressor(level=_LEVEL).compress
"""JSON -> bytes; in one thread at a time."""
unpack = zstandard.ZstdDecompressor().decompress
"""Bytes -> JSON; in one thread at a time."""
