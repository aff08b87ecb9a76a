"""Writers: a step of a history as one generation; and processes that take one step after the other.

    python -m bench.torture.writing FOLDER ENGINE HISTORY RECORDS FIRST STEPS
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.torture import marked
from bench.torture.history import History
from index import engines
from index.store import Store

_HERE = Path(__file__).parents[2]
_ENDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Subject:
    """An index that is tortured: its folder, the name of its engine, and what is known of it."""

    root: Path
    engine: str
    history: History

    def store(self) -> Store:
        """The index."""
        return Store(self.root, engines.get(self.engine))

    def writer(self, first: int, steps: int = _ENDLESS) -> subprocess.Popen[str]:
        """A process that takes these steps, saying what :func:`write` says."""
        arguments = self.root.absolute(), self.engine, self.history.name, self.history.records, first, steps
        command = [sys.executable, "-m", __name__, *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_HERE)


def write(store: Store, known: History, step: int, say: Callable[[str], object] = str) -> None:
    """Take a step, saying ``adding``, ``committing`` and ``done`` with its number; the one before must be live.

    Raises:
        TrialdexError: as the store does.
    """
    change = known.change(step)
    say(f"adding {step}")
    with store.update() if change.is_update else store.build([marked.mark(step)]) as build:
        for number in change.removed if change.is_update else ():
            build.remove(marked.name(number))
        for number in change.written if change.is_update else known.state(step):
            build.add(marked.record(number, known.state(step)[number]))
        say(f"committing {step}")
        build.commit()
    say(f"done {step}")


def main(folder: str, engine: str, name: str, records: str, first: str, steps: str) -> None:
    """Take steps until there are no more, or this process is killed."""
    subject = Subject(Path(folder), engine, History(name, int(records)))
    for step in range(int(first), int(first) + int(steps)):
        write(subject.store(), subject.history, step, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
