"""How much of a run is done as a whole, and how long the rest will take, whichever phase it is in."""

from __future__ import annotations

import time
from collections.abc import Callable

SHARES = {"read": 0.56, "collect": 0.025, "index": 0.38, "sync": 0.035}
"""Phases in their order, and the parts of the time that they take where studies are read from an archive."""


class Course:
    """The course of one run.

    Args:
        clock: gives seconds, ascending.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self._done, self._then = 0.0, self._started

    def tell(self, phase: str, done: int, total: int | None) -> None:
        """Note how far a phase is; without a total only that it has begun."""
        phases = list(SHARES)
        before = sum(SHARES[each] for each in phases[:phases.index(phase)])
        within = min(1.0, done / total) if total else 0.0
        of_all = before + SHARES[phase] * within
        if of_all > self._done:
            self._done, self._then = of_all, self._clock()

    def left(self) -> float | None:
        """Seconds until the end, if it goes on as it went so far; None: too little is done to say.

        As long as nothing is told they pass; when more have passed so than are left, at least as many are to come.
        """
        if not self._done:
            return None
        now, end = self._clock(), self._started + (self._then - self._started) / self._done
        return max(end - now, now - self._then)


def in_words(seconds: float | None) -> str:
    """A time that is left, no finer than can be known: ``about 3 min left``; empty if it is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "less than a minute left"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"about {hours} h {minutes} min left" if hours else f"about {minutes} min left"
