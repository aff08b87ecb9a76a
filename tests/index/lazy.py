"""An engine that looks for records in memory and reads each from a block of its own, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from index import disk
from index.disk import BLOCK
from index.engines.base import Progress, silent
from index.engines.memory import MemoryEngine, MemoryReader, MemoryWriter
from index.manifest import FileEntry
from index.mapped import MappedFile
from index.records import Record, from_json, to_json
from index.results import Notice

BLOCKS = "blocks"


class LazyWriter(MemoryWriter):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._blocks: list[bytes] = []

    def add(self, record: Record) -> None:
        super().add(record)
        self._blocks.append(to_json(record).encode().ljust(BLOCK))

    def finish(self, progress: Progress = silent) -> None:
        super().finish(progress)
        disk.write_file(self._folder / BLOCKS, b"".join(self._blocks))


class LazyReader(MemoryReader):
    """``unclosed`` counts the readers that have not been closed."""

    unclosed = 0

    def __init__(self, known: MemoryReader, blocks: MappedFile) -> None:
        super().__init__([entry.record for entry in known._entries], known.generation, known.notices)
        self._numbers = {entry.record.id: number for number, entry in enumerate(known._entries)}
        self._blocks = blocks
        LazyReader.unclosed += 1

    def records(self, ids: Sequence[str]) -> list[Record]:
        return [self._read(self._numbers[each] * BLOCK) for each in ids]

    def _read(self, start: int) -> Record:
        self._blocks.check(start, start + BLOCK)
        return from_json(str(self._blocks.data[start:start + BLOCK], "utf-8"))

    def close(self) -> None:
        self._blocks.close()
        LazyReader.unclosed -= 1


class LazyEngine(MemoryEngine):
    name = "lazy"

    def create(self, folder: Path) -> LazyWriter:
        return LazyWriter(folder)

    def open(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
             files: Mapping[str, FileEntry] | None = None) -> LazyReader:
        known = super().open(folder, generation, notices, files)
        return LazyReader(known, MappedFile(folder / BLOCKS, files[BLOCKS] if files else None))


def flip_block(root: Path, generation: str, number: int) -> None:
    """Damage the block of this record."""
    with (root / generation / BLOCKS).open("r+b") as file:
        file.seek(number * BLOCK + BLOCK // 2)
        file.write(b"\0")
