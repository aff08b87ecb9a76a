"""What a generation brought: which records came and went, and which trials changed their status or phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.engines.base import Plan, Reader
from index.errors import NoIndex
from index.records import Record, Trial
from index.store import Store

_BATCH = 1_000
_WATCHED = ("status", "phases", "last_posted", "title")
"""Attributes of which every change is told."""


@dataclass(frozen=True, slots=True)
class Transition:
    """An attribute of a record that is not what it was; lists as text."""

    id: str
    title: str
    attribute: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What is different between two generations.

    Attributes:
        before, after: their names.
        added, removed: (id, kind, title) of records.
        transitions: of records that are in both.
    """

    before: str
    after: str
    added: tuple[tuple[str, str, str], ...]
    removed: tuple[tuple[str, str, str], ...]
    transitions: tuple[Transition, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "before": self.before, "after": self.after,
            "added": [dict(zip(("id", "kind", "title"), each, strict=True)) for each in self.added],
            "removed": [dict(zip(("id", "kind", "title"), each, strict=True)) for each in self.removed],
            "transitions": [{"id": each.id, "title": each.title, "attribute": each.attribute,
                             "before": each.before, "after": each.after} for each in self.transitions],
        }


def differences(store: Store) -> Differences:
    """What the live generation brought, in comparison with the one that it replaced.

    Raises:
        NoIndex: if there is none, or none before it.
        OutdatedIndex, DamagedIndex, StorageError: if one of them cannot be read.
    """
    after = store.open()
    try:
        previous = store.manifest(after.generation).previous
        if previous is None:
            raise NoIndex(f"{after.generation} has no generation before it", hint="it is all new")
        before = store.open_generation(previous)
        try:
            return _between(before, after)
        finally:
            before.close()
    finally:
        after.close()


def _between(before: Reader, after: Reader) -> Differences:
    old, new = _ids(before), _ids(after)
    both = [each for each in new if each in old]
    return Differences(
        before.generation, after.generation,
        tuple(map(_named, _cards(after, [each for each in new if each not in old]))),
        tuple(map(_named, _cards(before, [each for each in old if each not in new]))),
        tuple(transition for one, other in zip(_cards(before, both), _cards(after, both), strict=True)
              for transition in _transitions(one, other)))


def _ids(reader: Reader) -> dict[str, None]:
    """All ids, ascending."""
    plan = Plan(None, None, "all", None, {}, "title", 0, None, ())
    return dict.fromkeys(sorted(hit.id for hit in reader.select(plan).hits))


def _cards(reader: Reader, ids: list[str]) -> Iterator[Record]:
    for start in range(0, len(ids), _BATCH):
        yield from reader.cards(ids[start:start + _BATCH])


def _named(record: Record) -> tuple[str, str, str]:
    return record.id, record.kind, record.title


def _transitions(before: Record, after: Record) -> Iterator[Transition]:
    for name in _WATCHED if isinstance(after, Trial) and isinstance(before, Trial) else ("title",):
        was, now = _text(getattr(before, name)), _text(getattr(after, name))
        if was != now:
            yield Transition(after.id, after.title, name, was, now)


def _text(value: str | tuple[str, ...] | None) -> str:
    return " | ".join(value) if isinstance(value, tuple) else value or ""
