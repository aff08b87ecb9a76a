"""Which sources state the value of each attribute of a merged record, and what others state instead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from typing import Any

from index.records import Label, Monograph, Origin, Other, Provenance, Record
from indexer.versions import place

EXTRA = "extra."
"""What stands before the label of an ``extra`` text in the names of attributes."""
_SHOWN = 200
"""Characters that are kept of what another source states."""
_UNSTATED = frozenset(("id", "extra", "sources", "provenance"))
"""Attributes that no document states as such; each label of ``extra`` is an attribute by itself."""

Statement = tuple[frozenset[int], Any]
"""The numbers of a version's sources, and what it states; None: nothing."""


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
    stated = [(frozenset(numbers[place(source)] for source in version.sources), dict(_attributes(version)))
              for version in versions]
    return {
        name: _origin(name, value, [(sources, values.get(name)) for sources, values in stated], name in united)
        for name, value in _attributes(record)
    }


def is_value(value: object) -> bool:
    """Whether an attribute that has it states anything."""
    return value is not None and value not in ("", (), {})


def are_outdated(labels: Sequence[Label], current: Sequence[Label]) -> bool:
    """Whether there are labels, and none of them is among the current ones."""
    by_set = {label.set_id: label for label in current}
    return bool(labels) and all(by_set.get(label.set_id) != label for label in labels)


def _attributes(record: Record) -> Iterator[tuple[str, Any]]:
    for spec in fields(record):
        value = getattr(record, spec.name)
        # A monograph's aliases are made of its versions' ids.
        if is_value(value) and spec.name not in _UNSTATED and (spec.name != "aliases" or record.kind != Monograph.kind):
            yield spec.name, value
    for label, texts in record.extra.items():
        yield EXTRA + label, texts


def _origin(name: str, value: Any, statements: Sequence[Statement], is_united: bool) -> Origin:
    stating = [(numbers, stated) for numbers, stated in statements if stated is not None]
    if is_united:
        return Origin(_numbers(stating))
    if name == "labels":
        return Origin(_numbers([each for each in stating if not are_outdated(each[1], value)]))
    agreeing = _numbers([each for each in stating if each[1] == value])
    others = {(number, _text(stated)) for numbers, stated in stating for number in numbers.difference(agreeing)}
    return Origin(agreeing, tuple(Other(*other) for other in sorted(others)))


def _numbers(statements: Sequence[Statement]) -> tuple[int, ...]:
    return tuple(sorted(frozenset[int]().union(*(numbers for numbers, _ in statements))))


def _text(value: Any) -> str:
    text = " | ".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
