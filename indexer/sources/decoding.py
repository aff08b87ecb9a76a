"""Bytes that should be UTF-8 as text; what is none of it reads as in the code page that Windows has in the West."""

from __future__ import annotations

import codecs

_HANDLER = "trialdex-western"


def decode(data: bytes) -> tuple[str, int]:
    """The text, and how many bytes of it are no UTF-8 and were read as Windows-1252 (Latin-1 where that has a gap)."""
    try:
        return data.decode(), 0
    except UnicodeDecodeError:
        codecs.register_error(_HANDLER, _western)
        foreign = len(data) - len(data.decode(errors="ignore").encode())
        return data.decode(errors=_HANDLER), foreign


def no_utf_8(foreign: int) -> str:
    """What is doubtful about a text of which so many bytes are no UTF-8."""
    return f"{foreign:,} bytes are no UTF-8 and were read as Windows-1252"


def _western(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    foreign = error.object[error.start : error.end]
    try:
        return foreign.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return foreign.decode("latin-1"), error.end


def western(data: bytes) -> str:
    """The text of bytes that all are Windows-1252 (Latin-1 where that has a gap)."""
    codecs.register_error(_HANDLER, _western)
    return data.decode("cp1252", errors=_HANDLER)
