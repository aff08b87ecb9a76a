"""Ctrl-C and polite kills of real commands at random moments, writers beside each other, and readers beside writers."""

from __future__ import annotations

import signal
import time
from collections import Counter
from random import Random

from bench.torture.pipeline_kills import seconds, started
from bench.torture.pipeline_subject import Subject
from index.errors import TrialdexError
from indexer.interruption import INTERRUPTED, TERMINATED

_LOCKED = 75


def interruptions(subject: Subject, count: int, jobs: int, seed: int) -> Counter[str]:
    """Interrupt so many commands, each with so many worker processes; what was seen."""
    seen, chance = Counter[str](), Random(seed)
    longest = seconds(subject, jobs)
    for number in range(count):
        sent, code = ((signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED))[number % 2]
        subject.restore()
        process = started(subject, jobs)
        time.sleep(chance.uniform(0.1, longest))
        process.send_signal(sent)
        said = process.communicate()[1]
        seen["interruptions"] += 1
        is_done = process.returncode in (0, 1)
        seen[f"ended with {process.returncode}"] += 1
        seen["error"] += process.returncode not in (0, 1, code, -sent)
        seen["tracebacks"] += "Traceback" in said
        seen["several lines"] += len(said.strip().splitlines()) > 1
        before = Counter(seen)
        subject.look(seen, is_done=is_done)
        subject.recover(seen)
        subject.report(before, seen, f"signal {sent}, {jobs} jobs, ended with {process.returncode}: {said!r}")
    return seen


def rivals(subject: Subject, count: int) -> Counter[str]:
    """Start two writers at once so many times, and look into the index meanwhile; what was seen."""
    seen = Counter[str]()
    for _ in range(count):
        subject.restore()
        writers = [started(subject, 1), started(subject, 1)]
        while any(writer.poll() is None for writer in writers):
            try:
                seen["mixed"] += subject.digest() not in (subject.before, subject.after)
                seen["looks"] += 1
            except TrialdexError as error:
                print(error)
                seen["unreadable"] += 1
        said = [writer.communicate()[1] for writer in writers]
        codes = sorted(writer.returncode for writer in writers)
        seen["pairs of writers"] += 1
        seen["turned away"] += _LOCKED in codes
        seen["error"] += not set(codes) <= {0, 1, _LOCKED} or codes == [_LOCKED, _LOCKED]
        seen["tracebacks"] += any("Traceback" in each for each in said)
        subject.look(seen, is_done=True)
        subject.recover(seen)
    return seen
