"""Every call of a run that a disk, a catalog or a document can make fail: counted, and hit where one wants."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from index import current, disk
from index.build import Build
from index.engines.whoosh.writer import WhooshWriter
from indexer import collecting, reading
from indexer.catalog import catalog
from indexer.sources import archives
from indexer.sources.base import HEAD

_CALLS = ((os, "fsync"), (os, "link"), (os, "stat"), (os, "scandir"), (os, "open"), (io, "open"), (Path, "replace"),
          (Path, "mkdir"), (Path, "unlink"), (shutil, "rmtree"), (shutil, "copyfile"), (disk.Output, "write"))
_PHASES = ((catalog.Catalog, "begin", "read"), (catalog.Catalog, "complete", "catalog"), (Build, "add", "merge"),
           (WhooshWriter, "finish", "build"), (disk, "sync_tree", "sync"), (current, "switch", "switch"),
           (catalog.Catalog, "finish", "clean-up"))
"""What begins a phase."""
PHASES = ("open", *(phase for _, _, phase in _PHASES))


class Steps:
    """The calls so far.

    Args:
        at: number of the one before which something happens, counted from 1.
        hit: that happens then; told whether it is SQLite's.

    Attributes:
        seen: phase and name of each.
    """

    def __init__(self, at: int | None = None, hit: Callable[[bool], object] = bool) -> None:
        self._at, self._hit = at, hit
        self.phase = "open"
        self.seen: list[tuple[str, str]] = []

    def take(self, name: str, *, of_sqlite: bool = False) -> None:
        """Note a call, before it is done."""
        self.seen.append((self.phase, name))
        if len(self.seen) == self._at:
            self._hit(of_sqlite)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Note every call as long as the context lasts; documents are small, and yet some count as large."""
        with ExitStack() as patches:
            for owner, name in _CALLS:
                patches.enter_context(_before(owner, name, lambda call=name: self.take(call)))  # type: ignore[misc]
            for begun, name, phase in _PHASES:
                patches.enter_context(_before(begun, name, lambda phase=phase: self._begin(phase)))  # type: ignore[misc]
            for name in ("_compressed", "_packed"):
                patches.enter_context(_wrapped(archives, name, self._reading))
            patches.enter_context(_wrapped(sqlite3, "connect", self._connecting))
            patches.enter_context(small())
            yield

    def _begin(self, phase: str) -> None:
        if PHASES.index(phase) > PHASES.index(self.phase):
            self.phase = phase

    def _reading(self, opened: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: _Document(opened(*given), self)

    def _connecting(self, connect: Callable[..., Any]) -> Callable[..., Any]:
        steps = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                steps.take(" ".join(sql.split()[:3]), of_sqlite=True)
                return super().execute(sql, *values)

            def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
                steps.take(" ".join(sql.split()[:3]), of_sqlite=True)
                return super().executemany(sql, *values)

        return lambda *given, **options: connect(*given, **options, factory=Connection)


@contextmanager
def small() -> Iterator[None]:
    """Let little be much: documents large, and rows many."""
    with mock.patch.object(reading, "LARGE", HEAD + 1), mock.patch.object(catalog, "_AT_ONCE", 5), \
            mock.patch.object(collecting, "_MOST", 3):
        yield


class _Document:
    """A document's stream, of which every read is a step."""

    def __init__(self, stream: Any, steps: Steps) -> None:
        self._stream, self._steps = stream, steps

    def read(self, size: int) -> bytes:
        self._steps.take("read")
        return bytes(self._stream.read(size))


@contextmanager
def _wrapped(owner: Any, name: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    with mock.patch.object(owner, name, wrap(getattr(owner, name))):
        yield


def _before(owner: Any, name: str, told: Callable[[], object]) -> Any:
    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:
            told()
            return original(*given, **options)

        return call

    return _wrapped(owner, name, wrap)
