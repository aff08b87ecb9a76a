"""Kill a writer at random moments of its work; each time look who answers, and go on from there."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from pathlib import Path
from random import Random

from bench.torture.observing import Wrong, observe
from bench.torture.writing import Subject, write

_BELONGING = 4
"""Entries of an index's folder: ``CURRENT``, the lock, the live generation and the one that it replaced."""
_TIMED = 6
"""Steps that are timed before the first kill, since they differ in size."""


def kills(subject: Subject, count: int, seed: int) -> Counter[str]:
    """Kill so many writers, which take one step after the other; what was seen."""
    chance, seen = Random(seed), Counter[str]()
    write(subject.store(), subject.history, 0)
    longest, live = _durations(subject), _TIMED
    for number in range(count):
        phase = tuple(longest)[number % len(longest)]
        said = _kill(subject, phase, live + 1, chance.uniform(0, longest[phase]))
        allowed = {live, *(step for word, step in said if word == "done")}
        doing, last = said[-1]
        allowed = {max(allowed)} | ({last} if doing == "committing" else set())
        step = _after_a_kill(subject, seen)
        seen["kills"] += 1
        seen[f"aimed at {phase}"] += 1
        if step is not None:
            seen[("before" if step == live else "after") if step in allowed else "between"] += 1
            live = step
    write(subject.store(), subject.history, live + 1)
    seen["left over"] = sum(1 for _ in subject.root.iterdir()) - _BELONGING
    return seen


def _after_a_kill(subject: Subject, seen: Counter[str]) -> int | None:
    store = subject.store()
    try:
        step, notices = store.answer(lambda reader: (observe(reader, subject.history, thoroughly=True), reader.notices))
    except Wrong as error:
        print(error)
        seen["wrong"] += 1
        return None
    seen["notice"] += len(notices)
    seen["damage"] += len(store.verify())
    segments = list((subject.root / store.manifest().generation).glob("segment-*"))
    seen["most segments"] = max(seen["most segments"], len(segments))
    seen["segments shared by hard link"] += sum(path.stat().st_nlink > 1 for path in segments)
    return step


def _durations(subject: Subject) -> dict[str, float]:
    """How long after the beginning of each phase to kill at most, in seconds; :data:`_TIMED` is live then."""
    times: dict[str, list[float]] = {"adding": [], "committing": [], "done": []}
    with subject.writer(1, _TIMED) as writer:
        for line in writer.stdout or ():
            times[line.split()[0]].append(time.perf_counter())
    adding = max(end - start for start, end in zip(times["adding"], times["committing"], strict=True))
    committing = max(end - start for start, end in zip(times["committing"], times["done"], strict=True))
    return {"adding": 1.5 * adding, "committing": 1.5 * committing, "switching": 0.5 * committing}


def _kill(subject: Subject, phase: str, first: int, after: float) -> list[tuple[str, int]]:
    """Kill a writer so many seconds into a phase; what it had said. To switch begins with the manifest's writing."""
    with subject.writer(first) as writer:
        assert writer.stdout is not None
        said = []
        for line in writer.stdout:
            said.append(line)
            if line.startswith("committing" if phase == "switching" else phase):
                break
        if phase == "switching":
            _await_a_manifest(subject.root, writer)
        time.sleep(after)
        writer.kill()
        said.extend(writer.stdout)
    return [(word, int(step)) for word, step in map(str.split, said)]


def _await_a_manifest(root: Path, writer: subprocess.Popen[str]) -> None:
    while not any(root.glob("gen-*.building/manifest.json")) and writer.poll() is None:
        time.sleep(0.0005)
