"""One segment, open for reading: its arrays by name, and the records that are deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np
from msgspec import MsgspecError
from zstandard import ZstdError

from index.damage import DamagedFile
from index.engines.whoosh.blobs import Blobs
from index.engines.whoosh.format import Array, ArrayReader, Column
from index.engines.whoosh.hashes import HashedStrings
from index.engines.whoosh.heads import Ascending
from index.fields import TEXT_FIELDS
from index.records import Label, Record, decode, decode_label, put_together

FIELD_NUMBER = {field.name: number for number, field in enumerate(TEXT_FIELDS)}
_KEPT = {"places": 8, "postings": 128, "unions": 32, "chosen": 64}
"""How many results of a kind a segment remembers, since a search asks several times; of small ones 256."""
_T = TypeVar("_T")


class Segment:
    """A segment of a generation. Safe to share between threads.

    Attributes:
        file: its arrays, see :mod:`index.engines.whoosh.chunk`.
        size: records, deleted ones included.
        live: which records are not deleted (bool); None: all.
        count: of live records.
    """

    def __init__(self, file: ArrayReader, deleted: Array) -> None:
        self.file = file
        self.size = int(file.meta["records"])
        self.count = self.size - len(deleted)
        self.live: Array | None = None
        if len(deleted):
            self.live = np.ones(self.size, np.bool_)
            self.live[deleted] = False
        self.deleted = deleted
        self._rooms: dict[str, Any] = {}

    def column(self, name: str) -> Column:
        """One array."""
        return self.file[name]

    @cached_property
    def ids(self) -> HashedStrings:
        """The records' ids, ascending."""
        return HashedStrings(self.file, "ids")

    @cached_property
    def names(self) -> HashedStrings:
        """What records are looked up by, ascending."""
        return HashedStrings(self.file, "names")

    @cached_property
    def titles(self) -> HashedStrings:
        """Keys of the records' titles."""
        return HashedStrings(self.file, "titles")

    @cached_property
    def words(self) -> Ascending:
        """The words of all forms, ascending."""
        return Ascending(self.file, "words")

    @cached_property
    def stems(self) -> HashedStrings:
        """The stems, ascending."""
        return HashedStrings(self.file, "stems")

    @cached_property
    def _blobs(self) -> Mapping[str, Blobs]:
        """The JSON of records without their labels, of their cards, and of labels."""
        return {name: Blobs(self.file, name) for name in ("records", "cards", "labels")}

    def line(self, number: int) -> bytes:
        """The canonical JSON of a record."""
        return put_together(self._blobs["records"][number], [self._blobs["labels"][at] for at in self.labels(number)])

    def record(self, number: int) -> Record:
        """A record."""
        return self._decoded(decode, self.line, number)

    def outline(self, number: int) -> Record:
        """A record without its labels."""
        return self._decoded(decode, self._blobs["records"].__getitem__, number)

    def card(self, number: int) -> Record:
        """A record with nothing but what a list of results shows."""
        return self._decoded(decode, self._blobs["cards"].__getitem__, number)

    def labels(self, number: int) -> range:
        """The numbers of a record's labels."""
        return range(*self.column("label_firsts").items(number, number + 2))

    def label(self, number: int) -> Label:
        """A label, by a number of its own."""
        return self._decoded(decode_label, self._blobs["labels"].__getitem__, number)

    def _decoded(self, decoded: Callable[[bytes], _T], read: Callable[[int], bytes], number: int) -> _T:
        try:
            return decoded(read(number))
        except (ValueError, MsgspecError, ZstdError) as error:
            # Its checksum was right when it was first read: someone has written into the file since.
            raise DamagedFile(self.file.name, "has a record that cannot be read") from error

    def every(self) -> Array:
        """The numbers of all live records."""
        return np.arange(self.size) if self.live is None else np.flatnonzero(self.live)

    def only_live(self, numbers: Array) -> Array:
        """Those of these records that are not deleted."""
        return numbers if self.live is None else numbers[self.live[numbers]]

    @property
    def end(self) -> int:
        """Positions that its text takes."""
        starts = self.column("starts")
        return int(starts[len(starts) - 1])

    def starts(self, field: int) -> Array:
        """Where the text of each record begins in a field, by the field's number (size + 1)."""
        row = self.size + 1
        return self.column("starts").part(field * row, (field + 1) * row)

    @cached_property
    def field_starts(self) -> Array:
        """Where the text of each field begins, one field after the other."""
        rows = self.column("starts")
        return np.array([rows[field * (self.size + 1)] for field in range(len(TEXT_FIELDS))], np.uint64)

    def lengths(self, field: int) -> Array:
        """The words of each record in a field, by the field's number."""
        return self.column("lengths").part(field * self.size, (field + 1) * self.size)

    def remembered(self, name: str, make: Callable[..., _T]) -> Callable[..., _T]:
        """``make`` with a memory of its own for this segment."""
        if name not in self._rooms:
            self._rooms[name] = lru_cache(_KEPT.get(name, 256))(make)
        return self._rooms[name]  # type: ignore[no-any-return]

    def forget(self) -> None:
        """Let go of all results that are remembered."""
        for room in list(self._rooms.values()):
            room.cache_clear()

    def close(self) -> None:
        """Let go of the file."""
        self._rooms.clear()
        self.file.close()
