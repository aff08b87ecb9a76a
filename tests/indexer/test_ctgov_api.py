"""Studies of ClinicalTrials.gov's API: every field, every value that has none, and every way in which they may be broken."""

from __future__ import annotations

import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import vocabulary
from index.records import Source, Trial, decode, encode, to_dict
from indexer.sources import ctgov_api, formats
from indexer.sources.base import HEAD, Lost, Part, Reading
from indexer.sources.ctgov_fields import ROWS
from indexer.sources.ctgov_words import label, words
from tests.indexer.studies import STUDY, leaves, mutated

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared/data/ctgov"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="no folder shared beside the repository")

WHOLE = Source("studies.json", "0" * 64, 0, 0, ctgov_api.PARSER, "2031-01-01T00:00:00Z")
BARE = {"protocolSection": {"identificationModule": {"nctId": "NCT09990009", "briefTitle": "A study"}}}


def reading(study: object) -> Reading:
    data = study if isinstance(study, bytes) else json.dumps(study).encode()
    return ctgov_api.read(Part(7, data), WHOLE)


def trial(study: object) -> Trial:
    found = reading(study)
    (record,) = found.records
    assert isinstance(record, Trial)
    assert found.lost == ()
    assert decode(encode(record)) == record
    return record


def cautions(study: object) -> list[str]:
    return [each.reason for each in reading(study).cautions]


def with_module(name: str, **keys: object) -> dict[str, Any]:
    protocol = BARE["protocolSection"]
    return {"protocolSection": {**protocol, name: {**protocol.get(name, {}), **keys}}}  # type: ignore[dict-item]


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
        "outcomes": ["Cramps, Counted:\n\n* by day\n* by night, 2 weeks", "Sleep, 4 weeks", "Cost"],
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


REWRITTEN = {
    "overallStatus": vocabulary.status, "lastKnownStatus": vocabulary.status, "status": vocabulary.status,
    "phases": lambda text: ", ".join(vocabulary.phases(text) or ()),
    "studyType": str.title,
}
"""Keys whose values a trial says in other words, where the table of enumerations does not."""
LEFT_OUT = {"N/A", "NA", "None", 99_999_999}
"""Ages, and the number of people, that state that there is none."""


def squashed(text: str) -> str:
    """Letters, digits and what compares numbers, without the escapes of Markdown and XML."""
    return re.sub(r"[^\w<>≤≥=+%~^]|_|\d+\.(?=\s)", "", html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))).casefold()


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from texts_of(inside)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    elif value is not None:
        yield str(value)


def missing(study: object, record: Trial) -> list[tuple[object, ...]]:
    """Every value of the study that is nowhere in the record."""
    stated = to_dict(record)
    del stated["sources"]
    everything = "\n".join(map(squashed, texts_of(stated)))
    return [(*path, leaf) for path, leaf in leaves(study) if leaf is not None and leaf not in LEFT_OUT
            and not any(squashed(form) in everything for form in forms(path, leaf))]


def forms(path: tuple[str | int, ...], leaf: object) -> Iterator[str]:
    """How a record may say a value of a study."""
    key = next(str(each) for each in reversed(path) if isinstance(each, str))
    if isinstance(leaf, bool):
        yield "Yes" if leaf else "No"
    else:
        yield str(leaf)
        yield words(str(leaf))
        yield REWRITTEN.get(key, str)(str(leaf)) or str(leaf)


def test_no_value_of_a_study_is_lost() -> None:
    assert missing(STUDY, trial(STUDY)) == []
    assert missing({"a": {"timeFrame": "2 fortnights"}}, trial(STUDY)) == [("a", "timeFrame", "2 fortnights")]


@needs_shared
@pytest.mark.parametrize("archive", ["ctg-studies.json.zip", "both-forms.zip"])
def test_no_value_of_a_real_study_is_lost(archive: str) -> None:
    count = 0
    with zipfile.ZipFile(SHARED / archive) as studies:
        for name in filter(re.compile(r".*\.json").fullmatch, studies.namelist()):
            data = studies.read(name)
            assert formats.find(data[:HEAD]) is ctgov_api
            (part,) = ctgov_api.parts(io.BytesIO(data))
            assert isinstance(part, Part)
            assert cautions(part.data) == []
            assert missing(json.loads(data), trial(part.data)) == [], name
            count += 1
    assert count == {"ctg-studies.json.zip": 635, "both-forms.zip": 14}[archive]


