"""A run of ``reindex`` or ``update`` that notes what time it foretells: ``python -m bench.coursed reindex PATH``."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from index import engines
from index.processes import SELDOM
from index.store import Store
from indexer.course import Course
from indexer.pipeline import reindex, update

_WARMING, _ENDING = 60, 10
"""Seconds at the beginning in which nothing can be foretold yet, and at the end in which it is of no use."""


def off(foretold: list[tuple[float, float]], end: float) -> tuple[float, float] | None:
    """By how much of the time that was really left the foretold one was off, at worst, and in which second."""
    return max(((round(abs(left / (end - now) - 1), 3), round(now, 1)) for now, left in foretold
                if _WARMING < now < end - _ENDING), default=None)


def main() -> None:
    """Run, and print the report with ``phases``, each with the second of its beginning, and ``off``."""
    gc.set_threshold(SELDOM)
    run = {"reindex": reindex, "update": update}[sys.argv[1]]
    started, course = time.monotonic(), Course()
    phases: dict[str, float] = {}
    foretold: list[tuple[float, float]] = []

    def progress(phase: str, done: int, total: int | None) -> None:
        course.tell(phase, done, total)
        now = time.monotonic() - started
        phases.setdefault(phase, round(now, 1))
        if (left := course.left()) is not None and (not foretold or now - foretold[-1][0] > 1):
            foretold.append((now, left))

    report = run(sys.argv[2:], Store(Path(os.environ["TRIALDEX_INDEX"]), engines.get()), progress)
    end = time.monotonic() - started
    shares = {phase: round((after - begun) / end, 3)
              for (phase, begun), (_, after) in pairwise([*phases.items(), ("end", end)])}
    figures: dict[str, Any] = {"seconds": round(end, 1), "phases": phases, "shares": shares, "off": off(foretold, end)}
    print(json.dumps(report.as_dict() | figures))


if __name__ == "__main__":
    main()
