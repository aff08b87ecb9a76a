"""Writes docs/sources.md: which fields of a record come from where in each source, from the tables that are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from index.records import Trial
from indexer.sources.ctgov_fields import ROWS

TARGET = Path(__file__).with_name("sources.md")
_HEAD = """# Sources

Made from the tables in `indexer/sources/` by `make docs`; a test compares them.

## Trials

Where a study has the fields of a trial. What has no field is kept under `extra`, as texts under the key in words
(`Why stopped`, `Arm groups`); so is, with a caution, what cannot be read. `id` is the registration number in the form
of its registry, else `trial-` and a hash of title, sponsor and dates; `drugs` come from drug pages alone.
"""
_API = "ClinicalTrials.gov API v2"


def page() -> str:
    """The page as Markdown."""
    columns: Mapping[str, Mapping[str, str]] = {_API: _api()}
    names = [field.name for field in fields(Trial) if any(field.name in column for column in columns.values())]
    rows = [["field", *columns], ["---"] * (len(columns) + 1)]
    rows += [[f"`{name}`", *(column.get(name, "") for column in columns.values())] for name in names]
    return _HEAD + "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _api() -> dict[str, str]:
    """Field -> its paths."""
    return {field: "<br>".join(f"`{path.removeprefix('protocolSection.')}`" for path in row.paths)
            for row in ROWS for field in row.fields}


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