@given(mutated())
def test_of_a_study_with_values_gone_replaced_or_wrapped_what_stays_is_found(study: dict[str, Any]) -> None:
    found = reading(study)
    assert len(found.records) + len(found.lost) == 1
    for record in found.records:
        assert isinstance(record, Trial)
        assert decode(encode(record)) == record
        assert missing(study, record) == []


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON_VALUES = st.recursive(st.none() | st.booleans() | NUMBERS | st.text(max_size=9),
                           lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=9), inside, max_size=3))


@given(JSON_VALUES, st.sampled_from([row.paths[0] for row in ROWS]))
def test_any_value_in_the_place_of_a_field_is_read_or_kept(value: object, path: str) -> None:
    study: dict[str, Any] = {"protocolSection": {}}
    node = study
    *keys, last = path.split(".")
    for key in keys:
        node = node.setdefault(key, {})
    node[last] = value
    found = reading(json.dumps(study).encode())
    assert len(found.records) + len(found.lost) == 1
    for record in found.records:
        assert isinstance(record, Trial)
        assert missing(study, record) == []


@given(st.binary(max_size=60) | st.binary(max_size=30).map(lambda inside: b'{"protocolSection": {"x": "' + inside + b'"}}'))
def test_any_bytes_give_a_record_or_a_loss_of_all_of_them(data: bytes) -> None:
    found = reading(data)
    assert [*found.lost, *found.records]
    assert all((lost.offset, lost.length) == (7, len(data)) for lost in found.lost)
    assert all(encode(record) for record in found.records)


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


@pytest.mark.parametrize(("data", "reason"), [
    pytest.param(b'{"protocolSection": {}}', "a study that states nothing", id="empty"),
    pytest.param(b'{"protocolSection": {"x": [null, "", {}]}, "derivedSection": null}', "a study that states nothing", id="nulls"),
    pytest.param(b'{"nctId": "NCT09990001"}', "no study: protocolSection is missing", id="another object"),
    pytest.param(b'[{"protocolSection": 1}]', "no study: protocolSection is missing", id="a list"),
    pytest.param(b'{"protocolSection": {"x": 1}', "no study: no JSON: Expecting ',' delimiter: line 1 column 29 (char 28)", id="cut off"),
    pytest.param(b'{"protocolSection": [' + b"[]," * 2_000_000 + b"[]]}", "no study: more than 2,000,000 values", id="many values"),
    pytest.param(b'{"protocolSection": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "no study: nested too deeply", id="deep"),
])
def test_what_is_no_study_is_lost_with_the_reason(data: bytes, reason: str) -> None:
    assert reading(data) == Reading("studies.json", (), (), (Lost(7, len(data), reason),))


def encoded(value: str) -> bytes:
    return json.dumps(with_module("identificationModule", acronym="@")).encode().replace(b'"@"', value.encode("latin-1"))


@pytest.mark.parametrize(("value", "acronym", "caution"), [
    pytest.param('"A\\ud800"', "A\ufffd", "1 characters are halves of a surrogate pair and cannot be told", id="half a pair"),
    pytest.param('"\\ud83d\\ude00"', "\U0001f600", None, id="a pair"),
    pytest.param('"A\xff"', "Aÿ", "1 bytes are no UTF-8 and were read as Windows-1252", id="no UTF-8"),
    pytest.param('"A", "acronym": "B"', "B", "“acronym” is stated twice; the last value counts, the others are kept", id="twice"),
    pytest.param('"A", "acronym" : "B"', "B", "“acronym” is stated twice; the last value counts, the others are kept", id="twice, with a blank"),
    pytest.param('"A", "a\\u0063ronym": "B"', "B", "“acronym” is stated twice; the last value counts, the others are kept", id="twice, escaped"),
    pytest.param('"A\tB"', "A B", "not quite JSON: JSON is malformed: invalid character (byte 108)", id="a tab"),
    pytest.param('"A", "x": NaN', "A", "not quite JSON: JSON is malformed: invalid character (byte 116)", id="no number"),
    pytest.param('"\\"acronym\\": A"', '"acronym": A', None, id="what looks like a key"),
])
def test_json_that_is_not_quite_sound_is_read_with_a_caution(value: str, acronym: str, caution: str | None) -> None:
    assert trial(encoded(value)).acronym == acronym
    assert cautions(encoded(value)) == ([caution] if caution else [])


def test_a_value_that_is_stated_twice_is_kept_beside_the_last() -> None:
    found = trial(encoded('"A", "acronym": "B", "acronym": "C"'))
    assert (found.acronym, found.extra["acronym (1)"], found.extra["acronym (2)"]) == ("C", ("A",), ("B",))


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "a (1)", "\\u0061", '\\"', "\\\\"]), st.sampled_from(["1", '":"', '"\\u003a"', '"\\":"', '{"a" : 2}', "[]"])), max_size=6))
def test_a_key_is_found_twice_exactly_when_it_is(pairs: list[tuple[str, str]]) -> None:
    data = '{"protocolSection": {"xModule": {' + ", ".join(f'"{key}": {value}' for key, value in pairs) + "}}, \"x\": 1}"
    keys = [json.loads(f'"{key}"') for key, _ in pairs]
    twice = {key for key in keys if keys.count(key) > 1}
    assert {re.split("[“”]", each)[1] for each in cautions(data.encode()) if "twice" in each} == twice


