"""Facet keys, spellings and orders: what every engine counts by, and how values are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from index.fields import Field, values
from index.records import Record
from index.request import NONE
from index.text import key
from index.vocabulary import ORDER


def keys(record: Record, facet: Field) -> tuple[str, ...]:
    """The facet's different keys in this record; ``(none)`` if it has the field but no value."""
    found = tuple(dict.fromkeys(filter(None, map(key, values(record, facet)))))
    return found or ((NONE,) if record.kind in facet.kinds else ())


def spellings(values_of_records: Iterable[Iterable[str]]) -> dict[str, str]:
    """Key -> the spelling that most records have; of equals the first by code point.

    Args:
        values_of_records: a facet's values as written, record by record.
    """
    counts: dict[str, Counter[str]] = {}
    for written in values_of_records:
        first = {key(value): " ".join(value.split()) for value in reversed(tuple(written))}
        for folded, value in first.items():
            if folded:
                counts.setdefault(folded, Counter())[value] += 1
    return {folded: min(counter, key=lambda value: (-counter[value], value))
            for folded, counter in counts.items()}


def listed(facet: Field, counts: Mapping[str, int], spelling: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """All values of a facet as (key, spelling, count) in the order in which they are listed.

    Values with a natural order stand in it; others by count, then by spelling; ``(none)`` is last.
    """
    natural = {key(value): place for place, value in enumerate(ORDER.get(facet.name, ()))}

    def order(item: tuple[str, str, int]) -> tuple[bool, int, int, str]:
        folded, value, count = item
        return folded == NONE, natural.get(folded, len(natural)), -count if not natural else 0, value

    return sorted(((folded, spelling.get(folded, folded), count) for folded, count in counts.items()),
                  key=order)

