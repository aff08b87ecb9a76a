"""Studies of ClinicalTrials.gov's API: every field from its place, and what cannot be read kept as it stands."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from index.records import Trial, to_dict
from indexer.sources.ctgov_fields import ROWS
from indexer.sources.ctgov_words import label
from tests.indexer.api_studies import BARE, cautions, trial, with_module
from tests.indexer.studies import STUDY


def test_every_field_of_a_trial_comes_from_its_place() -> None:
    found = to_dict(trial(STUDY))
    extra, sources = found.pop("extra"), found.pop("sources")
    assert {name: value for name, value in found.items() if value not in (None, [], {})} == {
        "id": "NCT09990001", "kind": "trial", "title": "Quinine or Stretching for Calf Cramps",
        "official_title": "A Randomised Trial of Quinine & Stretching <2 Weeks> in Adults With Cramps", "acronym": "QUISTRE",
        "study_type": "Interventional", "phases": ["Phase 2", "Phase 3"], "status": "Active, not recruiting",
        "conditions": ["Muscle Cramp", "Pain"],
        "interventions": ["Drug: Quinine", "Other: Stretching", "Dietary Supplement: Magnesium"],
        "intervention_types": ["Drug", "Other", "Dietary Supplement"], "other_names": ["Qualaquin", "Chinin"],
        "mesh_terms": ["Muscle Cramp", "Quinine"], "mesh_ancestors": ["Muscular Diseases", "Alkaloids"],
        "start": "2030-02", "primary_completion": "2031-03-04", "completion": "2032", "first_posted": "2029-12-24",
        "last_posted": "2031-12-05", "sponsor": "Institute of Cramps", "collaborators": ["Calf Fund", "Friends of Legs"],
        "enrollment": 120, "registration_number": "NCT09990001", "secondary_ids": ["QUI-7", "2031-004567-89", "QX-1", "B/22"],
        "locations": ["Calf Clinic, Linz, 4020, Austria", "Leg House, Ankara, Çankaya, Turkey (Türkiye)", "Linz, Austria"],
        "countries": ["Austria", "Türkiye"],
        "summary": "Cramps hurt.\n\nWe compare:\n\n* quinine >200 mg\n* stretching\n  1. slow\n  2. fast\n* neither",
        "description": "One line that goes on. And on.\n\nThe patient's calf; 5 x 10^6 [cells].",
        "sex": "Female", "minimum_age": "18 Years", "maximum_age": "99 Years",
        "eligibility": "Inclusion Criteria:\n\n* Age > 18\n\nExclusion Criteria:\n\n* Gout",
        "outcomes": ["Primary: Cramps, Counted:\n\n* by day\n* by night, 2 weeks", "Secondary: Sleep, 4 weeks", "Other: Cost"],
        "keywords": ["calf", "night"], "aliases": ["NCT09990002"],
    }
    assert sources == [{"document": "studies.json", "sha256": "0" * 64, "offset": 7, "length": len(json.dumps(STUDY)),
                        "parser": "ctgov-api/1", "read_at": "2031-01-01T00:00:00Z"}]
    assert extra == {
        "Secondary IDs": ["2031-004567-89, EudraCT Number", "B/22, Other, Ethics board of Linz"],
        "Collaborators": ["Calf Fund, U.S. Fed"],
        "Interventions": ["Drug: Quinine, 200 mg, Pills, Qualaquin, Chinin", "Other: Stretching, Stretch"],
        "Arm groups": ["Pills, Active Comparator, One at night, Behavioral: Diary", "Stretch, Experimental"],
        "Geo points": ["Linz, Austria, Lat: 48.30639, Lon: 14.2"],
        "Locations": ["Calf Clinic, Linz, 4020, Austria, Not yet recruiting, Max Wade, +43 2"],
        "Condition browse meshes": ["D009120, Muscle Cramp"], "Intervention browse meshes": ["D011803, Quinine"],
        "Condition browse ancestors": ["D009135, Muscular Diseases"], "Intervention browse ancestors": ["D000001, Alkaloids"],
        "Org study ID type": ["Other Grant"], "Org study ID link": ["https://grants.example/QUI-7"],
        "Organization": ["Institute of Cramps"], "Organization class": ["Other Gov"], "Status verified date": ["2031-11"],
        "Last known status": ["Recruiting"], "Why stopped": ["Too few cramps"], "Has expanded access": ["No"],
        "Start date type": ["Actual"], "Primary completion date type": ["Estimated"], "Completion date type": ["Estimated"],
        "Study first submit date": ["2029-12-01"], "Study first post date type": ["Actual"],
        "Results first post date": ["2032-01-09"], "Results first post date type": ["Estimated"],
        "Last update post date type": ["Actual"], "Responsible party type": ["Principal Investigator"],
        "Investigator full name": ["Ada Krampf"], "Investigator title": ["Reader in Cramps"],
        "Investigator affiliation": ["Institute of Cramps"], "Sponsor class": ["Individual"], "Oversight has DMC": ["Yes"],
        "Is FDA regulated drug": ["No"], "Patient registry": ["No"], "Allocation": ["Non-Randomized"],
        "Intervention model": ["Crossover Assignment"], "Primary purpose": ["Educational/Counseling/Training"],
        "Intervention model description": ["Cross over at ~2 weeks"], "Masking": ["Double"],
        "Who masked": ["Participant", "Outcomes Assessor"], "Biospec retention": ["Samples With DNA"],
        "Biospec description": ["Blood"], "Enrollment type": ["Estimated"], "Healthy volunteers": ["Yes"], "Gender based": ["Yes"],
        "Std ages": ["Adult", "Older Adult"], "Study population": ["Walkers"], "Sampling method": ["Non-Probability Sample"],
        "Central contacts": ["Ada Krampf, Contact, +43 1 234, ada@cramps.example"],
        "Overall officials": ["Ada Krampf, Institute of Cramps, Study Chair"],
        "References": ["99999901, Result, Krampf A. On cramps. 2030."], "See also links": ["The institute, https://cramps.example"],
        "IPD sharing": ["Yes"], "IPD sharing description": ["On request"],
        "IPD sharing info types": ["Statistical Analysis Plan (SAP)", "Analytic Code"], "IPD sharing time frame": ["From 2033"],
        "IPD sharing access criteria": ["A letter"], "IPD sharing URL": ["https://ipd.example"],
        "Pre assignment details": ["Wash-out of >1 week"], "Participant flow groups": ["FG000, Pills"],
        "Serious events": ["Vertigo, EG000, Num affected: 3, Num at risk: 60"], "Unposted events": ["Reset, 2032-02-03"],
        "Large docs": ["Prot, Has protocol: Yes, Has SAP: No, Study Protocol, 2030-01-31, Upload date: 2030-02-01T10:11, Size: 12345"],
        "Data version": ["2032-02-02"], "Removed countries": ["Malta"], "Condition browse leaves": ["M12, Spasm, Cramp, Low"],
        "Condition browse branches": ["BC05, Musculoskeletal Diseases"], "Has results": ["Yes"],
    }
    assert cautions(STUDY) == []


@pytest.mark.parametrize(("study", "label_kept", "text"), [
    pytest.param(with_module("statusModule", overallStatus="PAUSED"), "Status", "PAUSED", id="status"),
    pytest.param(with_module("designModule", phases=["PHASE2", "PHASE9"]), "Phase", "PHASE9", id="phase"),
    pytest.param(with_module("designModule", studyType="SURVEY"), "Study type", "SURVEY", id="study type"),
    pytest.param(with_module("statusModule", startDateStruct={"date": "2017-13-45"}), "Start date", "2017-13-45", id="date"),
    pytest.param(with_module("designModule", enrollmentInfo={"count": -5}), "Enrollment", "-5", id="count"),
    pytest.param(with_module("designModule", enrollmentInfo={"count": "about forty"}), "Enrollment", "about forty", id="words for a count"),
    pytest.param(with_module("designModule", enrollmentInfo={"count": [4]}), "Enrollment count", "Count: 4", id="list for a count"),
    pytest.param(with_module("eligibilityModule", sex="BOTH SEXES"), "Sex", "BOTH SEXES", id="sex"),
    pytest.param(with_module("armsInterventionsModule", interventions=[{"type": "SPELL", "name": "X"}]), "Intervention type", "SPELL", id="type"),
    pytest.param(with_module("contactsLocationsModule", locations=[{"country": "Ruritania"}]), "Country", "Ruritania", id="country"),
    pytest.param(with_module("conditionsModule", conditions="Pain"), "Conditions", "Pain", id="a string for a list"),
    pytest.param(with_module("conditionsModule", keywords=["calf", 7]), "Keywords", "Keywords: 7", id="a number in a list"),
    pytest.param(with_module("identificationModule", acronym={"x": "A"}), "Acronym", "A", id="an object for a string"),
    pytest.param(with_module("armsInterventionsModule", interventions={"name": "X"}), "Interventions", "X", id="an object for a list"),
    pytest.param({"protocolSection": {"statusModule": "none", **BARE["protocolSection"]}}, "Status", "none", id="a string for a module"),
])
def test_what_cannot_be_read_is_kept_as_it_stands_with_a_caution(study: object, label_kept: str, text: str) -> None:
    assert text in trial(study).extra[label_kept]
    assert cautions(study) == [f"{label_kept} “{text}” cannot be read and is kept as it stands"]


def test_thousands_of_values_that_cannot_be_read_are_all_kept_and_some_are_listed() -> None:
    study = with_module("conditionsModule", keywords=[*range(5_000)])
    assert trial(study).extra["Keywords"] == tuple(f"Keywords: {number}" for number in range(5_000))
    assert len(cautions(study)) == 101
    assert cautions(study)[-1] == "more is doubtful than is listed; all of it is kept"


def test_a_malformed_number_of_the_registry_is_kept_and_the_trial_has_an_id_of_its_own() -> None:
    found = trial(with_module("identificationModule", nctId="NCT0123"))
    assert re.fullmatch(r"trial-[0-9a-f]{12}", found.id)
    assert found.registration_number is None
    assert found.extra["NCT ID"] == ("NCT0123",)
    assert cautions(with_module("identificationModule", nctId="NCT0123")) == [
        "NCT ID “NCT0123” cannot be read and is kept as it stands", "a study without a number of the registry"]


def test_who_is_masked_is_also_read_in_brackets() -> None:
    found = trial(with_module("designModule", designInfo={"maskingInfo": {"masking": "Double (Participant, Investigator)"}}))
    assert found.extra == {"Masking": ("Double",), "Who masked": ("Participant", "Investigator")}


def test_studies_without_number_and_title_are_told_apart() -> None:
    one, two = ({"protocolSection": {"descriptionModule": {"briefSummary": text}}} for text in ("One", "Two"))
    assert trial(one).title == "(no title)"
    assert trial(one).id == trial(dict(one)).id != trial(two).id


def test_nobody_enrolled_is_a_number_unknown_enrollment_and_unlimited_ages_are_no_values() -> None:
    assert trial(with_module("designModule", enrollmentInfo={"count": 0})).enrollment == 0
    found = trial(with_module("designModule", enrollmentInfo={"count": 99_999_999}) | {"hasResults": None})
    assert (found.enrollment, dict(found.extra)) == (None, {})
    found = trial(with_module("eligibilityModule", minimumAge="N/A", maximumAge="NA"))
    assert (found.minimum_age, found.maximum_age, dict(found.extra)) == (None, None, {})


def test_an_arm_keeps_the_interventions_that_do_not_name_it() -> None:
    found = trial(with_module("armsInterventionsModule", interventions=[{"type": "DRUG", "name": "A", "armGroupLabels": ["X"]}],
                              armGroups=[{"label": name, "interventionNames": ["Drug: A"]} for name in "XY"]))
    assert (found.extra["Arm groups"], found.extra["Interventions"]) == (("X", "Y, Drug: A"), ("Drug: A, X",))


def test_what_a_list_states_twice_stands_twice_but_a_country_is_one() -> None:
    found = trial(with_module("contactsLocationsModule", locations=[{"city": "Linz", "country": "Austria"}] * 2))
    assert (found.locations, found.countries) == (("Linz, Austria", "Linz, Austria"), ("Austria",))


def test_every_field_of_a_trial_is_in_the_table_or_is_none_of_the_registry_s() -> None:
    assert {field for row in ROWS for field in row.fields} == {field.name for field in fields(Trial)} - {
        "id", "drugs", "extra", "provenance", "sources"}


ROOT = Path(__file__).parents[2]


def test_the_table_in_the_docs_is_the_one_that_is_read() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import sources
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs/sources.md").read_text("utf-8") == sources.page(), "run: make docs"


@pytest.mark.parametrize(("key", "expected"), [
    ("interventionModel", "Intervention model"), ("intervention_model", "Intervention model"), ("isFdaRegulatedDrug", "Is FDA regulated drug"),
    ("has_dmc", "Oversight has DMC"), ("oversightHasDmc", "Oversight has DMC"), ("Study Design", "Study design"), ("größe", "größe"), ("_", "_"), ("", ""),
])
def test_a_key_reads_in_words_the_same_in_all_forms(key: str, expected: str) -> None:
    assert label(key) == expected
