"""A document that is cut off says so: what was whole before the cut is read, and nothing behind it is missed in silence."""

from __future__ import annotations

import pytest

from indexer.sources import formats
from indexer.sources.base import Document, Reading, Rejection

COUNT = 3
XML = [b'<?xml version="1.0" encoding="UTF-8"?>\n<studies>', *(
    b"<clinical_study><id_info><nct_id>NCT0000000%d</nct_id></id_info><brief_title>Cramps</brief_title></clinical_study>\n"
    % number for number in range(COUNT)), b"</studies>\n"]
CSV = [b"NCT Number,Study Title,Brief Summary\n", *(
    b'NCT0000000%d,"Cramps, at night",some "text"\n' % number for number in range(COUNT))]
JSON = [b'{"studies":[', *(
    b'{"protocolSection":{"identificationModule":{"nctId":"NCT0000000%d","briefTitle":"Cramps"}}},\n' % number
    for number in range(COUNT)), b"]}"]


def read(data: bytes) -> Reading | Rejection:
    return formats.read(Document("document", data), "")


@pytest.mark.parametrize("pieces", [XML, CSV, JSON], ids=["XML", "CSV", "JSON"])
def test_wherever_a_document_is_cut_off_it_is_told_and_the_studies_before_are_read(pieces: list[bytes]) -> None:
    document = b"".join(pieces)
    ends = [sum(map(len, pieces[:number])) for number in range(2, COUNT + 2)]
    for cut in range(len(pieces[0]) + 20, ends[-1]):
        found = read(document[:cut])
        whole = sum(end <= cut for end in ends)
        if isinstance(found, Rejection):
            assert whole == 0
            continue
        assert whole <= len(found.records) <= whole + 1
        # A table that ends behind a row is no different from a shorter one.
        assert found.lost or found.cautions or (pieces is CSV and cut in ends)


@pytest.mark.parametrize("pieces", [XML, CSV], ids=["XML", "CSV"])
def test_the_bytes_of_a_study_that_is_cut_off_are_kept(pieces: list[bytes]) -> None:
    document = b"".join(pieces[:COUNT + 1])[:-9]
    found = read(document)
    assert isinstance(found, Reading)
    if pieces is XML:
        (lost,) = found.lost
        assert document[lost.offset:][:lost.length] == pieces[COUNT][:-9]
        assert "cut off" in lost.reason
    else:
        assert len(found.records) == COUNT
        assert ["cut off" in each.reason for each in found.cautions] == [True]


@pytest.mark.parametrize("pieces", [XML, CSV, JSON], ids=["XML", "CSV", "JSON"])
def test_a_whole_document_raises_no_doubt(pieces: list[bytes]) -> None:
    found = read(b"".join(pieces).replace(b",\n]", b"]"))
    assert isinstance(found, Reading)
    assert (len(found.records), found.lost, found.cautions) == (COUNT, (), ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("pieces", [XML, CSV, JSON], ids=["XML", "CSV", "JSON"])
def test_text_of_wide_characters_is_rejected_with_the_command_that_converts_it(pieces: list[bytes], encoding: str) -> None:
    found = read(b"".join(pieces).decode().encode(encoding))
    assert isinstance(found, Rejection)
    name = found.reason.split()[0]
    assert f"iconv -f {name} -t UTF-8" in found.reason
    assert name.replace("-", "").lower() == encoding.replace("-", "")
