"""Facet keys, spellings and counts: what every engine counts by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.engines.base import Value
from index.fields import Field, values
from index.records import Record
from index.request import NONE
from index.text import key


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


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts held in mappings (:class:`index.engines.base.Counts`).

    Attributes:
        counts: key or ``(none)`` -> records; zeros left out.
        spellings: key -> commonest spelling, over all records of the index.
    """

    counts: Mapping[str, int]
    spellings: Mapping[str, str]

    @property
    def distinct(self) -> int:
        """The values that at least one record has, ``(none)`` aside."""
        return len(self.counts) - (NONE in self.counts)

    def of(self, key: str) -> int:
        """How many records have this value."""
        return self.counts.get(key, 0)

    def spelling(self, key: str) -> str | None:
        """The commonest spelling over all records of the index."""
        return self.spellings.get(key)

    def top(self, limit: int) -> list[Value]:
        """The commonest values."""
        return self.containing("", limit)[1]

    def containing(self, text: str, limit: int | None = None) -> tuple[int, list[Value]]:
        """The values whose key contains this folded text: how many, and the commonest."""
        found = [Value(folded, self.spellings[folded], count) for folded, count in self.counts.items()
                 if folded != NONE and text in folded]
        found.sort(key=lambda value: (-value.count, value.spelling, value.key))
        return len(found), found[:limit]
