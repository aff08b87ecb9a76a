"""An index's folder that is not there yet, its store, and what reaches the disk in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.engines.memory import MemoryEngine
from index.store import Store


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def store(root: Path) -> Store:
    return Store(root, MemoryEngine())


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is synced and renamed, in order."""
    seen: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def logged_fsync(descriptor: int) -> None:
        seen.append("sync " + Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def logged_replace(self: Path, target: Path) -> Path:
        seen.append(f"rename {self.name} to {target.name}")
        return replace(self, target)

    if not Path("/proc/self/fd").exists():
        pytest.skip("the names of open files are only known on Linux")
    monkeypatch.setattr(os, "fsync", logged_fsync)
    monkeypatch.setattr(Path, "replace", logged_replace)
    return seen
