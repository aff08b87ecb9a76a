"""Which sources state the value of each attribute of a merged record, and what others state instead."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from index.records import KINDS, Monograph, Origin, Other, Provenance, Record
from indexer.labels import Current
from indexer.versions import place

EXTRA = "extra."
"""What stands before the label of an ``extra`` text in the names of attributes."""
_LABELS = "labels"
"""The attribute to which every version adds one, or did until there was a later one."""
_SHOWN = 200
"""Characters that are kept of what another source states."""
_BEFORE = 40
"""Characters of them before the first that differs."""
_UNSTATED = frozenset(("id", "extra", "sources", "provenance"))
"""Attributes that no document states as such; each label of ``extra`` is an attribute by itself."""
_ATTRIBUTES = {cls: tuple(spec.name for spec in fields(cls) if spec.name not in _UNSTATED) for cls in KINDS.values()}
# A monograph's aliases are made of its versions' ids.
_ATTRIBUTES[Monograph] = tuple(name for name in _ATTRIBUTES[Monograph] if name != "aliases")

Statement = tuple[Sequence[int], Mapping[str, Any]]
"""The numbers of a version's sources, and what it states."""


def origins(record: Record, versions: Sequence[Record], united: Collection[str]) -> Provenance:
    """The origin of every value of a record; nothing where it has but one source, which states all.

    Args:
        record: as merged, with all sources.
        versions: that it was merged from.
        united: attributes that are lists of what all versions state; each of them states a part.
    """
    if len(record.sources) < 2:
        return {}
    numbers = {place(source): number for number, source in enumerate(record.sources, 1)}
    current = Current(record)
    statements = [([numbers[place(source)] for source in version.sources], _still_stated(version, current))
                  for version in versions]
    made: dict[tuple[int, ...], Origin] = {}
    found = {}
    for name, value in _stated(record).items():
        agreeing, others = _compared(name, value, statements, name in united or name == _LABELS)
        found[name] = Origin(agreeing, others) if others else made.setdefault(agreeing, Origin(agreeing))
    return found


def is_value(value: object) -> bool:
    """Whether an attribute that has it states anything."""
    return value is not None and value not in ("", (), {})


def _stated(record: Record) -> dict[str, Any]:
    """Attribute -> value, of those that have one."""
    found = {name: value for name in _ATTRIBUTES[type(record)] if is_value(value := getattr(record, name))}
    found.update((EXTRA + label, texts) for label, texts in record.extra.items())
    return found


def _still_stated(version: Record, current: Current) -> dict[str, Any]:
    """What a version states; its labels only if one of them is current."""
    found = _stated(version)
    return {name: value for name, value in found.items() if name != _LABELS} if current.outdates(version) else found


def _compared(name: str, value: Any, statements: Sequence[Statement],
              is_united: bool) -> tuple[tuple[int, ...], tuple[Other, ...]]:
    agreeing: set[int] = set()
    differing: list[tuple[int, Any]] = []
    for numbers, values in statements:
        stated = values.get(name)
        if stated is None:
            continue
        if is_united or stated == value:
            agreeing.update(numbers)
        else:
            differing += [(number, stated) for number in numbers]
    shown = _whole(value) if differing else ""
    others = {(number, _text(_whole(stated), shown)) for number, stated in differing if number not in agreeing}
    return tuple(sorted(agreeing)), tuple(Other(*other) for other in sorted(others))


def _text(text: str, shown: str) -> str:
    """What is stated instead of a value, in short: from its beginning, or from shortly before it differs."""
    if len(text) <= _SHOWN:
        return text
    pairs = enumerate(zip(text, shown, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(text), len(shown)))
    start = same - _BEFORE if same >= _SHOWN else 0
    return "…" * (start > 0) + text[start:start + _SHOWN] + "…" * (start + _SHOWN < len(text))


def _whole(value: Any) -> str:
    return " | ".join(value) if isinstance(value, tuple) else str(value)
