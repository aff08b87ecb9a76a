"""The default engine: a genuine Whoosh index, scored by our own formula."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.engines.whoosh.reader import WhooshReader
from index.engines.whoosh.writer import WhooshWriter
from index.manifest import FileEntry
from index.results import Notice


class WhooshEngine:
    """Whoosh's storage behind the protocols of :mod:`index.engines.base`.

    Whoosh unpickles what it opens: a folder must be trusted like a program.
    """

    name = "whoosh"

    def create(self, folder: Path) -> WhooshWriter:
        """Begin a generation in this empty folder."""
        return WhooshWriter(folder)

    def open(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
             files: Mapping[str, FileEntry] | None = None) -> WhooshReader:
        """Open a generation; all its files are read and checked at once."""
        return WhooshReader(folder, generation, notices, files)
