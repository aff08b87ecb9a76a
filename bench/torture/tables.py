"""What was seen as tables, in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bench.tables import table
from bench.torture import BAD
from bench.torture.kept import Kept

_COLUMNS = ("lost", "mixed", "wrong", "unreadable", "tracebacks", "silent")
"""What must never be, with a column of its own; the rest is named in the last one."""
_COMPARED = {"before or after": ("answered as before", "answered as after", "answered with a notice"),
             "refused, clearly": ("refused by a clear error",), "lost": ("lost",), "wrong": ("wrong", "mixed"),
             "unreadable": ("unreadable", "refused"), "tracebacks": ("tracebacks",), "lock kept": ("lock kept",),
             "not recovered": ("not recovered",), "left over": ("left over",)}
"""Column -> what is added up in it."""


def alone(kept: Iterable[Kept]) -> str:
    """Ours: what was done, and what of that must never be."""
    def row(each: Kept) -> list[str]:
        numbers = _number(each.seen[column] for column in _COLUMNS)
        return [each.title, *numbers, _others(each.seen), _done(each.seen)]

    return table(("torture", *_COLUMNS, "other faults", "what was seen"), map(row, kept))


def beside(kept: Iterable[Kept]) -> str:
    """Ours and stock Whoosh's: what became of how many."""
    def row(each: Kept) -> list[str]:
        fault, history, name = each.title.split(": ")
        numbers = _number(sum(each.seen[what] for what in added) for added in _COMPARED.values())
        return [fault, history, name, f"{each.seen[fault]:,}", *numbers]

    return table(("fault", "history", "writer", "times", *_COMPARED), map(row, kept))


def _number(counts: Iterable[int]) -> list[str]:
    return [f"{count:,}" for count in counts]


def _others(seen: Counter[str]) -> str:
    return ", ".join(f"{what} {seen[what]:,}" for what in sorted(BAD.difference(_COLUMNS)) if seen[what]) or "0"


def _done(seen: Counter[str]) -> str:
    return ", ".join(f"{what} {seen[what]:,}" for what in sorted(seen.keys() - BAD) if seen[what])
