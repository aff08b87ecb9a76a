"""Every input format, and how a document finds its own: by its content, never by its name."""

from __future__ import annotations

from indexer.sources import medpath
from indexer.sources.base import Document, Format, Reading, Rejection

FORMATS: tuple[Format, ...] = (medpath,)

_SHOWN = 40
_PRINTABLE_CONTROLS = b"\t\n\v\f\r\x1b"
_CONTROLS = bytes(set(range(32)) - set(_PRINTABLE_CONTROLS))


def read(document: Document, read_at: str) -> Reading | Rejection:
    """The document's records, or why there are none.

    Args:
        document: of any format, or of none.
        read_at: UTC, ``YYYY-MM-DDTHH:MM:SSZ``; becomes part of every record's source.
    """
    for known in FORMATS:
        if known.recognises(document.data):
            return known.read(document, read_at)
    return Rejection(document.name, _why_none(document.data))


def _why_none(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16 text; save it as UTF-8"
    if data.translate(None, _CONTROLS) != data:
        return "binary, not text"
    lines = data.decode("utf-8-sig", errors="replace").split("\n")
    first = next((line.strip() for line in lines if line.strip()), None)
    if first is None:
        return "empty"
    return f"not a MedPath page: starts with “{first[:_SHOWN]}{'…' if len(first) > _SHOWN else ''}”"
