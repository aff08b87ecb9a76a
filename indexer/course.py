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
        self._began: tuple[float, float] | None = None
        self._done = self._then = 0.0

    def tell(self, phase: str, done: int, total: int | None) -> None:
        """Note how far a phase is; without a total only that it has begun."""
        phases = list(SHARES)
        before = sum(SHARES[each] for each in phases[:phases.index(phase)])
        within = min(1.0, done / total) if total else 0.0
        of_all = before + SHARES[phase] * within
        if self._began is None:
            # What comes before, such as the list of an archive, says nothing of the pace.
            self._began = of_all, self._clock()
        if of_all > self._done:
            self._done, self._then = of_all, self._clock()

    def left(self) -> float | None:
        """Seconds until the end, if it goes on as it went since something was done; None: too little is done to say.

        As long as nothing is told they pass; when more have passed so than are left, at least as many are to come.
        """
        if self._began is None or self._done <= self._began[0]:
            return None
        now, (before, began) = self._clock(), self._began
        end = began + (self._then - began) * (1 - before) / (self._done - before)
        return max(end - now, now - self._then)


def in_words(seconds: float | None) -> str:
    """A time that is left, no finer than can be known: ``about 3 min left``; empty if it is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "less than a minute left"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"about {hours} h {minutes} min left" if hours else f"about {minutes} min left"
