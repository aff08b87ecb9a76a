"""The lines of a text document, each with the byte at which it starts."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(rb"(\xef\xbb\xbf)?([^\r\n]*)(\r?\r?\n|\r|\Z)")
_INVISIBLE = "\ufeff\u200b\u2060"


class Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        text: without blanks around it; non-breaking spaces are plain ones.
        start: offset of its first byte in the document.
        after_blank: whether a blank line, or nothing, stands before it.
        open: whether the document ends in it, without a line end.
    """

    text: str
    start: int
    after_blank: bool = False
    open: bool = False


def split(data: bytes) -> tuple[list[Line], list[int]]:
    """The lines that are not blank, and the starts of those that are no UTF-8: they are read as Windows-1252 (Latin-1).

    Lines end with LF, CRLF or CR; a byte order mark belongs to no line.
    """
    found: list[Line] = []
    foreign: list[int] = []
    after_blank = True
    for match in _LINE.finditer(data):
        start, end = match.span(2)
        is_open = not match[3]
        try:
            text = match[2].decode()
        except UnicodeDecodeError as error:
            foreign.append(start)
            text = _decode_foreign(match[2], error, is_open)
        text = _trim(text)
        if text:
            found.append(Line(text, start, after_blank, is_open))
        if not is_open or end > start:
            after_blank = not text
    return found, foreign


def _decode_foreign(raw: bytes, error: UnicodeDecodeError, is_open: bool) -> str:
    if is_open and error.reason == "unexpected end of data":
        return raw[: error.start].decode()
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _trim(text: str) -> str:
    if text.isascii():
        return text.strip()
    return text.replace("\u00a0", " ").replace("\u202f", " ").strip().strip(_INVISIBLE).strip()
