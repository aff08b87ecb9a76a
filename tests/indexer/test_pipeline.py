"""From pages to a generation, with an account that adds up."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from index import engines, generation
from index.engines.whoosh.writer import WhooshWriter
from index.errors import Locked, RefusedRecord, TrialdexError
from index.records import Record, to_dict
from index.request import SearchRequest
from index.search import record, search
from index.store import Store
from indexer import pipeline, reading
from indexer.catalog.rejections import rejected_bytes, rejections
from indexer.demo import SAMPLES
from indexer.pipeline import NothingFound, reindex, update
from indexer.provenance import SourceError, source_bytes

SHARED = Path(__file__).parents[3] / "shared"
needs_seeds = pytest.mark.skipif(not SHARED.is_dir(), reason="the seed documents are not beside the repository")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "index", engines.get())


@needs_seeds
def test_the_seeds_give_exactly_what_is_expected(store: Store) -> None:
    report = reindex([str(SHARED / "seeds")], store)
    assert report.as_dict()["documents"] == {"found": 2, "read": 2, "ignored": 0, "rejected": 0}
    assert report.as_dict()["records"] == {"monograph": 1, "trial": 10, "article": 1}
    assert (report.records_read, report.records_merged, report.warnings) == (13, 1, ())
    expected = json.loads((SHARED / "seeds-expected.json").read_text("utf-8"))
    reader = store.open()
    found = {hit.record.title: to_dict(hit.record) for hit in search(SearchRequest(limit=100), reader).hits}
    for wanted in (each for group in expected.values() for each in group):
        values = found[wanted["title"]]
        values["documents"] = sorted(Path(source["document"]).name for source in values["sources"])
        assert {name: values[name] for name in wanted} == wanted
    assert len(found) == 12
    reader.close()


@needs_seeds
def test_a_run_without_paths_reads_those_of_the_last_run(store: Store) -> None:
    first = reindex([str(SHARED / "seeds")], store)
    again = reindex([], store)
    assert again.records == first.records
    assert (again.replaced, again.replaced_records) == (first.generation, 12)


@needs_seeds
@pytest.mark.parametrize(("query", "first"), [
    ("muscle cramps", {"NCT04509336", "NCT05392361"}), ("sponsor:yonsei", {"NCT05392361"}),
    ('"flexor spasm"', {"H789N3FKE8"}), ("lioresal", {"H789N3FKE8"}), ("nct04471714", {"NCT04471714"}),
    ("1134-47-0", {"H789N3FKE8"}), ("Fragil* cincinnati", {"NCT05418049"}), ("flexor reflex", {"NCT03860662"}),
])
def test_over_the_seeds_a_query_finds_what_a_person_expects(store: Store, query: str, first: set[str]) -> None:
    reindex([str(SHARED / "seeds")], store)
    reader = store.open()
    page = search(SearchRequest(query), reader)
    assert {hit.record.id for hit in page.hits[:len(first)]} == first
    assert not any(hit.partial for hit in page.hits[:len(first)])
    reader.close()


def test_every_sample_page_is_read_and_every_title_finds_its_record_first(store: Store) -> None:
    report = reindex([str(SAMPLES)], store)
    assert not report.rejected
    assert not report.warnings
    assert report.records_read == sum(report.records.values()) + report.records_merged
    reader = store.open()
    hits = [hit for offset in (0, 100) for hit in search(SearchRequest(limit=100, offset=offset), reader).hits]
    assert len(hits) == len(reader)
    for hit in hits:
        found = search(SearchRequest(hit.record.title, limit=1), reader).hits[0]
        assert found.record.title.casefold() == hit.record.title.casefold()
        for piece in source_bytes(hit.record):
            assert hit.record.title in piece.decode() or hit.record.kind == "monograph"
    assert sum(not hit.partial for hit in search(SearchRequest("muscle cramps"), reader).hits) >= 2
    reader.close()


def test_what_is_no_page_is_rejected_with_a_reason_and_the_rest_goes_on(tmp_path: Path, store: Store) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_bytes((SAMPLES / "baclofen.txt").read_bytes())
    (pages / "empty.txt").write_bytes(b"")
    (pages / "binary.txt").write_bytes(bytes(range(256)))
    (pages / "letter.txt").write_text("Dear Sir", "utf-8")
    (pages / ".DS_Store").write_bytes(b"x")
    (pages / "broken.zip").write_bytes(b"PK\x03\x04 not really")
    with zipfile.ZipFile(pages / "more.zip", "w") as archive:
        archive.write(SAMPLES / "quinine.txt", "inner/quinine.txt")
    report = reindex([str(pages)], store)
    assert (report.found, report.read, report.ignored, len(report.rejected)) == (7, 2, 1, 4)
    reasons = {Path(problem.path).name: problem.reason for problem in report.rejected}
    assert "empty" in reasons["empty.txt"]
    assert "Dear Sir" in reasons["letter.txt"]
    assert all(reasons.values())


def test_a_run_without_records_switches_nothing_and_says_why(tmp_path: Path, store: Store) -> None:
    reindex([str(SAMPLES)], store)
    live = store.live()
    (tmp_path / "letter.txt").write_text("Dear Sir", "utf-8")
    with pytest.raises(NothingFound) as caught:
        reindex([str(tmp_path / "letter.txt")], store)
    assert len(caught.value.report.rejected) == 1
    assert store.live() == live


def test_a_path_that_is_not_there_is_an_error_before_anything_is_done(tmp_path: Path, store: Store) -> None:
    with pytest.raises(TrialdexError):
        reindex([str(SAMPLES), str(tmp_path / "nowhere")], store)
    assert store.live() is None


def test_a_second_writer_is_turned_away_at_once(store: Store) -> None:
    with store.build(["x"]), pytest.raises(Locked):
        reindex([str(SAMPLES)], store)


def test_a_record_that_cannot_be_stored_is_in_the_account(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    original = reading.encode

    def failing(each: Record) -> bytes:
        if each.id == "NCT04509336":
            raise ValueError("no")
        return original(each)

    monkeypatch.setattr(reading, "encode", failing)
    report = reindex([str(SAMPLES)], store, jobs=1)
    assert {problem.reason for problem in report.records_rejected} == {"NCT04509336 cannot be stored: no"}
    assert report.records_read == sum(report.records.values()) + report.records_merged


def test_a_record_that_the_engine_refuses_is_in_the_account(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    original = WhooshWriter.add_encoded

    def refusing(writer: WhooshWriter, id: str, line: bytes) -> None:
        if id == "NCT04509336":
            raise RefusedRecord("no")
        original(writer, id, line)

    monkeypatch.setattr(WhooshWriter, "add_encoded", refusing)
    report = reindex([str(SAMPLES)], store, jobs=1)
    assert [problem.reason for problem in report.records_rejected] == ["no"]
    assert (report.records_refused, report.records_read) == (1, sum(report.records.values()) + report.records_merged + 1)


def test_a_record_that_an_update_is_refused_stays_in_the_account_until_it_is_taken(
        tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    page, index = tmp_path / "quinine.txt", store.folder
    page.write_bytes((SAMPLES / "baclofen.txt").read_bytes())
    reindex([str(tmp_path)], store, jobs=1)
    page.write_bytes(page.read_bytes().replace(b"Terminated", b"Withdrawn"))
    original = WhooshWriter.add

    def refusing(writer: WhooshWriter, each: Record) -> None:
        if each.id == "NCT04509336":
            raise RefusedRecord("no")
        original(writer, each)

    monkeypatch.setattr(WhooshWriter, "add", refusing)
    first = update([], store, jobs=1)
    page.write_bytes(page.read_bytes() + b"\n")
    (tmp_path / "more.txt").write_bytes((SAMPLES / "quinine.txt").read_bytes())
    for report in (first, update([], store, jobs=1), update([], store, jobs=1)):
        assert [problem.reason for problem in report.records_rejected] == ["no"]
        assert report.records_read == sum(report.records.values()) + report.records_merged + 1
    live = generation.number(store.manifest().generation)
    (kept,) = rejections(index, live)
    assert (kept.document, kept.reason, rejected_bytes(index, live, 1)) == (page.as_posix(), "no", b"")

    monkeypatch.undo()
    page.write_bytes(page.read_bytes() + b"\n")
    report = update([], store, jobs=1)
    assert (report.records_rejected, report.records_refused) == ((), 0)
    assert report.records_read == sum(report.records.values()) + report.records_merged
    assert rejections(index, generation.number(store.manifest().generation)) == []


def test_labels_that_have_later_ones_are_counted_apart(tmp_path: Path, store: Store) -> None:
    for version in (1, 2):
        label = {"set_id": "one", "version": str(version), "effective_time": f"2020010{version}", "boxed_warning": ["No."],
                 "spl_product_data_elements": ["Amberol"], "openfda": {"generic_name": ["Amberol"], "unii": ["H789N3FKE8"]}}
        (tmp_path / f"{version}.json").write_text(json.dumps({"results": [label]}))
    report = reindex([str(tmp_path)], store, jobs=1)
    assert (report.records_read, report.records_merged, report.records_superseded) == (2, 0, 1)


def test_a_changed_document_is_not_shown_as_the_source(tmp_path: Path, store: Store) -> None:
    page = tmp_path / "baclofen.txt"
    page.write_bytes((SAMPLES / "baclofen.txt").read_bytes())
    reindex([str(page)], store)
    reader = store.open()
    found = record("NCT04509336", reader)
    assert b"".join(source_bytes(found)).startswith(b"Orphenadrine Versus Baclofen")
    page.write_bytes(page.read_bytes() + b" ")
    with pytest.raises(SourceError):
        list(source_bytes(found))
    page.unlink()
    with pytest.raises(SourceError):
        list(source_bytes(found))
    reader.close()


def test_progress_is_told_for_every_document_and_record(store: Store) -> None:
    calls: list[tuple[str, int, int | None]] = []
    report = pipeline.reindex([str(SAMPLES)], store, lambda *call: calls.append(call))
    assert [call for call in calls if call[0] == "read"][-1][1] == report.found
    assert [call for call in calls if call[0] == "index"][-1][1:] == (sum(report.records.values()),) * 2
