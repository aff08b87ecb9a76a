"""Records -> a generation: new segments for what is added, deletions for what is gone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.engines.base import Progress, silent
from index.engines.whoosh import blobs, policy, state, workers
from index.engines.whoosh.base import Base
from index.engines.whoosh.chunk import DIGEST, write_segment
from index.engines.whoosh.codec.toc import write_toc
from index.engines.whoosh.format import Array
from index.engines.whoosh.merge import merge
from index.engines.whoosh.merge_places import TooMuchText
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.spool import Spool
from index.errors import RefusedRecord
from index.records import Record

MEMORY = 512 * 2**20
"""Bytes that a build may take up, all processes together."""
_SHARE = 12
"""A segment under construction takes up this many times the bytes of its records' JSON."""


class WhooshWriter:
    """Writes a generation.

    Args:
        folder: of the new generation, empty.
        base: the generation that it begins with; None: it begins without records.
        jobs: processes at a time; None: as many as there are cores.
        memory: bytes for all of them together.
    """

    def __init__(self, folder: Path, base: Base | None = None, jobs: int | None = None, memory: int = MEMORY) -> None:
        self._folder, self._base = folder, base or Base()
        self._jobs, self._memory = jobs or _cores(), memory
        self._spool = Spool(folder / "spool.tmp")
        self._number = self._base.next_number()

    def add(self, record: Record) -> None:
        """Add a record, in the place of the one that the base has with this id.

        Raises:
            RefusedRecord: if it cannot be stored; those before and after it are unharmed.
        """
        try:
            self._spool.add(record)
        except (ValueError, TypeError) as error:
            raise RefusedRecord(f"record {str(record.id)[:60]!r} cannot be stored: {error}") from error
        self._base.remove(record.id)

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
        """
        try:
            added = self._write_added(progress)
            self._spool.close()
            deleted = dict(self._base.take_over(self._folder)) | dict.fromkeys(added, np.zeros(0, np.uint32))
            if not deleted:
                added = [self._write_empty()]
                deleted = {added[0]: np.zeros(0, np.uint32)}
            digest = self._base.digest
            for name in added:
                with _opened(self._folder, {name: deleted[name]}) as segments:
                    digest += int(segments[0].file.meta["digest"], 16)
            generation = state.State(self._merged(deleted), digest % DIGEST)
            state.write(self._folder, generation)
            write_toc(self._folder, generation)
        finally:
            self._base.close()

    def _write_added(self, progress: Progress) -> list[str]:
        samples = self._base.samples()
        if samples is None:
            samples = blobs.dictionary(self._spool.samples(blobs.SAMPLES))
        slices = list(self._spool.slices(self._memory // (_SHARE * self._jobs)))
        tasks = [workers.Task(each, samples, self._folder / state.segment_name(self._number + number))
                 for number, each in enumerate(slices)]
        self._number += len(tasks)
        total = len(self._spool)
        workers.run(tasks, self._jobs, lambda done: progress(total * done // (len(tasks) + 1), total))
        names = [task.path.name for task in tasks]
        joined = self._join(names) if len(names) > 1 else names
        progress(total, total)
        return joined

    def _write_empty(self) -> str:
        name = state.segment_name(self._number)
        write_segment(self._folder / name, [], b"")
        return name

    def _join(self, names: list[str]) -> list[str]:
        """Merge segments that belong together; into several where one cannot hold their text."""
        nothing = np.zeros(0, np.uint32)
        try:
            return [self._merge(dict.fromkeys(names, nothing))]
        except TooMuchText:
            half = len(names) // 2
            return [*self._join(names[:half]), *self._join(names[half:])] if half else names

    def _merge(self, deleted: Mapping[str, Array]) -> str:
        name = state.segment_name(self._number)
        with _opened(self._folder, deleted) as segments:
            largest = max(segments, key=lambda segment: segment.size)
            try:
                merge(self._folder / name, segments, largest.column("dictionary").all().tobytes())
            except TooMuchText:
                (self._folder / name).unlink()
                raise
        self._number += 1
        for each in deleted:
            (self._folder / each).unlink()
        return name

    def _merged(self, deleted: dict[str, Array]) -> dict[str, Array]:
        """Merge until no level has too many segments."""
        with _opened(self._folder, deleted) as segments:
            stored = {name: segment.size for name, segment in zip(deleted, segments, strict=True)}
            sizes = {name: segment.count for name, segment in zip(deleted, segments, strict=True)}
        while names := policy.mergeable(sizes, stored):
            try:
                merged = self._merge({name: deleted[name] for name in names})
            except TooMuchText:
                return deleted
            size = sum(sizes[name] for name in names)
            deleted = {name: each for name, each in deleted.items() if name not in names}
            sizes = {name: sizes[name] for name in deleted} | {merged: size}
            stored = {name: stored[name] for name in deleted} | {merged: size}
            deleted[merged] = np.zeros(0, np.uint32)
        return deleted

    def abort(self) -> None:
        """Close and forget."""
        self._spool.close()
        self._base.close()


@contextmanager
def _opened(folder: Path, deleted: Mapping[str, Array]) -> Iterator[list[Segment]]:
    segments: list[Segment] = []
    try:
        for name, numbers in deleted.items():
            segments.append(Segment(state.open_arrays(folder, name, None), numbers))
        yield segments
    finally:
        for segment in segments:
            segment.close()


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
