"""Whole MedPath pages: every record from the very bytes that state it, no line lost wherever a page is cut or damaged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.records import Record, Trial, to_dict
from indexer.merge import merge
from indexer.sources.base import Document, Reading, Rejection
from indexer.sources.formats import read
from tests.indexer.medpath_readings import HEAD, lost_lines, reading
from tests.indexer.pages import COPYRIGHT, DOCUMENT, READ_AT, Layout, Page, layouts, pages, write
from tests.indexer.real import SHARED, needs_shared

SEEDS = SHARED / "seeds"


def without_hash(records: tuple[Record, ...]) -> list[Record]:
    return [replace(record, sources=tuple(replace(source, sha256="") for source in record.sources)) for record in records]


@given(pages(), layouts)
def test_a_page_gives_back_the_records_it_was_made_of(page: Page, layout: Layout) -> None:
    data, expected = write([page], layout)
    assert expected == without_hash(reading(data).records)


@settings(max_examples=30)
@given(st.lists(pages(), min_size=2, max_size=3), layouts)
def test_pages_in_one_document_keep_each_its_own_drug(chosen: list[Page], layout: Layout) -> None:
    data, expected = write(chosen, layout)
    assert expected == without_hash(reading(data).records)


@settings(max_examples=40)
@given(pages(), layouts, st.data())
def test_a_page_cut_off_anywhere_keeps_every_line_and_says_that_it_is_cut(page: Page, layout: Layout, data: st.DataObject) -> None:
    whole, expected = write([page], layout)
    cut = data.draw(st.integers(0, len(whole) - len(layout.line(COPYRIGHT))))
    found = read(Document(DOCUMENT, whole[:cut]), READ_AT)
    assert lost_lines(whole[:cut]) == []
    if isinstance(found, Reading):
        assert any("cut off" in caution.reason for caution in found.cautions)
        complete = [record for record in expected if record.sources[0].offset + record.sources[0].length <= cut]
        assert complete[:-1] == without_hash(found.records)[: len(complete[:-1])]


@settings(max_examples=40)
@given(pages(), layouts, st.data())
def test_a_cut_page_states_no_number_date_phase_or_status_that_the_whole_does_not(
    page: Page, layout: Layout, data: st.DataObject
) -> None:
    whole, expected = write([page], layout)
    found = read(Document(DOCUMENT, whole[: data.draw(st.integers(0, len(whole) - len(layout.line(COPYRIGHT))))]), READ_AT)
    stated = found.records if isinstance(found, Reading) else ()
    for cut, full in zip(stated, expected, strict=False):
        if isinstance(cut, Trial) and isinstance(full, Trial):
            for name in ("first_posted", "last_posted", "enrollment", "registration_number"):
                assert getattr(cut, name) in (None, getattr(full, name))
            assert cut.phases in ((), full.phases)
            assert cut.status in (None, full.status)
            assert set(cut.countries) <= set(full.countries)


@settings(max_examples=60)
@given(pages(), layouts, st.data())
def test_whatever_happens_to_its_lines_none_of_them_is_lost(page: Page, layout: Layout, data: st.DataObject) -> None:
    lines = write([page], layout)[0].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        at, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        change = data.draw(st.sampled_from(["drop", "double", "swap", "insert"]))
        if change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[other])
        elif change == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            word = data.draw(st.sampled_from(["", "Completed", "Phase 2", "MedPath", "Locations", "🇺🇸", "x.com", "·", "Study Type"]))
            lines.insert(at, layout.line(word))
    assert lost_lines(b"".join(lines)) == []


@given(st.binary(max_size=60))
def test_no_bytes_in_a_page_break_the_reader_or_get_lost(tail: bytes) -> None:
    data = HEAD.encode() + tail
    assert reading(data).records[0].title == "Baclofen"
    assert lost_lines(data) == []


@needs_shared
def test_the_seeds_give_what_is_expected_of_them() -> None:
    documents = [Document(str(path), path.read_bytes()) for path in sorted(SEEDS.glob("*.txt"))]
    readings = [read(document, READ_AT) for document in documents]
    merged = merge(record for found in readings if isinstance(found, Reading) for record in found.records)
    by_title = {(record.kind, record.title): to_dict(record) for record in merged.records}
    expected = json.loads((SHARED / "seeds-expected.json").read_text("utf-8"))
    wanted = [each for kind in ("monographs", "trials", "articles") for each in expected[kind]]
    assert len(wanted) == len(merged.records)
    assert merged.merged_away == 1
    for each in wanted:
        found = by_title[each["kind"], each["title"]]
        found["documents"] = [Path(source["document"]).name for source in found["sources"]]
        assert each == {key: found[key] for key in each}


@needs_shared
@pytest.mark.parametrize("change", [
    pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="crlf"),
    pytest.param(lambda data: data.replace(b"\n", b"\r\r\n"), id="crcrlf"),
    pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="bom"),
    pytest.param(lambda data: data.replace(b" ", b"\xc2\xa0"), id="non-breaking-spaces"),
    pytest.param(lambda data: data.replace(b"\n\n", b"\n\xc2\xa0\n"), id="non-breaking-blank-lines"),
    pytest.param(lambda data: data + b"\n\n" + data, id="twice"),
])
def test_the_seeds_say_the_same_in_other_dress(change) -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        data = path.read_bytes()
        expected = [replace(record, sources=()) for record in reading(data).records]
        found = [replace(record, sources=()) for record in reading(change(data)).records]
        assert expected == found[: len(expected)]
        assert expected * (len(found) // len(expected)) == found


@needs_shared
def test_no_line_of_a_seed_is_lost_wherever_it_is_cut() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        data = path.read_bytes()
        assert [line for cut in range(0, len(data), 7) for line in lost_lines(data[:cut])] == []


@pytest.mark.parametrize(("data", "reason"), [
    (b"", "empty"),
    (b"\xef\xbb\xbf \r\n\t\n", "empty"),
    (b"\x89PNG\r\n\x1a\n\0\0", "binary, not text"),
    ("MedPath\n".encode("utf-16"), "UTF-16 text; save it as UTF-8, as with: iconv -f UTF-16 -t UTF-8"),
    (b"MedPath\n", "a MedPath page without a drug's name"),
    (b"<!DOCTYPE html>\n<p>MedPath", "of no known format: starts with “<!DOCTYPE html>”"),
    (b"Welcome to MedPath\n", "of no known format: starts with “Welcome to MedPath”"),
    (b"x" * 50, f"of no known format: starts with “{'x' * 40}…”"),
])
def test_what_is_no_page_is_rejected_with_the_reason(data: bytes, reason: str) -> None:
    assert Rejection(DOCUMENT, reason) == read(Document(DOCUMENT, data), READ_AT)


@pytest.mark.parametrize("head", ["MedPath\n", "\ufeffMedPath\r\n", "\n\u00a0\n\u00a0MedPath\u00a0\n", "MedPath\r"])
def test_a_page_is_recognised_by_its_first_line_whatever_surrounds_it(head: str) -> None:
    assert [record.title for record in reading(f"{head}\nBaclofen\n").records] == ["Baclofen"]
