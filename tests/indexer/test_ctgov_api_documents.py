"""Documents of ClinicalTrials.gov's API: the same trials in every form, and JSON that is not quite sound read in full."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import ctgov_api, formats
from indexer.sources.base import HEAD, Document, Lost, Part, Reading
from tests.indexer.api_studies import BARE, WHOLE, cautions, reading, trial, with_module
from tests.indexer.studies import STUDY


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


@pytest.mark.parametrize(("behind", "offsets"), [
    (b'], "nextPageToken": "abc"}', [3]), (b'], "nextPageToken": "abc", "totalCount": 9}\n', [3]), (b'], "nextPageToken": ""}', []),
    (b"]}", []), (b']}{"studies": []}', []), (b'], "nextPageToken": "abc"}{"studies": []}', []),
    (b'], "nextPageToken": "abc"}{"studies": [], "nextPageToken": "abc"}', [42]),
], ids=["last", "more behind it", "empty", "none", "two", "the first of two", "the last of two"])
def test_an_answer_that_names_a_further_page_at_its_end_is_doubtful(behind: bytes, offsets: list[int]) -> None:
    before = b'{"studies": [' + b" " * 10_000 + json.dumps(STUDY).encode()
    found = formats.read(Document("studies.json", before + behind), "")
    assert isinstance(found, Reading)
    assert (len(found.records), found.lost) == (1, ())
    told = [each.offset - len(before) for each in found.cautions if "further page" in each.reason]
    assert told == offsets


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
