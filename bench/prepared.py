"""Corpora on disk: records as lines of JSON, and the searches that were chosen for them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path

import msgspec

from bench import corpus, registry
from bench.queries import Case, Statistics, cases
from index.records import Trial, to_json

REAL = "real"
"""The name of the corpus of real records; the others are named by their number of records."""
_RECORDS, _CASES = "records.ndjson", "cases.json"
_BATCHES = 8
"""That a process makes at a time."""


@dataclass(frozen=True)
class Prepared:
    """One corpus.

    Attributes:
        folder: that it lies in.
    """

    folder: Path

    @property
    def name(self) -> str:
        """``real``, or the number of records."""
        return self.folder.name

    def records(self) -> Iterator[Trial]:
        """Yield the records, ascending by id, reading as it goes."""
        decode = msgspec.json.Decoder(Trial).decode
        with (self.folder / _RECORDS).open("rb") as lines:
            for line in lines:
                yield decode(line)

    @cached_property
    def cases(self) -> list[Case]:
        """The searches for it."""
        return msgspec.json.decode((self.folder / _CASES).read_bytes(), type=list[Case])


def prepare(work: Path, name: str) -> Prepared:
    """The corpus of this name, made now unless it is in the folder already.

    Args:
        work: a folder for corpora.
        name: ``real``, or a number of records.
    """
    prepared = Prepared(work / name)
    if not (prepared.folder / _CASES).exists():
        prepared.folder.mkdir(parents=True, exist_ok=True)
        with (prepared.folder / _RECORDS).open("wb") as file:
            counted = Statistics(_every(name))
            for lines, some in _real() if name == REAL else _generated(int(name), counted.every):
                file.write(lines)
                counted.merge(some)
        (prepared.folder / _CASES).write_bytes(msgspec.json.format(msgspec.json.encode(cases(counted)), indent=1))
    return prepared


def _every(name: str) -> int:
    """Words and values are counted in one of so many records of this corpus."""
    return 1 if name == REAL or int(name) <= 20_000 else 8


def _real() -> Iterator[tuple[bytes, Statistics]]:
    yield _counted(iter(registry.records()), Statistics())


def _generated(count: int, every: int) -> Iterator[tuple[bytes, Statistics]]:
    """Yield the corpus in parts, made in as many processes as there are cores."""
    step = _BATCHES * corpus.BATCH
    with ProcessPoolExecutor() as pool:
        starts = range(0, count, step)
        yield from pool.map(_part, starts, [min(start + step, count) for start in starts], repeat(every))


def _part(start: int, stop: int, every: int) -> tuple[bytes, Statistics]:
    return _counted(corpus.between(start, stop), Statistics(every) if start == 0 else Statistics(every, 0))


def _counted(records: Iterator[Trial], counted: Statistics) -> tuple[bytes, Statistics]:
    lines = []
    for number, record in enumerate(records):
        lines.append(to_json(record))
        if number % counted.every == 0:
            counted.add(record)
    return ("\n".join(lines) + "\n").encode(), counted
