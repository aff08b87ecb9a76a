"""The same faults for our writer and for stock Whoosh's: what is lost, wrong, or left behind by each."""

from __future__ import annotations

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from unittest import mock

from bench.torture.calls import Calls, failing, full, killing
from bench.torture.contenders import CONTENDERS
from bench.torture.flipping import damaged
from bench.torture.history import HISTORIES
from bench.torture.pipeline_disk import WAYS, Disk
from bench.torture.pipeline_faults import CODES
from bench.torture.trial import AFTER, Trial

_KILLS = "kills"


def compared(folder: Path, faults: Iterable[str], count: int, flips: int,
             seed: int) -> Iterator[tuple[str, Counter[str]]]:
    """Put both to faults.

    Args:
        folder: for the indexes.
        faults: among :data:`FAULTS`.
        count: of each fault; fewer, if a step has fewer calls.
        flips: bits of each file.
        seed: of all chance.

    Yields:
        A title of three parts, fault, history and contender, with what was seen.
    """
    for fault in faults:
        for history in HISTORIES:
            for name in CONTENDERS:
                trial = Trial(folder / fault / history / name, name, history)
                FAULTS[fault](trial, flips if fault == "damaged files" else count, Random(seed))
                yield f"{fault}: {history}: {name}", trial.seen


def kills(trial: Trial, count: int, chance: Random) -> None:
    """Kill the step before a call."""
    for at in _some(trial, count, chance):
        _put(trial, _KILLS, f"killed before call {at}", killing(at))


def failures(trial: Trial, count: int, chance: Random) -> None:
    """Let a call fail."""
    for number, at in enumerate(_some(trial, count, chance)):
        code = CODES[number % len(CODES)]
        _put(trial, "failed calls", f"{errno.errorcode[code]} at call {at}", failing(at, code))


def full_disks(trial: Trial, count: int, _: Random) -> None:
    """Let the disk be full from some byte on."""
    for room in range(0, trial.calls.size, trial.calls.size // count + 1):
        _put(trial, "full disks", f"full after {room} bytes", full(room))


def losses(trial: Trial, count: int, chance: Random) -> None:
    """Lose the power before a call; what was not synced is kept, dropped, torn or reordered."""
    _lose(trial, set(_some(trial, count, chance)), 0, chance)


def losses_after(trial: Trial, count: int, chance: Random) -> None:
    """Lose the power when the step is done and acknowledged."""
    _lose(trial, set(), count, chance)


def _lose(trial: Trial, chosen: set[int], after: int, chance: Random) -> None:
    """Lose the power before each of these calls, and so many times after all of them."""
    trial.restore()
    disk, fsync = Disk(trial.index), os.fsync
    calls = Calls(lambda number, _: _look_everywhere(trial, disk, chance, is_done=False) if number in chosen else None)

    def synced(descriptor: int) -> None:
        fsync(descriptor)
        with calls.paused():
            disk.sync(descriptor)

    with mock.patch.object(os, "fsync", synced), calls.taken():
        trial.contender.write(AFTER)
    for _ in range(after):
        _look_everywhere(trial, disk, chance, is_done=True)
    disk.close()


def _look_everywhere(trial: Trial, disk: Disk, chance: Random, *, is_done: bool) -> None:
    crashed = trial.index.with_name("crashed")
    for way in WAYS:
        disk.crash(crashed, way, chance)
        before = Counter(trial.seen)
        trial.seen["power lost after it" if is_done else "power lost in a step"] += 1
        trial.look(trial.at(crashed), is_done=is_done)
        trial.report(before, f"power lost, {way}, done: {is_done}")
        shutil.rmtree(crashed)


def damages(trial: Trial, flips: int, chance: Random) -> None:
    """Damage each file of the index in turn."""
    trial.restore()
    for path in sorted(path for path in trial.index.rglob("*") if path.is_file()):
        for way, data in damaged(path.read_bytes(), flips, chance):
            trial.restore()
            _replace(path, data)
            before = Counter(trial.seen)
            trial.seen["damaged files"] += 1
            trial.look(is_damaged=True)
            trial.report(before, f"{path.name} {way}")


def _put(trial: Trial, fault: str, what: str, hit: Callable[[int, int], object]) -> None:
    """Take the step under a fault, see what is answered, and take the next."""
    before = Counter(trial.seen)
    trial.seen[fault] += 1
    is_done = trial.step(hit)
    trial.seen["error"] += is_done is None and fault != _KILLS
    trial.recover(trial.look(is_done=is_done is True))
    trial.report(before, what)


def _some(trial: Trial, count: int, chance: Random) -> list[int]:
    calls = range(1, trial.calls.count + 1)
    return sorted(chance.sample(calls, min(count, len(calls))))


def _replace(path: Path, data: bytes | None) -> None:
    """Put other bytes into a file, under all of its names; None: remove it."""
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)


FAULTS: Mapping[str, Callable[[Trial, int, Random], None]] = {
    _KILLS: kills, "power lost in a step": losses, "power lost after it": losses_after, "failed calls": failures,
    "full disks": full_disks, "damaged files": damages}
"""Name -> what puts a trial to it, so many times and with this chance."""
