"""Segments in bulk: written by several processes, joined and merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.engines.base import Progress
from index.engines.whoosh import state, workers
from index.engines.whoosh.chunk import write_segment
from index.engines.whoosh.format import Array
from index.engines.whoosh.forms import Forms
from index.engines.whoosh.merge import merge
from index.engines.whoosh.merge_places import LIMIT, TooMuchText
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.spool import Spool
from index.processes import cores

_SHARE = 12
"""A segment under construction takes up this many times the bytes of its records' JSON."""
_JOINING = 0.09
"""The part of the time that joining takes: of half a million studies 0.065 in one run and 0.105 in another."""
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
        self._jobs, self._memory = jobs or cores(), memory

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
        tasks = [workers.Write(each, samples, self._folder / self._new_name()) for each in slices]
        progress(0, total)
        joining = round(total * _JOINING) if len(tasks) > 1 else 0
        workers.run(tasks, self._jobs, lambda done: progress(round((total - joining) * done / len(tasks)), total))
        names = [task.path.name for task in tasks]
        if len(names) > 1:
            names = self._join(names, lambda part: progress(total - joining + round(joining * part), total))
        progress(total, total)
        return names

    def write_empty(self) -> str:
        """Write a segment without records."""
        name = self._new_name()
        write_segment(self._folder / name, [], b"")
        return name

    def _join(self, names: Sequence[str], tell: workers.Tell) -> list[str]:
        """Join segments of ascending records to as few as can hold their text."""
        with opened(self._folder, dict.fromkeys(names, NOTHING)) as segments:
            groups = grouped(names, [segment.end for segment in segments])
        tasks = {n: _Merge(self._folder, self._new_name(), dict.fromkeys(group, NOTHING))
                 for n, group in enumerate(groups) if len(group) > 1}
        workers.run(list(tasks.values()), self._jobs, lambda done: tell(done / len(tasks)))
        return [tasks[n].name if n in tasks else group[0] for n, group in enumerate(groups)]

    def merge(self, deleted: Mapping[str, Array]) -> str:
        """Put one segment in the place of several.

        Args:
            deleted: name of each segment's file -> its deleted records.

        Raises:
            TooMuchText: if one cannot hold their text; nothing has changed then.
        """
        task = _Merge(self._folder, self._new_name(), deleted)
        task.run(Forms(), lambda _: None)
        return task.name

    def _new_name(self) -> str:
        self._number += 1
        return state.segment_name(self._number - 1)


@dataclass(frozen=True, slots=True)
class _Merge:
    """A segment to put in the place of several of its folder, of which these records are deleted."""

    folder: Path
    name: str
    deleted: Mapping[str, Array]

    def run(self, forms: Forms, tell: workers.Tell) -> Forms:
        """Merge; see :meth:`Bulk.merge`."""
        path = self.folder / self.name
        with opened(self.folder, self.deleted) as segments:
            largest = max(segments, key=lambda segment: segment.size)
            try:
                merge(path, segments, largest.column("dictionary").all().tobytes(), tell)
            except TooMuchText:
                path.unlink()
                raise
        for each in self.deleted:
            (self.folder / each).unlink()
        return forms


def grouped(names: Sequence[str], ends: Sequence[int]) -> list[list[str]]:
    """Neighbouring segments that one can hold: few groups, and of about the same size.

    Args:
        names: of the segments.
        ends: positions that the text of each takes.
    """
    total = sum(ends)
    enough = total / max(1, -(-total // (LIMIT - 1)))
    groups: list[list[str]] = []
    filled = LIMIT
    for name, end in zip(names, ends, strict=True):
        if filled + end >= LIMIT or (end and filled >= enough):
            groups.append([])
            filled = 0
        groups[-1].append(name)
        filled += end
    return groups


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
