"""Damage the files of the live generation, of the previous one, and ``CURRENT``; see whether it is noticed.

A file that both generations share by hard link is damaged in both at once, and in each of them alone.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.torture.observing import Wrong, observe
from bench.torture.writing import Subject, write
from index.errors import DamagedIndex

STEPS = 12
"""Steps before the damage, so that updates have left several segments."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """Names of one file that become damaged, in what way, and which generations this concerns."""

    paths: tuple[Path, ...]
    way: str
    data: bytes | None
    live: bool
    previous: bool


def damages(subject: Subject, flips: int, seed: int) -> Counter[str]:
    """Flip so many bits in each file, and cut it off, make it longer and remove it; what was seen."""
    seen, store = Counter[str](), subject.store()
    for step in range(STEPS + 1):
        write(store, subject.history, step)
    seen["segments"] = len(list((subject.root / store.manifest().generation).glob("segment-*")))
    for hit in _hits(subject, flips, Random(seed)):
        with _done(hit, subject.root.with_name("aside")):
            named = {bad.file for bad in store.verify()}
            seen["unnamed"] += not named >= {path.relative_to(subject.root).as_posix() for path in hit.paths}
            seen[_answer(subject, hit)] += 1
        seen[f"{hit.way}, in both" if len(hit.paths) > 1 else hit.way] += 1
    seen["damage"] = len(store.verify())
    return seen


def _hits(subject: Subject, flips: int, chance: Random) -> Iterator[_Hit]:
    manifest = subject.store().manifest()
    live, previous = subject.root / manifest.generation, subject.root / str(manifest.previous)
    for paths in list(_targets(subject.root, live, previous)):
        folders = {path.parent for path in paths}
        for way, data in damaged(paths[0].read_bytes(), flips, chance):
            yield _Hit(paths, way, data, bool(folders & {live, subject.root}), previous in folders)
    for name in ("_MAIN_9.toc", "new", ".hidden"):
        yield _Hit((live / name,), "extra file", b"", live=True, previous=False)


def _targets(root: Path, live: Path, previous: Path) -> Iterator[tuple[Path, ...]]:
    for path in (root / "CURRENT", *sorted(live.iterdir()), *sorted(previous.iterdir())):
        yield (path,)
        twin = previous / path.name
        if path.parent == live and twin.exists() and twin.samefile(path):
            yield (path, twin)


def damaged(whole: bytes, flips: int, chance: Random) -> Iterator[tuple[str, bytes | None]]:
    """The bytes of a file with so many bits flipped, one in each, then cut off, made longer, and None for no file."""
    for _ in range(flips if whole else 0):
        yield "bit flipped", flipped(whole, chance)
    if whole:
        yield "cut off", whole[:chance.randrange(len(whole))]
    yield "made longer", whole + b"\0"
    yield "deleted", None


def flipped(whole: bytes, chance: Random) -> bytes:
    """The same bytes but for one bit."""
    bit, found = chance.randrange(8 * len(whole)), bytearray(whole)
    found[bit // 8] ^= 1 << bit % 8
    return bytes(found)


@contextmanager
def _done(hit: _Hit, aside: Path) -> Iterator[None]:
    """Put other bytes in the place of a file, under all of its names that are hit, as long as the context lasts."""
    is_there = hit.paths[0].exists()
    if is_there:
        os.link(hit.paths[0], aside)
    _put(hit.paths, None)
    if hit.data is not None:
        hit.paths[0].write_bytes(hit.data)
        _put(hit.paths[1:], hit.paths[0])
    yield
    _put(hit.paths, aside if is_there else None)
    aside.unlink(missing_ok=True)


def _put(paths: tuple[Path, ...], file: Path | None) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
        if file is not None:
            os.link(file, path)


def _answer(subject: Subject, hit: _Hit) -> str:
    try:
        step, notices = subject.store().answer(lambda reader: (observe(reader, subject.history), reader.notices))
    except DamagedIndex:
        return "both damaged: answered by an error" if hit.live and hit.previous else "needless error"
    except Wrong as error:
        print(error)
        return "wrong"
    if step not in (STEPS, STEPS - bool(notices)):
        return "between"
    if not hit.live:
        return "notice" if notices else "previous only: answered as ever"
    if notices:
        return "answered with a notice"
    return "untouched: answered as ever" if hit.way == "bit flipped" else "missed"
