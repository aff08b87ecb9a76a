"""What is known to be in each generation: a history of steps, each of which a writer takes as one build or update.

The record :data:`WITNESS` is written in every step, so its mark says which step a generation is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from bench.torture.marked import State

WITNESS = 0
"""The number of a record that every step writes."""
_REBUILT_EVERY = 25
"""Steps, of which one is a full build although the others are updates."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a step does: numbers of the records that it removes, and of those that it writes, new or not."""

    removed: tuple[int, ...]
    written: tuple[int, ...]
    is_update: bool


class History:
    """Steps from 0 on; the same arguments give the same history in every process.

    Args:
        name: one of :data:`HISTORIES`.
        records: about how many there are at any time.
    """

    def __init__(self, name: str, records: int) -> None:
        self.name, self.records = name, records
        self._changes: list[Change] = []
        self._states: list[State] = []

    def change(self, step: int) -> Change:
        """What leads from the step before to this one."""
        self.state(step)
        return self._changes[step]

    def state(self, step: int) -> State:
        """What a generation of this step holds; not to be called by several threads until it is known."""
        while len(self._states) <= step:
            number = len(self._states)
            before = self._states[-1] if self._states else {}
            change = HISTORIES[self.name](number, self.records, before)
            kept = {each: written for each, written in before.items() if each not in change.removed}
            self._changes.append(change)
            self._states.append(kept | dict.fromkeys(change.written, number))
        return self._states[step]


def replace_all(step: int, records: int, before: State) -> Change:
    """Everything is written anew; the number of records tells even steps from odd ones."""
    written = tuple(range(records + step % 2 * 7))
    return Change(tuple(before.keys() - set(written)), written, is_update=False)


def replace_some(step: int, records: int, before: State) -> Change:
    """Add, replace and remove one, few or many records, by an update; now and then by a build of all of them."""
    if not before:
        return replace_all(step, records, before)
    chance = Random(step)
    most = chance.choice((1, 1, records // 50 + 1, records // 5 + 1))
    known = sorted(before.keys() - {WITNESS})
    absent = sorted(set(range(1, 2 * records)) - before.keys())
    chosen = _some(chance, known, most)
    removed = _some(chance, chosen, len(chosen))
    written = {WITNESS, *chosen, *_some(chance, absent, max(1, most // 2))} - set(removed)
    return Change(tuple(removed), tuple(sorted(written)), is_update=step % _REBUILT_EVERY != 0)


def _some(chance: Random, numbers: list[int], most: int) -> list[int]:
    return chance.sample(numbers, chance.randint(0, min(most, len(numbers))))


HISTORIES: Mapping[str, Callable[[int, int, State], Change]] = {"reindexes": replace_all, "updates": replace_some}
"""Name -> the change that a step makes, from its number, the number of records, and what was there before."""
