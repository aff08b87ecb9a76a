"""Generations on disk: built at once, or by rounds that add, replace and remove."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.engines.whoosh import WhooshEngine
from index.records import Record

ENGINE = WhooshEngine(jobs=1)
Round = tuple[list[Record], set[str]]
"""Records to add or replace, and ids to remove."""


def build(folder: Path, records: list[Record]) -> None:
    writer = ENGINE.create(folder)
    for record in records:
        writer.add(record)
    writer.finish()


@contextmanager
def built(*rounds: Round) -> Iterator[Path]:
    """The folder of the generation after these rounds, of which the first begins with nothing."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        base: Path | None = None
        for number, (added, removed) in enumerate(rounds):
            folder = Path(name, str(number))
            folder.mkdir()
            writer = ENGINE.create(folder) if base is None else ENGINE.update(folder, base)
            for each in sorted(removed):
                writer.remove(each)
            for record in added:
                writer.add(record)
            writer.finish()
            base = folder
        assert base is not None
        yield base
