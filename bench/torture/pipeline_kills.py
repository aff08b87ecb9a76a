"""Kill a run (SIGKILL) before each of its steps in turn, and real commands with their processes at random moments."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bench.torture.pipeline_steps import PHASES, Steps
from bench.torture.pipeline_subject import Subject

HERE = Path(__file__).parents[2]
"""Where the packages are."""
_PATIENCE = 30
"""Seconds after which a worker process that still runs without its parent counts as one that stays."""
_SAVED_FROM = PHASES.index("catalog")
_SWITCHED_FROM = PHASES.index("switch")


def steps_of(subject: Subject) -> Steps:
    """The steps of a whole run."""
    subject.restore()
    counted = Steps()
    with counted.taken():
        subject.run()
    return counted


def kills_at_steps(subject: Subject, every: int, first: int = 1) -> Counter[str]:
    """Kill a run before its first step, and before every so many-th from there; what was seen."""
    seen, steps = Counter[str](), steps_of(subject).seen
    for at in range(first, len(steps) + 1, every):
        subject.restore()
        run_killed(subject.run, at)
        phase = steps[at - 1][0]
        seen["kills"] += 1
        seen[f"killed in {phase}"] += 1
        before = Counter(seen)
        subject.look(seen, is_done=False)
        is_before = subject.digest() == subject.before
        report = subject.recover(seen)
        # What was read is kept from its commit on, so a new run begins with it: an update with what was new.
        is_saved = _SAVED_FROM < PHASES.index(phase) <= _SWITCHED_FROM and is_before
        seen["silent"] += report is not None and is_saved and subject.mode in ("first", "update") and not report.resumed
        subject.report(before, seen, f"killed at step {at}, before {steps[at - 1]}")
    return seen


def run_killed(run: Callable[[], object], at: int) -> None:
    """Run in a process that is killed before its step of this number."""
    with warnings.catch_warnings():
        # The other threads of a test's process have no lock that the child would wait for.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            with Steps(at, lambda _: os.kill(os.getpid(), signal.SIGKILL)).taken():
                run()
        finally:
            os._exit(9)
    os.waitpid(child, 0)


def kills_at_random(subject: Subject, count: int, jobs: int, seed: int) -> Counter[str]:
    """Kill so many real commands with so many worker processes each; what was seen."""
    seen, chance = Counter[str](), random.Random(seed)
    longest = seconds(subject, jobs)
    for _ in range(count):
        subject.restore()
        process = started(subject, jobs)
        time.sleep(chance.uniform(0, longest))
        process.kill()
        process.communicate()
        seen["kills"] += 1
        seen["finished before"] += process.returncode in (0, 1)
        seen["processes that stay"] += not _is_group_gone(process.pid)
        before = Counter(seen)
        subject.look(seen, is_done=process.returncode in (0, 1))
        subject.recover(seen)
        subject.report(before, seen, f"killed at random, {jobs} jobs")
    return seen


def seconds(subject: Subject, jobs: int) -> float:
    """How long a whole run takes, and a little more."""
    subject.restore()
    start = time.monotonic()
    started(subject, jobs).communicate()
    return 1.1 * (time.monotonic() - start)


def command(subject: Subject, jobs: int) -> list[str]:
    """What a person types for the run."""
    run = ["update"] if subject.mode == "update" else ["reindex", str(subject.documents)]
    return [sys.executable, "-m", "indexer", "--index", str(subject.index), *run, "--jobs", str(jobs), "--quiet"]


def started(subject: Subject, jobs: int) -> subprocess.Popen[str]:
    """The command of the run, in a process group of its own."""
    return subprocess.Popen(command(subject, jobs), cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)


def _is_group_gone(group: int) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with suppress(PermissionError):
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return True
        time.sleep(0.01)
    return False
