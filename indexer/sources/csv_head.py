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
_NUMBER = "registration_number"
NAMES: Mapping[str, tuple[str, ...]] = {attribute: tuple(names.split("|")) for attribute, names in {
    _NUMBER: "NCT Number", "title": "Study Title|Title|Titles", "url": "Study URL|URL", "acronym": "Acronym",
    "status": "Study Status|Status|Recruitment", "summary": "Brief Summary", "results": "Study Results",
    "conditions": "Conditions", "interventions": "Interventions", "primary_outcomes": "Primary Outcome Measures",
    "secondary_outcomes": "Secondary Outcome Measures", "other_outcomes": "Other Outcome Measures",
    "outcomes": "Outcome Measures", "sponsor": "Sponsor", "collaborators": "Collaborators",
    "sponsors": "Sponsor/Collaborators", "sex": "Sex|Gender", "age": "Age|Age Groups", "phases": "Phases",
    "enrollment": "Enrollment", "funder": "Funder Type", "study_type": "Study Type|Study Types",
    "design": "Study Design|Study Designs", "secondary_ids": "Other IDs", "start": "Start Date",
    "primary_completion": "Primary Completion Date", "completion": "Completion Date", "first_posted": "First Posted",
    "last_posted": "Last Update Posted", "results_posted": "Results First Posted", "locations": "Locations",
    "documents": "Study Documents",
}.items()}
"""What a column states -> its name today, and those that it had before."""
_COLUMNS = {name.lower(): attribute for attribute, names in NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Head:
    """Of a table.

    Attributes:
        delimiter: one character.
        names: of the columns, as written.
        attributes: what each states, a key of :data:`NAMES`; None: unknown, or stated by an earlier one.
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
        known = [_COLUMNS.get(" ".join(name.lower().split())) for name in names]
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
