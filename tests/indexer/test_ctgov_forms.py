"""One study, one record: JSON, XML and CSV of ClinicalTrials.gov give the same, but for what is listed here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from index.records import Source, Trial
from indexer.sources import formats
from indexer.sources.base import HEAD, Part
from tests.indexer.real import CTGOV, needs_shared

pytestmark = needs_shared

_MESH = "the registry computes MeSH headings anew now and then"
_LATER = "edited between the download of the XML and that of the JSON"

XML_ALONE = frozenset((
    # of the download itself
    "Download date", "Rank",
    # the API has no such key
    "Last update submit QC date", "Number of arms", "Number of groups",
))
"""What only the XML states, wherever it does."""
RESULTS = frozenset((
    "Recruitment details", "Pre assignment details", "Participant flow groups", "Participant flow periods", "Population description",
    "Baseline characteristics groups", "Denoms", "Baseline characteristics measures", "Outcome measures", "Adverse events time frame",
    "Event groups", "Serious events vocabulary", "Serious events assessment", "Serious events", "Frequency threshold",
    "Other events vocabulary", "Other events assessment", "Other events", "PI sponsor employee", "Restrictive agreement",
    "Point of contact title", "Phone", "Email",
))
"""Posted results, which were removed from the JSON samples."""
API_ALONE = frozenset((
    # the XML has no such element
    "mesh_ancestors", "Condition browse meshes", "Condition browse ancestors", "Condition browse leaves", "Condition browse branches",
    "Intervention browse meshes", "Intervention browse ancestors", "Intervention browse leaves", "Intervention browse branches",
    "Geo points", "Organization class", "Std ages", "Data version", "Min BMI", "Max BMI",
    # of a study without results the XML says nothing
    "Has results",
    # persons were removed from the XML samples, with all of what is responsible
    "Responsible party type", "Investigator title", "Investigator affiliation", "Old name title", "Old organization",
    # the XML of these years has secondary ids without their types
    "Secondary IDs",
))
"""What only the API's JSON states beside XML, wherever it does."""
XML_DIFFERENCES: Mapping[str, Mapping[str, str]] = {
    "NCT00000410": {"References": "the API adds references that were derived from PubMed"},
    "NCT00001245": {"mesh_terms": _MESH},
    "NCT00001908": {"mesh_terms": _MESH},
    "NCT00001909": {"mesh_terms": _MESH},
    "NCT00002297": {"mesh_terms": _MESH},
    "NCT00006150": {
        "mesh_terms": _MESH, "last_posted": _LATER, "Status verified date": _LATER, "Last update submit date": _LATER,
        "Last update post date type": _LATER, "maximum_age": f"{_LATER}: none, now 120 years", "References": f"{_LATER}: there were none",
        "summary": f"{_LATER}: its last word was followed by one point, now by four",
        "IPD sharing description": f"{_LATER}: other filling characters", "IPD sharing access criteria": f"{_LATER}: other filling characters"},
    "NCT00460538": {"mesh_terms": _MESH},
    "NCT00490425": {
        "mesh_terms": _MESH, "References": "the API adds references that were derived from PubMed",
        "locations": "the registry spells cities and states in its own way today: Frankfurt am Main, Hesse"},
    "NCT00499317": {"last_posted": _LATER, "Status verified date": _LATER, "Last update submit date": _LATER},
    "NCT01298141": {
        "mesh_terms": _MESH, "last_posted": _LATER, "Status verified date": _LATER, "Last update submit date": _LATER,
        "Organization": f"{_LATER}: Shire has become Takeda", "References": "the API adds references that were derived from PubMed",
        "Allocation": "the API says N/A where there is but one arm",
        "Large docs": "the XML has their addresses, the API the names, sizes and times of the files"},
    "NCT02349698": {
        "last_posted": _LATER, "Status verified date": _LATER, "Last update submit date": _LATER, "primary_completion": _LATER,
        "completion": _LATER, "References": "the API adds references that were derived from PubMed"},
    "NCT02650414": {
        "mesh_terms": _MESH, "last_posted": _LATER, "Status verified date": _LATER, "Last update submit date": _LATER,
        "start": f"{_LATER}: the day is known now", "Start date type": f"{_LATER}: the day is known now", "primary_completion": _LATER,
        "completion": _LATER, "maximum_age": f"{_LATER}: 24, now 29 years", "eligibility": _LATER, "outcomes": _LATER,
        "Arm groups": f"{_LATER}: exponents have become such", "Allocation": "the API says N/A where there is but one arm",
        "References": "the API adds references that were derived from PubMed"},
}
"""Study -> field or label -> why the forms differ, in the fourteen studies that are there as XML and as JSON."""

