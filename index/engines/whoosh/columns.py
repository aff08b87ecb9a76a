"""Whoosh's columns in memory: facets by record, identifiers, sort keys; each read at its first use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from index import facets
from index.engines.base import Choice, Years
from index.engines.whoosh.schema import SEPARATOR, facet_column
from index.fields import Field
from index.request import NONE
from index.text import key


@dataclass(frozen=True)
class FacetColumn:
    """One facet of all records.

    Attributes:
        keys: record number -> keys; ``(none)`` where the record has the field but no value.
        spellings: key -> commonest spelling.
    """

    keys: Sequence[tuple[str, ...]]
    spellings: Mapping[str, str]

    @cached_property
    def records(self) -> Mapping[str, set[int]]:
        """Key -> the numbers of the records that have it."""
        found: dict[str, set[int]] = {}
        for number, of_record in enumerate(self.keys):
            for each in of_record:
                found.setdefault(each, set()).add(number)
        return found

    def chosen(self, choices: Iterable[Choice]) -> set[int]:
        """The records that one of the choices selects."""
        found: set[int] = set()
        for choice in choices:
            if isinstance(choice, Years):
                low, high = choice.low or 0, choice.high or 9999
                found.update(*(numbers for year, numbers in self.records.items()
                               if year.isdigit() and low <= int(year) <= high))
            else:
                found |= self.records.get(choice, set())
        return found

    def counts(self, records: Iterable[int]) -> facets.Tally:
        """How many of these records have each value."""
        keys = self.keys
        return facets.Tally(Counter(each for number in records for each in keys[number]), self.spellings)

    @cached_property
    def totals(self) -> facets.Tally:
        """How many of all records have each value."""
        return self.counts(range(len(self.keys)))


def read_facet(reader: Any, facet: Field, kinds: Sequence[str]) -> FacetColumn:
    """Read a facet's column.

    Args:
        reader: Whoosh's.
        facet: which.
        kinds: the kind of each record.
    """
    written = [tuple(filter(None, text.split(SEPARATOR))) for text in read_texts(reader, facet_column(facet.name))]
    keys = [tuple(dict.fromkeys(filter(None, map(key, texts)))) or ((NONE,) if kind in facet.kinds else ())
            for texts, kind in zip(written, kinds, strict=True)]
    return FacetColumn(keys, facets.spellings(written))


def read_texts(reader: Any, column: str) -> list[str]:
    """A column of texts, by record number."""
    if not reader.has_column(column):
        return [""] * reader.doc_count_all()
    return [bytes(value).decode() for value in reader.column_reader(column, translate=False)]


def read_numbers(reader: Any, column: str) -> list[int | None]:
    """A column of numbers that are not negative, by record number; None where a record has none."""
    if not reader.has_column(column):
        return [None] * reader.doc_count_all()
    return [None if value < 0 else value for value in reader.column_reader(column, translate=False)]
