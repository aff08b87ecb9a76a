"""Records -> a generation: new segments for what is added, deletions for what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.engines.base import Progress, silent
from index.engines.whoosh import blobs, policy, state
from index.engines.whoosh.base import Base
from index.engines.whoosh.bulk import NOTHING, Bulk, opened
from index.engines.whoosh.chunk import DIGEST
from index.engines.whoosh.codec.toc import write_toc
from index.engines.whoosh.format import Array
from index.engines.whoosh.merge_places import TooMuchText
from index.engines.whoosh.spool import Spool
from index.errors import RefusedRecord
from index.records import Record, encode


class WhooshWriter:
    """Writes a generation.

    Args:
        folder: of the new generation, empty.
        base: the generation that it begins with; None: it begins without records.
        jobs: processes at a time; None: as many as there are cores.
        memory: bytes for all of them together.
    """

    def __init__(self, folder: Path, base: Base | None, jobs: int | None, memory: int) -> None:
        self._folder, self._base = folder, base or Base()
        self._bulk = Bulk(folder, self._base.next_number(), jobs, memory)
        self._spool = Spool(folder / "spool.tmp")

    def add(self, record: Record) -> None:
        """Add a record, in the place of the one that the base has with this id.

        Raises:
            RefusedRecord: if it cannot be stored; those before and after it are unharmed.
        """
        with _refusing(record.id):
            line = encode(record)
        self.add_encoded(record.id, line)

    def add_encoded(self, id: str, line: bytes) -> None:
        """Add a record as the line of :func:`index.records.encode`; otherwise as :meth:`add`."""
        with _refusing(id):
            self._spool.add(id, line)
        self._base.remove(id)

    def remove(self, id: str) -> None:
        """Leave out a record of the base.

        Raises:
            KeyError: if it has none with this id.
        """
        if not self._base.remove(id):
            raise KeyError(id)

    def finish(self, progress: Progress = silent) -> None:
        """Write everything out and close the files.

        Raises:
            OSError: if the disk fails.
            StorageError: if a worker process is ended from outside.
            DamagedFile: if a segment of the base that must be copied is damaged.
        """
        try:
            added = self._bulk.write(self._spool, self._samples(), progress)
            self._spool.close()
            deleted = dict(self._base.take_over(self._folder)) | dict.fromkeys(added, NOTHING)
            if not deleted:
                deleted[self._bulk.write_empty()] = NOTHING
            digest = (self._base.digest + self._digest(added)) % DIGEST
            generation = state.State(self._merged(deleted), digest)
            state.write(self._folder, generation)
            write_toc(self._folder, generation)
        finally:
            self.abort()

    def _samples(self) -> bytes:
        known = self._base.samples()
        return blobs.dictionary(self._spool.samples(blobs.SAMPLES)) if known is None else known

    def _digest(self, names: list[str]) -> int:
        with opened(self._folder, dict.fromkeys(names, NOTHING)) as segments:
            return sum(int(segment.file.meta["digest"], 16) for segment in segments)

    def _merged(self, deleted: dict[str, Array]) -> Mapping[str, Array]:
        """Merge until no level has too many segments."""
        with opened(self._folder, deleted) as segments:
            sizes = {name: (segment.count, segment.size) for name, segment in zip(deleted, segments, strict=True)}
        while names := policy.mergeable(sizes):
            self._base.require_whole(names)
            try:
                merged = self._bulk.merge({name: deleted[name] for name in names})
            except TooMuchText:
                break
            size = sum(sizes[name][0] for name in names)
            deleted = {name: each for name, each in deleted.items() if name not in names} | {merged: NOTHING}
            sizes = {name: sizes.get(name, (size, size)) for name in deleted}
        return deleted

    def abort(self) -> None:
        """Close and forget."""
        self._spool.close()
        self._base.close()


@contextmanager
def _refusing(id: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError) as error:
        raise RefusedRecord(f"record {str(id)[:60]!r} cannot be stored: {error}") from error
