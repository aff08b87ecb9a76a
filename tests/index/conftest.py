"""An index's folder that is not there yet, and its store."""

from __future__ import annotations

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
