"""Segments in bulk: written by several processes, joined and merged."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.engines.base import Progress
from index.engines.whoosh import state, workers
from index.engines.whoosh.chunk import write_segment
from index.engines.whoosh.format import Array
from index.engines.whoosh.merge import merge
from index.engines.whoosh.merge_places import TooMuchText
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.spool import Spool

_SHARE = 12
"""A segment under construction takes up this many times the bytes of its records' JSON."""
_JOINING = 0.16
"""The part of the time that joining takes."""
NOTHING: Array = np.zeros(0, np.uint32)


class Bulk:
    """Writes segments into a folder, under ascending numbers.

    Args:
        folder: of the generation.
        number: of the first segment.
        jobs: processes at a time; None: as many as there are cores.
        memory: bytes for all of them together.

    Raises:
        OSError: from every method, if the disk fails.
        StorageError: from :meth:`write`, if a process is ended from outside.
    """

    def __init__(self, folder: Path, number: int, jobs: int | None, memory: int) -> None:
        self._folder, self._number = folder, number
        self._jobs, self._memory = jobs or _cores(), memory

    def write(self, spool: Spool, samples: bytes, progress: Progress) -> list[str]:
        """Write the records of a spool as one segment, or as several where one cannot hold their text.

        Args:
            spool: of the records.
            samples: dictionary for their blobs.
            progress: told of records.

        Returns:
            The names of the segments' files.
        """
        slices, total = list(spool.slices(self._memory // (_SHARE * self._jobs))), len(spool)
        tasks = [workers.Task(each, samples, self._folder / self._new_name()) for each in slices]
        progress(0, total)
        written = total * (1 - _JOINING * (len(tasks) > 1))
        workers.run(tasks, self._jobs, lambda done: progress(round(written * done / len(tasks)), total))
        names = [task.path.name for task in tasks]
        joined = self._join(names) if len(names) > 1 else names
        progress(total, total)
        return joined

    def write_empty(self) -> str:
        """Write a segment without records."""
        name = self._new_name()
        write_segment(self._folder / name, [], b"")
        return name

    def _join(self, names: list[str]) -> list[str]:
        try:
            return [self.merge(dict.fromkeys(names, NOTHING))]
        except TooMuchText:
            half = len(names) // 2
            return [*self._join(names[:half]), *self._join(names[half:])] if half else names

    def merge(self, deleted: Mapping[str, Array]) -> str:
        """Put one segment in the place of several.

        Args:
            deleted: name of each segment's file -> its deleted records.

        Raises:
            TooMuchText: if one cannot hold their text; nothing has changed then.
        """
        name = self._new_name()
        with opened(self._folder, deleted) as segments:
            largest = max(segments, key=lambda segment: segment.size)
            try:
                merge(self._folder / name, segments, largest.column("dictionary").all().tobytes())
            except TooMuchText:
                (self._folder / name).unlink()
                raise
        for each in deleted:
            (self._folder / each).unlink()
        return name

    def _new_name(self) -> str:
        self._number += 1
        return state.segment_name(self._number - 1)


@contextmanager
def opened(folder: Path, deleted: Mapping[str, Array], files: state.Files = None) -> Iterator[list[Segment]]:
    """Segments, open as long as the context lasts; see :class:`index.engines.whoosh.state.State`."""
    segments: list[Segment] = []
    try:
        for name, numbers in deleted.items():
            segments.append(Segment(state.open_arrays(folder, name, files), numbers))
        yield segments
    finally:
        for segment in segments:
            segment.close()


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
