"""The generation that another one begins with: its segments, and which of their records are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from index import disk
from index.engines.whoosh import state
from index.engines.whoosh.format import Array
from index.engines.whoosh.segment import Segment
from index.records import digest_of


class Base:
    """Segments that are taken over.

    Args:
        folder: of the generation; None: there is none.
        files: what its manifest says of its files; None: they are not checked.
    """

    def __init__(self, folder: Path | None = None, files: state.Files = None) -> None:
        self._folder = folder
        found = state.read(folder, files) if folder else state.State({}, 0)
        self.digest = found.digest
        self._segments = {name: Segment(state.open_arrays(folder, name, files), deleted)
                          for name, deleted in found.deleted.items() if folder}
        self._gone: dict[str, set[int]] = {name: set() for name in self._segments}

    def remove(self, id: str) -> bool:
        """Leave a record out; whether there was one."""
        for name, segment in self._segments.items():
            number = segment.ids.find(id)
            if number is not None and number not in self._gone[name] and _is_live(segment, number):
                self._gone[name].add(number)
                self.digest -= digest_of(segment.line(number))
                return True
        return False

    def samples(self) -> bytes | None:
        """The dictionary of the largest segment; None if there is no segment."""
        if not self._segments:
            return None
        largest = max(self._segments.values(), key=lambda segment: segment.size)
        return largest.column("dictionary").all().tobytes()

    def next_number(self) -> int:
        """A number that no segment has."""
        return state.next_number(state.State(dict.fromkeys(self._segments, np.zeros(0)), 0))

    def take_over(self, folder: Path) -> Iterator[tuple[str, Array]]:
        """Link the files of the segments that still have records into a folder; yield their names and deletions."""
        assert self._folder is not None or not self._segments
        for name, segment in self._segments.items():
            deleted = np.union1d(segment.deleted, np.array(sorted(self._gone[name]), np.uint32)).astype(np.uint32)
            if len(deleted) < segment.size and self._folder is not None:
                if not disk.link(self._folder / name, folder / name):
                    segment.file.check()
                yield name, deleted

    def require_whole(self, names: Iterable[str]) -> None:
        """Compare those of these segments that are taken over: what is copied from them gets checksums of its own.

        Raises:
            DamagedFile: for the first that is not as it was written.
        """
        for name in names:
            if name in self._segments:
                self._segments[name].file.check()

    def close(self) -> None:
        """Let go of the files."""
        for segment in self._segments.values():
            segment.close()


def _is_live(segment: Segment, number: int) -> bool:
    return segment.live is None or bool(segment.live[number])