CSV_ALONE = frozenset(("Study design",))
"""Of observational studies the export has ``Observational Model: |Time Perspective: p``, whatever they are."""
CSV_FIELDS = frozenset((
    "id", "registration_number", "title", "acronym", "study_type", "phases", "status", "conditions", "interventions", "intervention_types",
    "start", "primary_completion", "completion", "first_posted", "last_posted", "sponsor", "enrollment", "secondary_ids", "locations",
    "countries", "sex", "outcomes", "collaborators", "Std ages", "Sponsor class", "Has results", "Allocation", "Intervention model", "Masking",
    "Who masked", "Primary purpose", "Results first post date",
))
"""What both forms state alike, wherever they do; all other fields and labels are only in the JSON."""
DOCUMENTS = "Large docs"
WITH_DOCUMENTS = frozenset(f"NCT{number}" for number in (
    "00737893 00867815 00955929 01383018 01715571 02593396 02713789 02916693 03067987 03102762 03343093 03500406 "
    "03596047 03670628 03813992 03830164 03917459 04374994 04396795 04488068 04721834 04984993 05043896 05167955").split())
"""Studies with documents: the CSV has their addresses, the API the names, sizes and times of the files."""


def read(name: str, data: bytes) -> Trial:
    whole = Source(name, "0" * 64, 0, 0, "", "2026-01-02T03:04:05Z")
    known = formats.find(data[:HEAD])
    assert known is not None
    (part,) = known.parts(io.BytesIO(data))
    assert isinstance(part, Part)
    reading = known.read(part, whole)
    (record,) = reading.records
    assert isinstance(record, Trial)
    assert (reading.cautions, reading.lost) == ((), ())
    return record


@cache
def entries(archive: str) -> dict[str, bytes]:
    with zipfile.ZipFile(CTGOV / archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@cache
def rows() -> dict[str, Trial]:
    data = (CTGOV / "ctg-studies-urology.csv").read_bytes()
    known = formats.find(data[:HEAD])
    assert known is not None
    whole = Source("table.csv", "0" * 64, 0, 0, "", "2026-01-02T03:04:05Z")
    records = [known.read(part, whole).records[0] for part in known.parts(io.BytesIO(data)) if isinstance(part, Part)]
    return {record.id: record for record in records if isinstance(record, Trial)}


def stated(trial: Trial) -> dict[str, object]:
    """What a record states: its fields, and the labels of its extra; no provenance."""
    fields = {name: getattr(trial, name) for name in Trial.__slots__ if name not in ("sources", "provenance", "extra")}
    return {name: value for name, value in (fields | dict(trial.extra)).items() if value not in (None, ())}


def differences(first: Trial, second: Trial) -> Iterator[tuple[str, str]]:
    """What is stated otherwise, and by which of the two, if only by one."""
    ours, theirs = stated(first), stated(second)
    for name in ours.keys() | theirs.keys():
        if ours.get(name) != theirs.get(name):
            yield name, "both" if name in ours and name in theirs else "first" if name in ours else "second"


@pytest.mark.parametrize("study", [
    "NCT00000410", "NCT00001245", "NCT00001908", "NCT00001909", "NCT00002297", "NCT00006150", "NCT00460538", "NCT00490425", "NCT00492635",
    "NCT00498680", "NCT00499317", "NCT01298141", "NCT02349698", "NCT02650414"])
def test_xml_and_json_of_a_study_are_one_record_but_for_what_is_listed(study: str) -> None:
    documents = entries("both-forms.zip")
    xml, api = (read(name, documents[name]) for name in (f"{study}.xml", f"{study}.json"))
    alone = {"first": XML_ALONE | RESULTS, "second": API_ALONE, "both": frozenset[str]()}
    unlisted = {name for name, where in differences(xml, api) if name not in alone[where]}
    assert XML_DIFFERENCES.get(study, {}).keys() == unlisted
    assert not stated(xml).keys() & API_ALONE - {"Has results"}
    assert not stated(api).keys() & (XML_ALONE | RESULTS)


def test_a_row_and_the_json_of_a_study_are_one_record_in_all_that_the_row_states() -> None:
    differing: dict[str, set[str]] = {}
    for name, data in entries("ctg-studies.json.zip").items():
        api = read(name, data)
        row = rows()[api.id]
        assert stated(row).keys() <= CSV_FIELDS | CSV_ALONE | {DOCUMENTS}
        for field, where in differences(row, api):
            if where != "second" or field in CSV_FIELDS:
                differing.setdefault(field, set()).add(api.id)
    assert len(rows()) == len(entries("ctg-studies.json.zip")) == 635
    observational = {row.id for row in rows().values() if row.study_type == "Observational"}
    assert differing == {DOCUMENTS: set(WITH_DOCUMENTS), "Study design": observational}
