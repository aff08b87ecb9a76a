"""Lose the power before each step of a run, with what was not synced kept, dropped, torn or in another order."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from unittest import mock

from bench.torture.pipeline_disk import WAYS, Disk
from bench.torture.pipeline_steps import Steps
from bench.torture.pipeline_subject import Subject

_RECOVERED = 20
"""Of so many states, one is recovered from."""


def losses(subject: Subject, every: int, seed: int) -> Counter[str]:
    """Look at what a run may leave if the power is lost before each so many-th step; what was seen."""
    subject.restore()
    subject.index.mkdir(exist_ok=True)
    watched = _Watched(subject, every, Random(seed))
    with watched.all():
        subject.run()
    watched.look(is_done=True)
    watched.disk.close()
    return watched.counts


class _Watched(Steps):
    def __init__(self, subject: Subject, every: int, chance: Random) -> None:
        super().__init__()
        self._subject, self._every, self._chance = subject, every, chance
        self._known: set[bytes] = set()
        self._is_looking = False
        self.disk, self.counts = Disk(subject.index), Counter[str]()

    @contextmanager
    def all(self) -> Iterator[None]:
        """Look before each step, and note what is synced."""
        fsync = os.fsync

        def synced(descriptor: int) -> None:
            fsync(descriptor)
            if not self._is_looking:
                self.disk.sync(descriptor)

        with mock.patch.object(os, "fsync", synced), self.taken():
            yield

    def take(self, name: str, *, of_sqlite: bool = False) -> None:
        """Look what would be there if the power were lost now."""
        if not self._is_looking and (not of_sqlite or name == "COMMIT"):
            super().take(name, of_sqlite=of_sqlite)
            if len(self.seen) % self._every == 0:
                self.look()

    def look(self, *, is_done: bool = False) -> None:
        """Examine all that may be there."""
        self._is_looking = True
        for way in WAYS:
            crashed = self._subject.at(self._subject.index.with_name("crashed"))
            self.disk.crash(crashed.index, way, self._chance)
            state = _fingerprint(crashed.index)
            if is_done or state not in self._known:
                self._known.add(state)
                self._examine(crashed, way, is_done=is_done)
            shutil.rmtree(crashed.index)
        self._is_looking = False

    def _examine(self, crashed: Subject, way: str, *, is_done: bool) -> None:
        seen = self.counts
        seen["states"] += 1
        seen[f"unsynced {way}"] += 1
        before = Counter(seen)
        crashed.look(seen, is_done=is_done)
        if is_done or seen["states"] % _RECOVERED == 0:
            seen["recovered from"] += 1
            crashed.recover(seen)
        crashed.report(before, seen, f"power lost before {self.seen[-1]}, step {len(self.seen)}, {way}")


def _fingerprint(folder: Path) -> bytes:
    found = sha256()
    for path in sorted(folder.rglob("*")):
        found.update(repr((path.relative_to(folder), path.is_file() and path.read_bytes())).encode())
    return found.digest()
