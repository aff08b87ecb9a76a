"""A step of a contender under a fault, what is answered then, and what the next step makes of it."""

from __future__ import annotations

import gc
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.torture import BAD
from bench.torture.aside import aside
from bench.torture.bases import copy_index
from bench.torture.calls import Calls
from bench.torture.contenders import CONTENDERS, Contender
from bench.torture.history import History
from bench.torture.observing import Wrong

BEFORE = 6
"""The step that is live before the one that is tried, which updates have brought in several segments."""
AFTER = BEFORE + 1
_RECORDS = 60


class Trial:
    """An index that is tried again and again.

    Args:
        root: a folder that is not there yet.
        name: of a contender.
        history: name of what its steps write.

    Attributes:
        index: its folder.
        contender: in it.
        calls: of the step that is tried, when nothing befalls it.
        seen: what came of all.
    """

    def __init__(self, root: Path, name: str, history: str) -> None:
        root.mkdir(parents=True)
        self.index, self._saved = root / "index", root / "saved"
        self._make, self._known = CONTENDERS[name], History(history, _RECORDS)
        self._known.state(AFTER + 1)
        self.contender = self.at(self.index)
        for step in range(BEFORE + 1):
            self.contender.write(step)
        copy_index(self.index, self._saved)
        self.calls, self.seen = Calls(), Counter[str]()
        with self.calls.taken():
            self.contender.write(AFTER)

    def at(self, folder: Path) -> Contender:
        """The same contender in another folder."""
        return self._make(folder, self._known)

    def restore(self) -> None:
        """Put the index back as it was."""
        shutil.rmtree(self.index, ignore_errors=True)
        copy_index(self._saved, self.index)

    def step(self, hit: Callable[[int, int], object]) -> bool | None:
        """Take the step with a fault in a process of its own: whether it is acknowledged; None: it did not live."""
        self.restore()
        outcome = aside(lambda: self._step(Calls(hit)))
        if outcome is not None:
            error, is_clear, is_free = outcome
            self.seen["clear errors"] += bool(error) and is_clear
            self.seen["tracebacks"] += bool(error) and not is_clear
            self.seen["lock kept"] += not is_free
        return None if outcome is None else outcome[0] is None

    def _step(self, calls: Calls) -> tuple[str | None, bool, bool]:
        error, is_clear = None, True
        try:
            with calls.taken():
                self.contender.write(AFTER)
        except Exception as raised:
            error, is_clear = repr(raised), isinstance(raised, self.contender.clear)
        gc.collect()
        return error, is_clear, _tried(self.contender.is_free, self.contender)[0] is not False

    def look(self, contender: Contender | None = None, *, is_done: bool = False,
             is_damaged: bool = False) -> int | None:
        """See what is answered.

        Args:
            contender: that is asked; None: that of the trial.
            is_done: whether the step was acknowledged.
            is_damaged: whether this is a damaged index of the step before, which may be refused.

        Returns:
            The step that answers; None: nothing that is right does.
        """
        asked, seen = contender or self.contender, self.seen
        outcome: Any = aside(lambda: _tried(asked.answer, asked)) or (None, "killed or hangs", False, False)
        found, error, is_clear, is_wrong = outcome
        if error:
            seen["tracebacks"] += not is_wrong and not is_clear
            seen["wrong"] += is_wrong
            refused = "refused by a clear error" if is_clear else "refused"
            seen[refused if is_damaged else "unreadable"] += not is_wrong
            return None
        step, noticed = found
        expected = {BEFORE, BEFORE - noticed} if is_damaged else {BEFORE, AFTER}
        seen["mixed"] += step not in expected
        if is_done and step == BEFORE:
            seen["lost"] += 1
        else:
            seen["answered with a notice" if noticed else f"answered as {'after' if step == AFTER else 'before'}"] += 1
        return int(step)

    def recover(self, live: int | None) -> None:
        """Take the next step, as whoever meets the fault will do."""
        step = (BEFORE if live is None else live) + 1
        outcome = aside(lambda: _tried(lambda: self._next(step), self.contender))
        is_recovered = outcome is not None and outcome[0] is not None and outcome[0][0] == step
        self.seen["not recovered"] += not is_recovered
        if is_recovered:
            self.seen["left over"] += outcome[0][1] > 0

    def _next(self, step: int) -> tuple[int, int]:
        self.contender.write(step)
        return self.contender.answer()[0], self.contender.stray()

    def report(self, before: Counter[str], what: str) -> None:
        """Print what was done, if something was seen since that must never be."""
        if worse := sorted(each for each in BAD if self.seen[each] > before[each]):
            print(f"{', '.join(worse)}: {what}")


def _tried(action: Callable[[], Any], contender: Contender) -> tuple[Any, str | None, bool, bool]:
    """What it gives; or the error, whether that is clear, and whether it is a wrong answer."""
    try:
        return action(), None, True, False
    except Exception as error:
        return None, repr(error), isinstance(error, contender.clear), isinstance(error, Wrong)
