"""The rows of a table of comma-separated values, with the bytes where they stand (RFC 4180).

Blanks belong to cells; a quotation mark opens a cell only at its beginning, and is doubled within.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from enum import Enum

from indexer.sources.base import MAX_DOCUMENT, Lost, Part
from indexer.sources.held import Held

UNENDED = b"unended"
"""The context of a last row behind which there is no line end."""
_QUOTE = 0x22


class _State(Enum):
    """Where in a row its bytes have been read to."""

    BETWEEN = 1
    """At the beginning of a cell, or behind a mark that closes one or is the first of two."""
    PLAIN = 2
    QUOTED = 3


def rows(chunks: Iterable[bytes], delimiter: str, offset: int = 0) -> Iterator[Part | Lost]:
    """The rows that are not empty, without their line ends (LF, CRLF or CR), whatever the chunks are cut like.

    The last one has the context :data:`UNENDED` where it has none.

    Args:
        chunks: of the table, in order.
        delimiter: one character of ASCII.
        offset: of the first chunk in its document.
    """
    held = Held(offset)
    ends = _Ends(delimiter)
    for chunk in chunks:
        start = 0
        for end in ends.of(chunk):
            held.add(chunk[start:end])
            row = held.take(skip=1)
            if isinstance(row, Lost) or row.data:
                yield row
            start = end + 1
        held.add(chunk[start:])
    if held.length:
        yield held.take(UNENDED)


def cells(row: str, delimiter: str) -> list[str]:
    """The cells of a row.

    Raises:
        csv.Error: if a quotation mark is not closed, or something follows one.
    """
    csv.field_size_limit(MAX_DOCUMENT)
    try:
        return next(csv.reader([row], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise csv.Error("a quotation mark is not closed; the table may be cut off there") from error
        raise


class _Ends:
    """Finds the line ends outside of quotation marks, chunk by chunk."""

    def __init__(self, delimiter: str) -> None:
        self._state = _State.BETWEEN
        self._stop = re.compile(rb"[\r\n]|" + re.escape(delimiter.encode()) + rb"(?:\"|\Z)")

    def of(self, chunk: bytes) -> Iterator[int]:
        """The places in the next chunk."""
        at = 0
        while at < len(chunk):
            if self._state is _State.QUOTED:
                at = self._behind_quote(chunk, at)
            elif self._state is _State.BETWEEN and chunk[at] == _QUOTE:
                self._state = _State.QUOTED
                at += 1
            else:
                stop = self._stop.search(chunk, at)
                if stop is None:
                    self._state = _State.PLAIN
                    return
                at = stop.end()
                self._state = _State.QUOTED if stop[0].endswith(b'"') else _State.BETWEEN
                if stop[0] in b"\r\n":
                    yield stop.start()

    def _behind_quote(self, chunk: bytes, at: int) -> int:
        found = chunk.find(b'"', at)
        if found < 0:
            return len(chunk)
        self._state = _State.BETWEEN
        return found + 1
