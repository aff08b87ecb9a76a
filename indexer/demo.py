"""The bundled sample pages as an index of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index import engines
from index.store import Store
from indexer.pipeline import reindex

SAMPLES = Path(__file__).with_name("samples")


@contextmanager
def sample_index() -> Iterator[Path]:
    """An index of the sample pages in a temporary folder, which is removed in the end."""
    with tempfile.TemporaryDirectory(prefix="trialdex-demo-", ignore_cleanup_errors=True) as folder:
        reindex([str(SAMPLES)], Store(Path(folder), engines.get()))
        yield Path(folder)
