"""The measurements: each starts engines in processes of their own and asks them."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from bench import peers
from bench.figures import Answered, Built, Crowds, Opened
from bench.memory import Peak
from bench.prepared import Prepared
from bench.process import Process
from bench.worker import Command

Say = Callable[[str], object]
_BUILT = "built.json"
_OPENINGS = 5
_CROWDS = (1, 2, 4, 8)
_CROWD_SECONDS = 4.0
_FIRST = 16
"""The search that an index is opened with: a common word without filters."""


def build(peer: str, corpus: Prepared, work: Path, *, anew: bool, say: Say) -> tuple[Path, Built]:
    """An index of the corpus, made now unless it was before.

    Args:
        peer: name of the engine.
        corpus: what goes into it.
        work: a folder for indexes.
        anew: build it even so.
        say: is told what is going on.
    """
    folder = work / corpus.name / peer
    index, known = folder / "index", folder / _BUILT
    if not known.exists() or anew:
        shutil.rmtree(folder, ignore_errors=True)
        index.mkdir(parents=True)
        say(f"{peer}: building")
        with Process(peer, corpus, index) as process, Peak(process.id) as peak:
            seconds, cpu = process.ask(Command("build"))
        built = Built(seconds, cpu, sum(1 for _ in corpus.records()), _size(index), peak.bytes)
        known.write_bytes(msgspec.json.encode(built))
    return index, msgspec.json.decode(known.read_bytes(), type=Built)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def opening(peer: str, corpus: Prepared, index: Path) -> Opened:
    """Open the index in new processes, with its files in the page cache and without."""
    _open(peer, corpus, index)
    warm = [_open(peer, corpus, index) for _ in range(_OPENINGS)]
    dropped = []
    for _ in range(_OPENINGS):
        _drop(index)
        dropped.append(_open(peer, corpus, index))
    return Opened(warm, dropped)


def _open(peer: str, corpus: Prepared, index: Path) -> float:
    with Process(peer, corpus, index) as process:
        return process.seconds(Command("open", _FIRST))


def _drop(folder: Path) -> None:
    """Take the folder's files out of the page cache."""
    for path in _files(folder):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def pages(indexes: dict[str, Path], corpus: Prepared, rounds: int, patience: float, *, cpu: bool,
          say: Say) -> dict[str, Answered]:
    """The pages of all searches, engine after engine for each search, in rounds.

    Args:
        indexes: by engine.
        corpus: of which searches are taken.
        rounds: how often, after warming up.
        patience: seconds of an engine after which it has no further round but the first two.
        cpu: time by the processes' own clocks instead of the wall's.
        say: is told what is going on.
    """
    cases = range(len(corpus.cases))
    with ExitStack() as stack:
        processes = [stack.enter_context(Process(peer, corpus, index)) for peer, index in indexes.items()]
        answered = {each.peer: Answered([[] for _ in cases], [], [], []) for each in processes}
        for process in processes:
            say(f"{process.peer}: warming up")
            _warm_up(process, cases, answered[process.peer], cpu)
        for number in range(rounds):
            taking_part = [each for each in processes if number < 2 or _spent(answered[each.peer]) < patience]
            if not taking_part:
                break
            say(f"pages, round {number + 1} of {rounds}")
            for case in cases:
                for process in _turned(taking_part, number + case):
                    answered[process.peer].seconds[case].append(process.seconds(Command("page", case, cpu)))
    return answered


def _warm_up(process: Process, cases: Sequence[int], answered: Answered, cpu: bool) -> None:
    process.summary(cases[-1])
    for case in cases:
        answered.first.append(process.seconds(Command("page", case, cpu)))
        summary = process.summary(case)
        answered.totals.append(summary.total)
        answered.facets.append(summary.facets)


def _spent(answered: Answered) -> float:
    return sum(map(sum, answered.seconds))


def _turned(processes: Sequence[Process], by: int) -> list[Process]:
    at = by % len(processes)
    return [*processes[at:], *processes[:at]]


def crowds(peer: str, corpus: Prepared, index: Path) -> Crowds:
    """Pages a second with threads of one process, and with processes of one thread."""
    with Process(peer, corpus, index) as process:
        process.summary(_FIRST)
        threads = {count: float(process.ask(Command("crowd", threads=count, seconds=_CROWD_SECONDS)))
                   for count in (_CROWDS if peers.get(peer).threads else _CROWDS[:1])}
    return Crowds(threads, {count: _processes(peer, corpus, index, count) for count in _CROWDS})


def _processes(peer: str, corpus: Prepared, index: Path, count: int) -> float:
    with ExitStack() as stack:
        crowd = [stack.enter_context(Process(peer, corpus, index)) for _ in range(count)]
        for process in crowd:
            process.summary(_FIRST)
        for process in crowd:
            process.begin(Command("crowd", seconds=_CROWD_SECONDS))
        return sum(float(process.end()) for process in crowd)


def changing(peer: str, corpus: Prepared, index: Path) -> float | None:
    """Seconds until one changed record is found, in a copy of the index; None if the engine cannot."""
    copy = index.with_name("changed")
    shutil.copytree(index, copy)
    os.sync()  # as an index is that was built before: nothing of it waits to be written
    try:
        with Process(peer, corpus, copy) as process:
            found = process.ask(Command("change"))
    finally:
        shutil.rmtree(copy)
    return None if found is None else float(found)


def reading(corpus: Prepared) -> float:
    """Records a second that the corpus can be read with."""
    started = time.perf_counter()
    count = sum(1 for _ in corpus.records())
    return count / (time.perf_counter() - started)

