"""Writes docs/sources.md: which fields of a record come from where in each source, from the tables that are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from index.records import Trial
from indexer.sources import ctgov_xml_names
from indexer.sources.csv_head import NAMES
from indexer.sources.ctgov_fields import ROWS

TARGET = Path(__file__).with_name("sources.md")
_HEAD = """# Sources

Made from the tables in `indexer/sources/` by `make docs`; a test compares them.

## Trials

Where a study has the fields of a trial. What has no field is kept under `extra`, as texts under the key in words
(`Why stopped`, `Arm groups`); so is, with a caution, what cannot be read. `id` is the registration number in the form
of its registry, else `trial-` and a hash of title, sponsor and dates; `drugs` come from drug pages alone.
An outcome begins with its rank, as in `Primary: Cramps, 4 weeks`; tables with `Outcome Measures` do not say it.
"""
_API, _XML, _CSV = "ClinicalTrials.gov API v2", "its legacy XML", "its CSV export, now and before"
_COLUMNS = {
    "outcomes": "primary_outcomes secondary_outcomes other_outcomes outcomes", "sponsor": "sponsor sponsors",
    "collaborators": "collaborators sponsors", "countries": "locations", "intervention_types": "interventions",
    "minimum_age": "age", "maximum_age": "age",
}
"""Fields that are read from columns of other names than their own."""


def page() -> str:
    """The page as Markdown."""
    columns: Mapping[str, Mapping[str, str]] = {_API: _api(), _XML: _xml(), _CSV: _csv()}
    names = [field.name for field in fields(Trial) if any(field.name in column for column in columns.values())]
    rows = [["field", *columns], ["---"] * (len(columns) + 1)]
    rows += [[f"`{name}`", *(column.get(name, "") for column in columns.values())] for name in names]
    return _HEAD + "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _api() -> dict[str, str]:
    """Field -> its paths."""
    return {field: "<br>".join(f"`{path.removeprefix('protocolSection.')}`" for path in row.paths)
            for row in ROWS for field in row.fields}


def _xml() -> dict[str, str]:
    """Field -> elements below ``clinical_study``."""
    found = dict(_elements(ctgov_xml_names.root(), (), ()))
    return {field: "<br>".join(f"`{tags}`" for tags, at in found.items() if at in row.paths)
            for row in ROWS for field in row.fields}


def _elements(name: ctgov_xml_names.Name, tags: tuple[str, ...], base: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Elements, and where a study of the API has what they state."""
    for tag, inner in name.inside.items():
        at = (*base, *inner.path, *filter(None, [inner.last]))
        if inner.last:
            yield "/".join((*tags, tag)), ".".join(at)
        yield from _elements(inner, (*tags, tag), at if inner.many else base)


def _csv() -> dict[str, str]:
    """Field -> names of columns."""
    columns = {field: _COLUMNS.get(field, field).split() for row in ROWS for field in row.fields}
    return {field: "<br>".join(f"`{name}`" for column in stated for name in NAMES.get(column, ()))
            for field, stated in columns.items()}


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
