"""The default engine: flat arrays of our own behind Whoosh's interfaces, searched with numpy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.engines.whoosh.base import Base
from index.engines.whoosh.reader import WhooshReader
from index.engines.whoosh.writer import MEMORY, WhooshWriter
from index.manifest import FileEntry
from index.results import Notice


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
        return WhooshWriter(folder, None, self._jobs, self._memory)

    def update(self, folder: Path, base: Path, files: Mapping[str, FileEntry] | None = None) -> WhooshWriter:
        """Begin a generation in this empty folder with the records of another one."""
        return WhooshWriter(folder, Base(base, files), self._jobs, self._memory)

    def open(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
             files: Mapping[str, FileEntry] | None = None) -> WhooshReader:
        """Open a generation; what is read of its files is checked first."""
        return WhooshReader(folder, generation, notices, files)
