"""The default engine: flat arrays of our own behind Whoosh's interfaces, searched with numpy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.engines.whoosh.reader import WhooshReader
from index.manifest import FileEntry
from index.results import Notice

if TYPE_CHECKING:  # a search needs neither Whoosh nor processes, which take long to import
    from index.engines.whoosh.writer import WhooshWriter

MEMORY = 512 * 2**20
"""Bytes that a build may take up, all processes together."""


class WhooshEngine:
    """Segments of flat arrays.

    Args:
        jobs: processes that build at a time; None: as many as there are cores.
        memory: bytes for a build, all processes together.
    """

    name = "whoosh"

    def __init__(self, jobs: int | None = None, memory: int = MEMORY) -> None:
        self._jobs, self._memory = jobs, memory

    def create(self, folder: Path) -> WhooshWriter:
        """Begin a generation in this empty folder."""
        return self._writer(folder, None, None)

    def update(self, folder: Path, base: Path, files: Mapping[str, FileEntry] | None = None) -> WhooshWriter:
        """Begin a generation in this empty folder with the records of another one."""
        return self._writer(folder, base, files)

    def _writer(self, folder: Path, base: Path | None, files: Mapping[str, FileEntry] | None) -> WhooshWriter:
        from index.engines.whoosh.base import Base
        from index.engines.whoosh.writer import WhooshWriter

        return WhooshWriter(folder, Base(base, files), self._jobs, self._memory)

    def open(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
             files: Mapping[str, FileEntry] | None = None) -> WhooshReader:
        """Open a generation; what is read of its files is checked first."""
        return WhooshReader(folder, generation, notices, files)

    def disagreements(self, folder: Path, scratch: Path,
                      files: Mapping[str, FileEntry] | None = None) -> Iterator[tuple[str, str]]:
        """Yield what does not follow from the stored records: name of the file, and what is wrong with it."""
        from index.engines.whoosh.deep import disagreements

        return disagreements(folder, scratch, files, self._jobs, self._memory)
