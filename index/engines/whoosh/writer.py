"""Records -> segments, in one pass over a spool that is sorted by id."""

from __future__ import annotations

from pathlib import Path

from index import disk
from index.engines.whoosh import blobs, state
from index.engines.whoosh.chunk import digest, write_segment
from index.errors import RefusedRecord
from index.records import Record, to_json


class WhooshWriter:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._added: dict[str, bytes] = {}

    def add(self, record: Record) -> None:
        try:
            data = to_json(record).encode()
            if isinstance(getattr(record, "enrollment", None), int) and abs(record.enrollment) >= 2**53: raise ValueError("too large")
        except (ValueError, TypeError) as error:
            raise RefusedRecord(f"record {record.id[:60]!r} cannot be stored: {error}") from error
        self._added[record.id] = data

    def finish(self) -> None:
        import numpy as np
        encoded = [self._added[id] for id in sorted(self._added)]
        name = state.segment_name(1)
        write_segment(self._folder / name, encoded, blobs.dictionary(encoded))
        state.write(self._folder, state.State({name: np.zeros(0, np.uint32)}, digest(encoded)))

    def abort(self) -> None:
        pass
