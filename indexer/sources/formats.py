"""Every input format, and how a document finds its own: by its content, never by its name."""

from __future__ import annotations

import re
from io import BytesIO

from index.records import Source
from indexer.sources import ctgov_api, ctgov_csv, ctgov_xml, medpath, openfda
from indexer.sources.archives import GZIP, ZIP
from indexer.sources.base import HEAD, Document, Format, Lost, Reading, Rejection

FORMATS: tuple[Format, ...] = (medpath, ctgov_api, ctgov_csv, ctgov_xml, openfda)

SIGNATURE = " ".join(known.PARSER for known in FORMATS)
"""Of all formats together: what none of them recognises may be read by later ones."""
_SHOWN = 40
_MARKS = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_WIDE = tuple((re.compile(b"(?:%b){8}" % unit, re.DOTALL), name) for unit, name in (
    (rb"[^\0]\0\0\0", "UTF-32LE"), (rb"\0\0\0[^\0]", "UTF-32BE"), (rb"[^\0]\0", "UTF-16LE"), (rb"\0[^\0]", "UTF-16BE")))
_PRINTABLE_CONTROLS = b"\t\n\v\f\r\x1b"
_CONTROLS = bytes(set(range(32)) - set(_PRINTABLE_CONTROLS))


def find(head: bytes) -> Format | None:
    """The format of a document that begins so; None: it is of none."""
    return next((known for known in FORMATS if known.recognises(head)), None)


def is_current(parser: str | None) -> bool:
    """Whether what a parser of this name and version made of a document would be the same today."""
    return parser == SIGNATURE or any(parser == known.PARSER for known in FORMATS)


def named(parser: str) -> Format:
    """The format whose parser this is."""
    return next(known for known in FORMATS if parser == known.PARSER)


def read(document: Document, read_at: str) -> Reading | Rejection:
    """The document's records, or why there are none.

    Args:
        document: of any format, or of none.
        read_at: UTC, ``YYYY-MM-DDTHH:MM:SSZ``; becomes part of every record's source.
    """
    known = find(document.data[:HEAD])
    if known is None:
        return Rejection(document.name, why_none(document.data[:HEAD]))
    whole = Source(document.name, document.sha256(), 0, 0, known.PARSER, read_at)
    readings = [Reading(document.name, (), (), (part,)) if isinstance(part, Lost) else known.read(part, whole)
                for part in known.parts(BytesIO(document.data))]
    found = Reading(
        document.name,
        tuple(record for each in readings for record in each.records),
        tuple(caution for each in readings for caution in each.cautions),
        tuple(lost for each in readings for lost in each.lost))
    if found.records:
        return found
    return Rejection(document.name, found.lost[0].reason if found.lost else "no record in it")


def why_none(head: bytes) -> str:
    """Why a document that begins so is of no format, in one line."""
    if head.startswith((*ZIP, GZIP)):
        return "an archive inside an archive; unpack it first"
    if wide := _wide(head):
        return f"{wide} text; save it as UTF-8, as with: iconv -f {wide} -t UTF-8"
    if head.translate(None, _CONTROLS) != head:
        return "binary, not text"
    lines = head.decode("utf-8-sig", errors="replace").split("\n")
    first = next((line.strip() for line in lines if line.strip()), None)
    if first is None:
        return "empty"
    return f"of no known format: starts with “{first[:_SHOWN]}{'…' if len(first) > _SHOWN else ''}”"


def _wide(head: bytes) -> str | None:
    """The encoding of text whose characters take two or four bytes, by its byte order mark or else by its zeros."""
    marked = (name for mark, name in _MARKS if head.startswith(mark))
    return next(marked, None) or next((name for pattern, name in _WIDE if pattern.match(head)), None)
