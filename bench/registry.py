"""The real data: studies of ClinicalTrials.gov as its API (version 2, JSON) and its older XML state them.

A plain reading for the benches: every field that is searched, none of what only people look up. Sources:
the registry's data structure for API v2 (https://clinicaltrials.gov/data-api/about-api/study-data-structure)
and the schema of its ``clinical_study`` documents.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from index import vocabulary
from index.records import Trial

DATA = Path(__file__).parents[2] / "shared" / "data" / "ctgov"
_BLANKS = re.compile(r"[ \t]*\n[ \t]*")
_DATES = {"%B %d, %Y": "%Y-%m-%d", "%B %Y": "%Y-%m"}


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
            read = _READERS.get(name.rpartition(".")[2])
            if read is not None:
                yield read(archive.read(name))


def from_api(content: bytes) -> Trial:
    """A study of API v2."""
    study = json.loads(content)["protocolSection"]

    def at(path: str) -> Any:
        value: Any = study
        for step in path.split("."):
            value = (value or {}).get(step)
        return value

    interventions = at("armsInterventionsModule.interventions") or ()
    locations = at("contactsLocationsModule.locations") or ()
    outcomes = [outcome for kind in ("primary", "secondary", "other")
                for outcome in at(f"outcomesModule.{kind}Outcomes") or ()]
    return Trial(
        id=at("identificationModule.nctId"), title=at("identificationModule.briefTitle"),
        phases=_phases(at("designModule.phases") or ()), status=_status(at("statusModule.overallStatus")),
        conditions=_distinct(at("conditionsModule.conditions") or ()),
        interventions=_distinct(each["name"] for each in interventions),
        intervention_types=_types(each["type"] for each in interventions),
        first_posted=at("statusModule.studyFirstPostDateStruct.date"),
        last_posted=at("statusModule.lastUpdatePostDateStruct.date"),
        sponsor=at("sponsorCollaboratorsModule.leadSponsor.name"), enrollment=at("designModule.enrollmentInfo.count"),
        registration_number=at("identificationModule.nctId"),
        locations=_distinct(_joined(map(each.get, ("facility", "city", "state", "zip", "country")))
                            for each in locations),
        countries=_countries(each.get("country") for each in locations),
        summary=at("descriptionModule.briefSummary"), description=at("descriptionModule.detailedDescription"),
        eligibility=at("eligibilityModule.eligibilityCriteria"),
        outcomes=_distinct(_joined(map(each.get, ("measure", "description", "timeFrame"))) for each in outcomes),
        keywords=_distinct(at("conditionsModule.keywords") or ()),
    )


def from_xml(content: bytes) -> Trial:
    """A study of the older XML."""
    study = ET.fromstring(content)

    def one(path: str) -> str | None:
        return _text(study.findtext(path))

    def every(path: str) -> list[str]:
        return [text for text in (_text(each.text) for each in study.findall(path)) if text]

    number, enrollment = one("id_info/nct_id") or "", one("enrollment")
    outcomes = [outcome for kind in ("primary", "secondary", "other") for outcome in study.findall(f"{kind}_outcome")]
    return Trial(
        id=number, title=one("brief_title") or number,
        phases=_phases(every("phase")), status=_status(one("overall_status")),
        conditions=_distinct(every("condition")), interventions=_distinct(every("intervention/intervention_name")),
        intervention_types=_types(every("intervention/intervention_type")),
        first_posted=_date(one("study_first_posted")), last_posted=_date(one("last_update_posted")),
        sponsor=one("sponsors/lead_sponsor/agency"), enrollment=int(enrollment) if enrollment else None,
        registration_number=number, locations=_distinct(map(_place, study.findall("location"))),
        countries=_countries(every("location_countries/country")),
        summary=one("brief_summary/textblock"), description=one("detailed_description/textblock"),
        eligibility=one("eligibility/criteria/textblock"),
        outcomes=_distinct(_joined(_text(each.findtext(part)) for part in ("measure", "description", "time_frame"))
                           for each in outcomes),
        keywords=_distinct(every("keyword")),
    )


_READERS: dict[str, Callable[[bytes], Trial]] = {"json": from_api, "xml": from_xml}


def _place(location: ET.Element) -> str:
    address = "facility/address"
    paths = ("facility/name", f"{address}/city", f"{address}/state", f"{address}/zip", f"{address}/country")
    return _joined(_text(location.findtext(path)) for path in paths)


def _text(text: str | None) -> str | None:
    """Paragraphs without the indents of the XML."""
    return None if text is None else _BLANKS.sub("\n", text.strip()) or None


def _joined(parts: Iterable[str | None]) -> str:
    return ", ".join(part for part in parts if part)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _date(text: str | None) -> str | None:
    for written, canonical in _DATES.items():
        try:
            return datetime.strptime(text or "", written).strftime(canonical)  # noqa: DTZ007 (a date has no zone)
        except ValueError:
            continue
    return None


def _phases(texts: Iterable[str]) -> tuple[str, ...]:
    found = {phase for text in texts for phase in vocabulary.phases(text) or ()}
    return tuple(phase for phase in vocabulary.PHASES if phase in found)


def _status(text: str | None) -> str | None:
    return None if text is None else vocabulary.status(text.replace("_", " "))


def _types(texts: Iterable[str]) -> tuple[str, ...]:
    return _distinct(vocabulary.canonical("intervention_type", text.replace("_", " ")) or "" for text in texts)


def _countries(names: Iterable[str | None]) -> tuple[str, ...]:
    return _distinct(vocabulary.country(name) or name for name in names if name)
