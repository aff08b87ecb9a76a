"""Records -> a Whoosh index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from index.engines.whoosh.schema import document, schema
from index.errors import RefusedRecord
from index.records import Record

MEMORY = 256
"""Mebibytes of postings that Whoosh holds before it writes them to a temporary file."""


class WhooshWriter:
    """Adds records to one segment.

    Whoosh keeps the terms of a document that failed half-way and gives them to the next one. So a
    record is brought into its final form before Whoosh sees it, and should Whoosh fail all the
    same, the index is begun anew without it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._added: list[Record] = []
        self._begin()

    def _begin(self) -> None:
        index = FileStorage(str(self._folder)).create_index(schema())
        self._writer: Any = index.writer(limitmb=MEMORY)

    def add(self, record: Record) -> None:
        """Add a record with a new id.

        Raises:
            RefusedRecord: if it cannot be stored; those before and after it are unharmed.
        """
        try:
            values = document(record)
        except (ValueError, TypeError) as error:
            raise _rejected(record, error) from error
        try:
            self._writer.add_document(**values)
        except OSError:
            raise
        except Exception as error:  # whatever it was, Whoosh's buffers are spoilt now
            self._rebuild()
            raise _rejected(record, error) from error
        self._added.append(record)

    def _rebuild(self) -> None:
        self._writer.cancel()
        self._begin()
        for record in self._added:
            self._writer.add_document(**document(record))

    def finish(self) -> None:
        """Write everything out and close the files."""
        self._writer.commit()
        (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)

    def abort(self) -> None:
        """Close and forget."""
        self._writer.cancel()


def _rejected(record: Record, error: Exception) -> RefusedRecord:
    return RefusedRecord(f"record {record.id[:60]!r} cannot be stored: {error}")
