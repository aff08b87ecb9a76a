"""What was seen, kept in a file for each title, with the command that saw it."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kept:
    """What a command has seen under a title."""

    title: str
    command: str
    seen: Counter[str]

    @property
    def is_compared(self) -> bool:
        """Whether it is of one of several writers: a fault, a history, and the writer."""
        return self.title.count(": ") == 2


def command(arguments: Sequence[str]) -> str:
    """What a person types to see the same."""
    return re.sub(r" --out[ =]\S+", "", f"python -m bench.torture {shlex.join(arguments)}")


def keep(folder: Path, kept: Kept) -> None:
    """Write it, in the place of what was seen before under this title."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (re.sub(r"\W+", "-", kept.title) + ".json")
    found = {"title": kept.title, "command": kept.command, "seen": kept.seen}
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


def all_kept(folder: Path) -> Iterator[Kept]:
    """All that was kept there, by title."""
    for path in sorted(folder.glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        yield Kept(found["title"], found["command"], Counter(found["seen"]))
