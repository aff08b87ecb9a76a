"""What was seen as tables, in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import fill

from bench.tables import table
from bench.torture import BAD
from bench.torture.kept import Kept

_TIMES = {
    "kills": ("kills",), "states after a loss of power": ("states",), "calls of the system that fail": ("faults",),
    "full disks": ("full disks",), "interruptions": ("interruptions",), "two writers at once": ("pairs of writers",),
    "files with a flipped bit, cut off, longer or gone": (
        "bit flipped", "bit flipped, in both", "cut off", "cut off, in both", "made longer", "made longer, in both",
        "deleted", "deleted, in both", "extra file"),
    "damaged documents and archives": ("mutants",), "bad records among good ones": ("interleavings",),
    "generations replaced under readers": ("steps", "rounds"),
}
"""Row -> what is added up to how often it was done; each title belongs to the first of which it has something."""
_COLUMNS = ("lost", "mixed", "wrong", "unreadable", "tracebacks", "silent")
"""What must never be, with a column of its own; the rest is named in the last one."""
_COMPARED = {"before or after": ("answered as before", "answered as after", "answered with a notice"),
             "refused, clearly": ("refused by a clear error",), "lost": ("lost",), "wrong": ("wrong", "mixed"),
             "unreadable": ("unreadable", "refused"), "tracebacks": ("tracebacks",), "lock kept": ("lock kept",),
             "not recovered": ("not recovered",), "left over": ("left over",)}
"""Column -> what is added up in it."""


def alone(kept: Sequence[Kept]) -> str:
    """Ours: how often what was done, and what of that must never be."""
    def row(name: str) -> list[str]:
        seen = sum((each.seen for each in kept if _row_of(each) == name), Counter[str]())
        times = sum(seen[what] for what in _TIMES[name])
        return [name, *_number((times, *(seen[column] for column in _COLUMNS))), _others(seen)]

    return table(("what befell it", "times", *_COLUMNS, "other faults"), map(row, _TIMES))


def details(kept: Iterable[Kept]) -> str:
    """All that was seen, title by title."""
    return "\n".join(fill(f"- **{each.title}**: {_done(each.seen)}", 120, subsequent_indent="  ") for each in kept)


def beside(kept: Iterable[Kept]) -> str:
    """Ours and stock Whoosh's: what became of how many."""
    def row(each: Kept) -> list[str]:
        fault, history, name = each.title.split(": ")
        numbers = _number(sum(each.seen[what] for what in added) for added in _COMPARED.values())
        return [fault, history, name, f"{each.seen[fault]:,}", *numbers]

    return table(("fault", "history", "writer", "times", *_COMPARED), map(row, kept))


def _row_of(kept: Kept) -> str:
    return next(name for name, added in _TIMES.items() if any(kept.seen[what] for what in added))


def _number(counts: Iterable[int]) -> list[str]:
    return [f"{count:,}" for count in counts]


def _others(seen: Counter[str]) -> str:
    return ", ".join(f"{what} {seen[what]:,}" for what in sorted(BAD.difference(_COLUMNS)) if seen[what]) or "0"


def _done(seen: Counter[str]) -> str:
    return ", ".join(f"{what} {seen[what]:,}" for what in sorted(seen.keys() - BAD) if seen[what])
