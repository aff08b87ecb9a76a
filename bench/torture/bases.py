"""Update a generation in which a bit has flipped: whatever comes of it, nothing wrong may be answered.

The bit flips back in the end, as on a disk that fails now and then: what was built meanwhile must then be whole.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import Random
from unittest import mock

from bench.torture.flipping import STEPS, flipped
from bench.torture.observing import Wrong, observe
from bench.torture.writing import Subject, write
from index import disk, mapped
from index.engines.base import Reader
from index.errors import DamagedIndex

_UPDATES = 5
"""Updates on a damaged base: among them, segments of the lowest level are merged."""
_BLOCK = 4096
"""Bytes that share a checksum here: small segments have several such blocks, as large ones have of the usual size."""


def damaged_bases(subject: Subject, count: int, seed: int) -> Counter[str]:
    """Do so to so many copies of an index, half of them on a disk without hard links; what was seen."""
    chance, seen = Random(seed), Counter[str]()
    with mock.patch.object(disk, "BLOCK", _BLOCK), mock.patch.multiple(mapped, BLOCK=_BLOCK, _SHIFT=12):
        for step in range(STEPS + 1):
            write(subject.store(), subject.history, step)
        for number in range(count):
            copy = Subject(subject.root.with_name("copy"), subject.engine, subject.history)
            copy_index(subject.root, copy.root)
            _update_damaged(copy, chance, seen, with_links=number % 2 == 0)
            shutil.rmtree(copy.root)
    return seen


def _update_damaged(subject: Subject, chance: Random, seen: Counter[str], *, with_links: bool) -> None:
    links = nullcontext() if with_links else mock.patch("os.link", side_effect=OSError)
    with links, _flipped(_any_file(subject, chance), chance):
        seen["bit flipped"] += 1
        last = _updated(subject, seen)
        seen[_answer(subject, last)] += 1
    store = subject.store()
    seen["scar"] += _answer(subject, last) != "answered as ever" or bool(store.verify() or store.verify_deeply())


def copy_index(source: Path, target: Path) -> None:
    """Copy an index; what is one file with two names stays so."""
    known: dict[int, Path] = {}
    for path in sorted(source.rglob("*")):
        copied = target / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and (twin := known.setdefault(path.stat().st_ino, copied)) != copied:
            os.link(twin, copied)
        elif path.is_file():
            shutil.copyfile(path, copied)


def _any_file(subject: Subject, chance: Random) -> Path:
    files = (subject.root / subject.store().manifest().generation).iterdir()
    return chance.choice([path for path in sorted(files) if path.stat().st_size])


@contextmanager
def _flipped(path: Path, chance: Random) -> Iterator[None]:
    """A bit of a file is another one, under all of its names, as long as the context lasts."""
    with path.open("r+b") as file:
        whole = file.read()
        for data in (flipped(whole, chance), whole):
            file.seek(0)
            file.write(data)
            file.flush()
            if data != whole:
                yield


def _updated(subject: Subject, seen: Counter[str]) -> int:
    """The last step that could be taken."""
    for step in range(STEPS + 1, STEPS + _UPDATES + 1):
        try:
            write(subject.store(), subject.history, step)
        except DamagedIndex:
            seen["updates refused"] += 1
            return step - 1
        seen["updates done"] += 1
    return STEPS + _UPDATES


def _answer(subject: Subject, last: int) -> str:
    def look(reader: Reader) -> tuple[int, int]:
        return observe(reader, subject.history, thoroughly=True), len(reader.notices)

    try:
        step, notices = subject.store().answer(look)
    except DamagedIndex:
        return "answered by an error"
    except Wrong as error:
        print(error)
        return "wrong"
    if step != last - bool(notices):
        return "between"
    return "answered with a notice" if notices else "answered as ever"
