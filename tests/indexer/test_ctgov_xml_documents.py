"""Documents of XML: a sound study is found behind whatever stands before it, an unsound one is lost, nothing outside is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import ctgov_xml
from indexer.sources.base import HEAD
from tests.indexer.readings import read, reasons
from tests.indexer.xml_studies import DECLARED, STUDY, one, small


@pytest.mark.parametrize("document", [
    b"", b"<clinical_study/>", b"<search_results><study/></search_results>", b"<a><b><clinical_study></clinical_study></b></a>", b"MedPath\n",
    DECLARED, STUDY.encode("utf-16"), b"<clinical_studyx></clinical_studyx>", b"{}", b"<!-- <clinical_study> -->",
])
def test_other_documents_are_not_recognised(document: bytes) -> None:
    assert ctgov_xml.recognises(document) == (document == b"<clinical_study/>")


@pytest.mark.parametrize("before", [
    b"", DECLARED, b"\xef\xbb\xbf", b"\xef\xbb\xbf" + DECLARED + b"\n<!-- a <clinical_study> -->\n", b"\n \n", b"<?xml-stylesheet href='x'?>",
    b'<!DOCTYPE clinical_study SYSTEM "http://example.invalid/public.dtd">\n',
])
def test_a_study_is_found_behind_whatever_may_stand_before_it(before: bytes) -> None:
    data = before + small().encode() + b"\n<!-- end -->\n"
    (trial,), cautions, lost = read(ctgov_xml, data)
    assert (cautions, lost, trial.sources[0].offset, trial.sources[0].length) == ([], [], len(before), len(small()))


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(("document", "reason"), [
    (f'<!DOCTYPE x [<!ENTITY l0 "ha">{BOMB}]>' + small("<acronym>&l11;</acronym>"), "a document type with declarations of its own"),
    ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + small("<acronym>&e;</acronym>"), "a document type with declarations of its own"),
    (small("<acronym>&e;</acronym>"), "no well-formed study: Entity 'e' not defined"), (small("<acronym>"), "no well-formed study: "),
    (small("<acronym>\x0b</acronym>"), "no well-formed study: "), (small("<a>" * 300 + "</a>" * 300), "no well-formed study: "),
    ("<clinical_study/>", "a study that states nothing"), ("<clinical_study> </clinical_study>", "a study that states nothing"),
    (small()[:-20], "a study without an end: cut off"),
])
def test_a_study_that_is_unsound_is_lost_with_a_reason(document: str, reason: str) -> None:
    (found,) = reasons(ctgov_xml, document.encode())
    assert found.startswith(reason)
    assert "\n" not in found


def test_nothing_outside_of_the_document_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    trial, _ = one(f'<!DOCTYPE clinical_study SYSTEM "{outside.as_uri()}">'
                   + small(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{outside.as_uri()}" parse="text"/>'))
    assert "secret" not in repr(trial)


@pytest.mark.parametrize(("encoding", "codec"), [
    ("ISO-8859-1", "latin-1"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("ISO-8859-2", "iso-8859-2"), ("windows-1251", "cp1251"),
    ("us-ascii", "utf-8"), ("UTF-8", "utf-8"),
])
def test_encodings_of_one_byte_are_read_as_declared(encoding: str, codec: str) -> None:
    word = {"iso-8859-2": "Łódź", "cp1251": "Москва", "cp1252": "“Köln”"}.get(codec, "Köln")
    data = f'<?xml version="1.0" encoding="{encoding}"?>{small(f"<acronym>{word}</acronym>")}'.encode(codec)
    (trial,), cautions, _ = read(ctgov_xml, data)
    assert (trial.acronym, cautions) == (word, [])


def test_bytes_that_are_no_utf_8_are_read_as_windows_1252_and_counted() -> None:
    (trial,), (caution,), _ = read(ctgov_xml, DECLARED + small("<acronym>é-X</acronym>").encode().replace(b"X", b"\xe9\x96"))
    assert (trial.acronym, caution.reason) == ("é-é–", "2 bytes are no UTF-8 and were read as Windows-1252")


@pytest.mark.parametrize("encoding", ["UTF-16", "GB2312", "rot13", "no-such-thing", "UTF-7"])
def test_other_encodings_are_refused(encoding: str) -> None:
    (reason,) = reasons(ctgov_xml, f'<?xml version="1.0" encoding="{encoding}"?>{small()}'.encode())
    assert reason == f"no well-formed study: the encoding {encoding.lower()} is not read; save it as UTF-8"


def test_bytes_that_the_declared_encoding_does_not_have_lose_the_study() -> None:
    (reason,) = reasons(ctgov_xml, b'<?xml version="1.0" encoding="windows-1253"?>' + small("<acronym>X</acronym>").encode().replace(b"X", b"\xaa"))
    assert reason.startswith("no well-formed study: ")


def test_a_study_of_too_many_tags_is_lost_before_it_is_built() -> None:
    assert reasons(ctgov_xml, small("<a/>" * 500_000).encode()) == ["a study of more than 500,000 tags"]


def test_elements_may_be_nested_as_deep_as_the_parser_lets_them() -> None:
    trial, _ = one(small("<a>" * 250 + "deep" + "</a>" * 250))
    assert "deep" in repr(trial.extra)


@given(st.integers(0, len(STUDY)), st.integers(0, 40), st.lists(st.sampled_from([
    b"<", b">", b"&", b'"', b"</", b"<!--", b"<![CDATA[", b"\xff", b"\x00", b"&#0;", b"</clinical_study>", b"<clinical_study>", b"]]>",
]), max_size=3).map(b"".join))
def test_damaged_documents_never_raise(at: int, gone: int, put: bytes) -> None:
    data = STUDY.encode()
    damaged = data[:at] + put + data[at + gone :]
    if ctgov_xml.recognises(damaged[:HEAD]):
        read(ctgov_xml, damaged)
