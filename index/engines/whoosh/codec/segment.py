"""A segment as Whoosh knows it: the name of a file, which only a codec opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from whoosh.codec.base import Segment as WhooshSegment
from whoosh.index import IndexError as WhooshIndexError

from index.errors import TrialdexError


class ReadOnlyIndex(TrialdexError, WhooshIndexError):  # type: ignore[misc]
    """A generation never changes, so Whoosh cannot write to it."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise ReadOnlyIndex("a generation is read-only, Whoosh cannot write to it: use trialdex reindex, or Store.build",
                        hint="from Python: index.store.Store(folder, index.engines.get()).build(paths)")


class ArraySegment(WhooshSegment):  # type: ignore[misc]
    """One file of arrays.

    Args:
        file: its name.
    """

    compound = False

    def __init__(self, file: str) -> None:
        self.indexname = "MAIN"
        self.segid = self.file = file

    def __reduce__(self) -> tuple[type[ArraySegment], tuple[str]]:
        return type(self), (self.file,)

    def codec(self) -> Any:
        """A codec that opens this segment once."""
        from index.engines.whoosh.codec.arrays import ArrayCodec

        return ArrayCodec()

    # Readers ask their codec. What Whoosh asks a segment itself, it asks in order to write; a writer begins with the
    # number of documents, before it has made any file.
    doc_count = doc_count_all = set_doc_count = deleted_count = deleted_docs = has_deletions = _refuse
    delete_document = is_deleted = _refuse


class NoSegments(list[ArraySegment]):
    """The segments of a generation without records. Only a writer looks at them one by one, and it is refused."""

    def __iter__(self) -> Iterator[ArraySegment]:
        _refuse()

    def __reduce__(self) -> tuple[type[NoSegments], tuple[()]]:
        return type(self), ()
