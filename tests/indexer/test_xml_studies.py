"""Studies are cut out of XML with their own bytes, wherever the reading cuts them and whatever stands between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import ctgov_xml
from indexer.sources.base import MAX_DOCUMENT, Lost, Part
from indexer.sources.xml_studies import studies
from tests.indexer.readings import chunks, read
from tests.indexer.xml_studies import small

PIECES = st.lists(st.sampled_from([
    small(), small(number="NCT00000113"), "<!-- </clinical_study> <clinical_study> -->", "<clinical_study>", "</clinical_study>", "text", "\n",
    small("<a><![CDATA[</clinical_study><clinical_study>]]></a>"), "<clinical_study/>", "<wrapper a='b'>", "</wrapper>", "<?p </clinical_study>?>",
    "<!--", "<![CDATA[", "<?", small()[:-20],
]))


def naive(text: str) -> Iterator[tuple[str, int, str]]:
    """The pieces of a document, one character at a time: what they are, where, and what they say."""
    at = start = 0
    inside = False
    closing = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
    while at < len(text):
        mark = next((each for each in closing if text.startswith(each, at)), None)
        begins = re.match(r"<clinical_study(?=[\s/>])", text[at:])
        ends = inside and re.match(r"</clinical_study[\s>]", text[at:])
        if mark:
            end = text.find(closing[mark], at + len(mark))
            at = len(text) if end < 0 else end + len(closing[mark])
        elif begins:
            yield ("study" if inside else "gap", start, text[start:at])
            start, inside, at = at, True, at + begins.end()
        elif ends:
            end = text.find(">", at)
            at = len(text) if end < 0 else end + 1
            yield ("study", start, text[start:at])
            start, inside = at, False
        else:
            at += 1
    yield ("study" if inside else "gap", start, text[start:])


@given(PIECES, st.lists(st.integers(0, 2_000), max_size=6))
def test_studies_are_cut_out_wherever_the_reading_cuts_them(pieces: list[str], cuts: list[int]) -> None:
    text = "".join(pieces)
    data = text.encode()
    found = list(studies(chunks(data, cuts), b"x"))
    assert [Part(start, said.encode(), b"x") for kind, start, said in naive(text) if kind == "study"] == [
        each for each in found if isinstance(each, Part)]
    gaps = [(start, len(said)) for kind, start, said in naive(text) if kind == "gap"]
    assert {(each.offset, each.length) for each in found if isinstance(each, Lost)} <= set(gaps)
    lost = {each.offset for each in found if isinstance(each, Lost)}
    assert all(start in lost for kind, start, said in naive(text) if kind == "gap" and "text" in re.sub(r"(?s)<!--.*?(-->|\Z)|<\?.*?(\?>|\Z)", "", said))


def test_many_studies_of_a_document_have_their_own_bytes_and_a_damaged_one_loses_only_itself() -> None:
    first, second, cut = small(), small(number="NCT00000113"), small(number="NCT00000120")[:-30]
    data = f"<wrapper>\n{first}\n{cut}{second}</wrapper>\n".encode()
    trials, _, (lost,) = read(ctgov_xml, data)
    assert [trial.id for trial in trials] == ["NCT00000102", "NCT00000113"]
    for trial, text in zip(trials, (first, second), strict=True):
        source = trial.sources[0]
        assert text.encode() == data[source.offset : source.offset + source.length]
    assert cut.encode() == data[lost.offset : lost.offset + lost.length]


def test_a_study_past_the_limit_is_lost_and_the_next_one_is_read() -> None:
    block, blocks = b"x" * 1_048_576, MAX_DOCUMENT // 1_048_576 + 1
    begin, end = b"<clinical_study><a>", b"</a></clinical_study>"
    lost, part = studies([begin, *[block] * blocks, end, small().encode()], b"")
    assert lost == Lost(0, len(begin) + blocks * len(block) + len(end), "larger than 64 MiB")
    assert part == Part(lost.length, small().encode())
