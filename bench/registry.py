"""The real data: studies of ClinicalTrials.gov as our own sources read them, in the fields that are searched.

What only people look up is left out, and interventions stand without their types, as in the generated records.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from index.records import Trial
from indexer.sources import formats
from indexer.sources.base import Document, Reading

DATA = Path(__file__).parents[2] / "shared" / "data" / "ctgov"
_LEFT_OUT = frozenset(
    "acronym aliases collaborators completion extra interventions maximum_age mesh_ancestors mesh_terms minimum_age "
    "official_title other_names primary_completion provenance secondary_ids sex sources start study_type".split())
_SEARCHED = tuple(spec.name for spec in fields(Trial) if spec.name not in _LEFT_OUT)


def records(folder: Path = DATA) -> list[Trial]:
    """Every study in the archives of ``folder``, once each (the one posted last), ascending by id.

    Raises:
        FileNotFoundError: if the folder has no archive.
    """
    found: dict[str, Trial] = {}
    archives = sorted(folder.glob("*.zip"))
    if not archives:
        raise FileNotFoundError(f"no archives of studies in {folder}")
    for trial in (trial for archive in archives for trial in _archive(archive)):
        known = found.get(trial.id)
        if known is None or (known.last_posted or "") < (trial.last_posted or ""):
            found[trial.id] = trial
    return [found[number] for number in sorted(found)]


def _archive(path: Path) -> Iterator[Trial]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            reading = formats.read(Document(name, archive.read(name)), "")
            if isinstance(reading, Reading):
                yield from (_searched(record) for record in reading.records if isinstance(record, Trial))


def _searched(trial: Trial) -> Trial:
    names = dict.fromkeys(text.partition(": ")[2] or text for text in trial.interventions)
    return Trial(interventions=tuple(names), **{name: getattr(trial, name) for name in _SEARCHED})
