"""All tortures of runs that read documents, each with what it has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.torture.pipeline_faults import faults, full_disks
from bench.torture.pipeline_interruptions import interruptions, rivals
from bench.torture.pipeline_kills import kills_at_random, kills_at_steps
from bench.torture.pipeline_power import losses
from bench.torture.pipeline_subject import MODES, RUNS, Subject

_MANY = 2_500
"""Pages, enough for several processes and several commits."""
_FULL = 16 * 1024
"""Bytes from one full disk to the next."""


def runs(kills: int, every: int, seed: int) -> Iterator[tuple[str, Counter[str]]]:
    """Torture runs of all kinds.

    Args:
        kills: processes that are killed and interrupted at random, in each way.
        every: of so many steps, one is hit.
        seed: of all chance.
    """
    with TemporaryDirectory() as folder:
        for mode in MODES:
            subject = Subject(Path(folder, mode), mode)
            yield f"{mode}: losses of power", losses(subject, every, seed)
            yield f"{mode}: kills at steps", kills_at_steps(subject, every)
            if mode in RUNS:
                yield f"{mode}: faults", faults(subject, every)
                yield f"{mode}: full disks", full_disks(subject, _FULL)
                yield from _of_commands(Subject(Path(folder, f"{mode} of many"), mode, _MANY), kills, seed)


def _of_commands(subject: Subject, kills: int, seed: int) -> Iterator[tuple[str, Counter[str]]]:
    for jobs in (1, 2):
        yield f"{subject.mode}: kills, {jobs} jobs", kills_at_random(subject, kills, jobs, seed)
        yield f"{subject.mode}: interruptions, {jobs} jobs", interruptions(subject, kills, jobs, seed)
    yield f"{subject.mode}: rivals", rivals(subject, max(1, kills // 10))
