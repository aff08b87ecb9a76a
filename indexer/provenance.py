"""From a record back to the bytes that it was read from."""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import RequestError, TrialdexError
from index.records import Record, Source
from indexer.sources.archives import UnreadableDocument, read_slice
from indexer.sources.standard_input import is_from


class SourceError(TrialdexError):
    """A document is gone, or has changed since it was read."""


def source_bytes(record: Record, number: int = 0) -> Iterator[bytes]:
    """Yield the exact bytes that a record came from.

    Args:
        record: whose sources.
        number: which source, counted from 1; 0: all of them, in order.

    Raises:
        RequestError: if the record has no source of this number.
        SourceError: if a document is not what it was.
    """
    if number > len(record.sources):
        raise RequestError(f"{record.id} has {len(record.sources)} sources, not {number}", hint="count from 1")
    for source in record.sources if number == 0 else (record.sources[number - 1],):
        yield _bytes(source)


def _bytes(source: Source) -> bytes:
    if is_from(source.document):
        raise SourceError(f"{source.document} is not kept, so there are no bytes to show",
                          hint="compare what you piped into it by its SHA-256, which show --format json gives")
    try:
        data, sha256 = read_slice(source.document, source.offset, source.length)
    except UnreadableDocument as error:
        raise SourceError(error.message, hint=error.hint or "put it back, or run: trialdex reindex") from error
    if sha256 != source.sha256:
        raise SourceError(f"{source.document} has changed since it was read", hint="run: trialdex reindex")
    return data