@pytest.mark.parametrize("number", ["1e400", "-0.0", "1.10", "123456789012345678901234567890", "9" * 5_000, "0.1000000000000000055511151231257827"])
def test_a_number_of_any_size_is_kept_as_it_is_written(number: str) -> None:
    study = json.dumps(with_module("oversightModule", isNew="@")).replace('"@"', number).encode()
    assert trial(study).extra["Is new"] == (number,)
    assert cautions(study) == []


def test_nobody_enrolled_is_a_number_unknown_enrollment_and_unlimited_ages_are_no_values() -> None:
    assert trial(with_module("designModule", enrollmentInfo={"count": 0})).enrollment == 0
    found = trial(with_module("designModule", enrollmentInfo={"count": 99_999_999}) | {"hasResults": None})
    assert (found.enrollment, dict(found.extra)) == (None, {})
    found = trial(with_module("eligibilityModule", minimumAge="N/A", maximumAge="NA"))
    assert (found.minimum_age, found.maximum_age, dict(found.extra)) == (None, None, {})


PAGE = json.dumps({"totalCount": 3, "studies": [STUDY, BARE], "nextPageToken": "x"}, indent=1).encode()
ONE, TWO = json.dumps(STUDY).encode(), json.dumps(BARE, indent=2).encode()


@pytest.mark.parametrize("data", [
    pytest.param(b"\xef\xbb\xbf" + ONE + b"\n" + TWO, id="one after the other"), pytest.param(b"[" + ONE + b",\n" + TWO + b"]", id="an array"),
    pytest.param(ONE + b"\n\n" + json.dumps(BARE).encode() + b"\n", id="a line each"), pytest.param(PAGE, id="an answer of the API"),
    pytest.param(b'{"studies": [' + ONE + b'], "nextPageToken": "a"}\n{"studies": [' + TWO + b"]}", id="two answers"),
])
def test_the_forms_of_a_document_give_the_same_trials_from_the_bytes_that_state_them(data: bytes) -> None:
    assert formats.find(data[:HEAD]) is ctgov_api
    parts = list(ctgov_api.parts(io.BytesIO(data)))
    records = [record for part in parts if isinstance(part, Part) for record in ctgov_api.read(part, WHOLE).records]
    assert [replace(record, sources=()) for record in records] == [replace(trial(study), sources=()) for study in (STUDY, BARE)]
    assert [json.loads(data[record.sources[0].offset :][: record.sources[0].length]) for record in records] == [STUDY, BARE]


@pytest.mark.parametrize(("head", "expected"), [
    pytest.param(b'{"studies": []}', True, id="an answer without studies"),
    pytest.param(b'\xef\xbb\xbf \n[ {"hasResults": true, "protocolSection" : {', True, id="another order"),
    pytest.param(b'{"results": [{"id": "protocolSection"}]}', False, id="the key as a value"),
    pytest.param(b'"protocolSection": {', False, id="no object"),
    pytest.param(b"", False, id="empty"),
    pytest.param(b" " * 60_000, False, id="blanks"),
    pytest.param(b"{" * 60_000, False, id="brackets"),
])
def test_a_document_is_recognised_by_a_study_s_key_or_an_answer_s_list(head: bytes, expected: bool) -> None:
    assert ctgov_api.recognises(head) is expected


def test_every_field_of_a_trial_is_in_the_table_or_is_none_of_the_registry_s() -> None:
    assert {field for row in ROWS for field in row.fields} == {field.name for field in fields(Trial)} - {
        "id", "drugs", "extra", "provenance", "sources"}


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
