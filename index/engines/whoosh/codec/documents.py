"""The documents of a segment: which are deleted, how long their texts are, what is stored of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from whoosh.codec.base import PerDocumentReader

from index.engines.whoosh.codec.columns import ArrayColumn, columns
from index.engines.whoosh.codec.places import field_lengths
from index.engines.whoosh.format import Array
from index.engines.whoosh.schema import text_field
from index.engines.whoosh.segment import FIELD_NUMBER, Segment


class ArrayDocuments(PerDocumentReader):  # type: ignore[misc]
    """Whoosh's reader of documents.

    Args:
        segment: which is closed with this reader.
    """

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def close(self) -> None:
        """Let go of the file."""
        self._segment.close()

    def doc_count(self) -> int:
        """Documents that are not deleted."""
        return self._segment.count

    def doc_count_all(self) -> int:
        """All documents."""
        return self._segment.size

    def has_deletions(self) -> bool:
        """Whether some are deleted."""
        return self._segment.live is not None

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is deleted; Whoosh also asks for the number after the last."""
        return docnum in self._deleted

    def deleted_docs(self) -> Iterator[int]:
        """Those that are deleted, ascending."""
        return iter(self._segment.deleted.tolist())

    def all_doc_ids(self) -> Iterator[int]:
        """Those that are not deleted, ascending."""
        return iter(self._segment.every().tolist())

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        """The record as canonical JSON."""
        return {"record": self._segment.line(docnum)}

    def supports_columns(self) -> bool:
        """They do."""
        return True

    @cached_property
    def _deleted(self) -> frozenset[int]:
        return frozenset(self.deleted_docs())

    @cached_property
    def _columns(self) -> dict[str, Callable[[], ArrayColumn]]:
        return dict(columns(self._segment))

    def has_column(self, fieldname: str) -> bool:
        """Whether a field is a column."""
        return fieldname in self._columns

    def list_columns(self) -> list[str]:
        """The fields that are columns."""
        return sorted(self._columns)

    def column_reader(self, fieldname: str, column: Any) -> ArrayColumn:
        """A column; the kind that Whoosh asks for makes no difference."""
        return self._columns[fieldname]()

    def _lengths(self, fieldname: str) -> Array | None:
        found = text_field(fieldname)
        return None if found is None else field_lengths(self._segment, FIELD_NUMBER.get(found))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The words of a document in a text field, or the default where it has none."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """The words of all documents, deleted ones included."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        """The words of the document that has the fewest, but any; 0: none has."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None or not lengths.any() else int(lengths[lengths > 0].min())

    def max_field_length(self, fieldname: str) -> int:
        """The words of the document that has the most."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.max(initial=0))
