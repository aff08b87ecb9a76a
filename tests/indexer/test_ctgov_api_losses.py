"""No value of a study of ClinicalTrials.gov's API is lost, however it is broken."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Trial, decode, encode
from indexer.sources import ctgov_api, formats
from indexer.sources.base import HEAD, Part
from indexer.sources.ctgov_fields import ROWS
from tests.indexer.api_studies import cautions, missing, reading, trial
from tests.indexer.real import CTGOV, needs_shared
from tests.indexer.studies import STUDY, mutated


def test_no_value_of_a_study_is_lost() -> None:
    assert missing(STUDY, trial(STUDY)) == []
    assert missing({"a": {"timeFrame": "2 fortnights"}}, trial(STUDY)) == [("a", "timeFrame", "2 fortnights")]


@needs_shared
@pytest.mark.parametrize("archive", ["ctg-studies.json.zip", "both-forms.zip"])
def test_no_value_of_a_real_study_is_lost(archive: str) -> None:
    count = 0
    with zipfile.ZipFile(CTGOV / archive) as studies:
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
