"""Good and bad records, one after the other in a random order, into a build or an update."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from bench.torture.own_words import Known
from index.build import Build
from index.errors import RefusedRecord
from index.records import Trial

POISON = "poison"
"""What words begin with at which the analysis is made to fail."""

_SPOILED: tuple[Callable[[Trial], dict[str, Any]], ...] = (
    lambda record: {"id": f"{record.id}\udcff"},
    lambda _: {"id": 7},
    lambda record: {"title": f"{record.title} \udcff"},
    lambda _: {"title": None},
    lambda record: {"summary": f"\ud800 {record.summary}"},
    lambda record: {"conditions": (*record.conditions, None)},
    lambda record: {"extra": {**record.extra, "\udcff": ("label",)}},
    lambda record: {"extra": {**record.extra, "more": ("text", b"bytes")}},
    lambda _: {"enrollment": 2**53},
    lambda _: {"enrollment": "40"},
    lambda _: {"aliases": 5},
    lambda _: {"sources": ("page.txt",)},
)
"""Values that make a record one that cannot be stored; most of it is whole."""


class Interleaver:
    """Does good and bad to a build, and keeps account of what must come of it.

    Args:
        build: of a generation that begins with what is known.
        known: changes with the build.
        chance: decides.
    """

    def __init__(self, build: Build, known: Known, chance: Random) -> None:
        self._build, self._known, self._chance = build, known, chance
        self._untouched = list(known.records)
        chance.shuffle(self._untouched)
        self._added: list[str] = []
        self._removed: list[str] = []

    def interleave(self) -> Counter[str]:
        """Do some good and some bad in any order; how often what was done."""
        deeds = [self._good, self._bad, *self._chance.choices((self._good, self._bad), k=self._chance.randint(0, 6))]
        self._chance.shuffle(deeds)
        return Counter(deed() for deed in deeds)

    def poison(self) -> None:
        """Add a record at whose words the analysis will fail."""
        record = self._known.new()
        self._build.add(replace(record, summary=f"{record.summary} {POISON}{self._known.used}"))

    def _good(self) -> str:
        way = self._chance.random()
        try:
            if len(self._untouched) > 1 and way < 0.1:
                return self._remove(self._untouched.pop())
            if self._removed and way > 0.9:
                return self._add(self._removed.pop())
            return self._add(self._untouched.pop() if self._untouched and way < 0.4 else None)
        except (KeyError, RefusedRecord):
            return "good one refused"

    def _remove(self, old: str) -> str:
        del self._known.records[old]
        self._removed.append(old)
        self._build.remove(old)
        return "removed"

    def _add(self, old: str | None) -> str:
        record = self._known.new(old)
        self._known.records[record.id] = self._known.used
        self._added.append(record.id)
        self._build.add(record)
        return "added" if old is None else "replaced"

    def _bad(self) -> str:
        way = self._chance.random()
        if way < 0.2:
            return self._refused("removal refused", KeyError, self._build.remove, self._absent())
        if self._added and way < 0.4:
            again = self._known.new(self._chance.choice(self._added))
            return self._refused("second one refused", RefusedRecord, self._build.add, again)
        old = self._chance.choice(self._untouched) if self._untouched and way < 0.7 else None
        record = self._known.new(old)
        spoiled = replace(record, **self._chance.choice(_SPOILED)(record))
        name = "refused" if old is None else "replacement refused"
        return self._refused(name, RefusedRecord, self._build.add, spoiled)

    def _absent(self) -> str:
        return self._chance.choice([*self._added[-1:], *self._removed[-1:], "NCT99999999"])

    @staticmethod
    def _refused(name: str, error: type[Exception], do: Callable[[Any], None], what: Any) -> str:
        try:
            do(what)
        except error:
            return name
        return "not refused"
