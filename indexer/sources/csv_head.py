"""The head of a table that ClinicalTrials.gov has exported: which column states what, in whatever order they stand."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from indexer.sources.base import Part
from indexer.sources.csv_rows import cells, rows
from indexer.sources.decoding import decode

_DELIMITERS = ",;\t"
_NUMBER = "number"
COLUMNS: Mapping[str, str] = {
    name: attribute
    for attribute, names in {
        _NUMBER: "nct number", "title": "study title|title|titles", "url": "study url|url", "acronym": "acronym",
        "status": "study status|status|recruitment", "summary": "brief summary", "results": "study results",
        "conditions": "conditions", "interventions": "interventions", "primary": "primary outcome measures",
        "secondary": "secondary outcome measures", "other": "other outcome measures", "outcomes": "outcome measures",
        "sponsor": "sponsor", "collaborators": "collaborators", "sponsors": "sponsor/collaborators",
        "sex": "sex|gender", "age": "age|age groups", "phases": "phases", "enrollment": "enrollment",
        "funder": "funder type", "study_type": "study type|study types", "design": "study design|study designs",
        "ids": "other ids", "start": "start date", "primary_completion": "primary completion date",
        "completion": "completion date", "first_posted": "first posted", "last_posted": "last update posted",
        "results_posted": "results first posted", "locations": "locations", "documents": "study documents",
    }.items() for name in names.split("|")
}
"""Name of a column, in lower case -> what it states."""


@dataclass(frozen=True, slots=True)
class Head:
    """Of a table.

    Attributes:
        delimiter: one character.
        names: of the columns, as written.
        attributes: what each states, a value of :data:`COLUMNS`; None: unknown, or stated by an earlier one.
    """

    delimiter: str
    names: tuple[str, ...]
    attributes: tuple[str | None, ...]


@lru_cache(maxsize=64)
def read(row: bytes) -> Head | None:
    """The head that the first row of a table is; None: of none that has numbers of studies and something else known."""
    text, _ = decode(row)
    for delimiter in _DELIMITERS:
        try:
            names = tuple(name.strip() for name in cells(text, delimiter))
        except csv.Error:
            continue
        known = [COLUMNS.get(" ".join(name.lower().split())) for name in names]
        attributes = tuple(None if name in known[:at] else name for at, name in enumerate(known))
        if _NUMBER in attributes and len(set(attributes) - {None}) > 1:
            return Head(delimiter, names, attributes)
    return None


def find(start: bytes) -> Head | None:
    """The head of a document that begins so, without a byte order mark."""
    for delimiter in _DELIMITERS:
        first = next(rows([start], delimiter), None)
        found = read(first.data) if isinstance(first, Part) else None
        if found is not None and found.delimiter == delimiter:
            return found
    return None
