"""Updates on the command line: what changed, what could not be read, and what ends how."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.commands import run
from tests.indexer.test_update import page

GOOD = '{"protocolSection":{"identificationModule":{"nctId":"NCT00000009","briefTitle":"Cramps at night"}}}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(page("Baclofen", None, "Lioresal", [(1, "Recruiting", 2020), (2, "Completed", 2020)]))
    (tmp_path / "in/b.txt").write_text(page("Quinine", None, "Qualaquin", [(3, "Completed", 2020)]))
    run("reindex", str(tmp_path / "in"), index=tmp_path / "index")
    return tmp_path / "in"


def test_a_generation_says_what_it_brought(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    (folder / "a.txt").write_text((folder / "a.txt").read_text().replace("Recruiting", "Terminated"))
    (folder / "b.txt").unlink()
    (folder / "c.json").write_text(GOOD)
    said = run("update", index=index).stdout
    assert "1 added, 1 changed, 1 removed" in said
    assert "5 -> 4 records" in said

    found = json.loads(run("changes", "--format", "json", index=index).stdout)
    assert (found["before"], found["after"]) == ("gen-000001", "gen-000002")
    assert found["added"] == [{"id": "NCT00000009", "kind": "trial", "title": "Cramps at night"}]
    assert {each["id"] for each in found["removed"]} == {"NCT00000003", "quinine"}
    assert found["transitions"] == [{"id": "NCT00000001", "title": "Cramps treated with Baclofen 1", "attribute": "status",
                                     "before": "Recruiting", "after": "Terminated"}]
    text = run("changes", index=index).stdout
    assert "~ NCT00000001  status: Recruiting -> Terminated  (Cramps treated with Baclofen 1)" in text
    assert "1 record" in text.splitlines()[0]


def test_the_first_generation_has_none_before_it(folder: Path, tmp_path: Path) -> None:
    assert "no generation before it" in run("changes", index=tmp_path / "index", code=3).stderr


def test_what_could_not_be_read_is_listed_with_its_bytes_until_it_can(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    (folder / "studies.json").write_text(f"[{GOOD}, 17, {GOOD.replace('9', '8')}]")
    run("update", index=index, code=1)
    (found,) = json.loads(run("rejected", "--format", "json", index=index).stdout)["rejected"]
    assert (found["path"], found["offset"]) == ((folder / "studies.json").as_posix(), len(GOOD) + 3)
    assert run("rejected", "--bytes", "1", index=index).stdout == "17"
    assert "trialdex update PATH" in run("rejected", index=index).stderr
    assert "not 2" in run("rejected", "--bytes", "2", index=index, code=2).stderr

    (folder / "studies.json").write_text(f"[{GOOD}]")
    run("update", index=index)
    assert "Everything could be read" in run("rejected", index=index).stdout


def test_nothing_to_do_is_said_and_switches_nothing(folder: Path, tmp_path: Path) -> None:
    assert "stays as it is" in run("update", index=tmp_path / "index").stdout
    assert (tmp_path / "index/CURRENT").read_text().startswith("gen-000001 ")


def test_what_is_lost_by_damage_is_foretold_and_told_with_the_way_back(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with zipfile.ZipFile(folder / "studies.zip", "w") as archive:
        archive.writestr("one.json", GOOD)
        archive.writestr("two.json", GOOD.replace("9", "8"))
    run("update", index=index)
    whole = (folder / "studies.zip").read_bytes()
    (folder / "studies.zip").write_bytes(whole[:-30])

    path = (folder / "studies.zip").as_posix()
    planned = run("update", "--dry-run", index=index, code=1).stdout
    assert planned.startswith("Documents: 1 changed, 2 removed, 2 unchanged.\n")
    assert f"  {path}: damaged: " in planned
    told = run("update", index=index, code=1).stdout.splitlines()
    assert told[1].startswith(f"Lost: 2 documents with 2 records, since {path} cannot be read any more: damaged: ")
    assert told[2] == "To bring back gen-000002, which has all of it: trialdex rollback"
    assert "gen-000003: 7 -> 5 records" in told[3]
    assert told[4].startswith("3 documents: 2 read, 0 ignored, 1 rejected; 5 records in them, ")
    again = run("update", index=index, code=1).stdout
    assert again.startswith("Documents: 3 unchanged.\n")
    assert "Lost" not in again


def test_parts_that_are_cut_off_are_counted_apart_from_documents(folder: Path, tmp_path: Path) -> None:
    (folder / "studies.json").write_text(f"[{GOOD}, {GOOD[:-5]}")
    told = run("update", index=tmp_path / "index", code=1).stdout
    assert "3 documents: 3 read, 0 ignored, 0 rejected; 6 records in them, 0 merged into others, 1 part of documents rejected" in told
    assert "Rejected part: " in told


def test_numbers_go_with_their_nouns(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").unlink()
    (folder / "b.txt").unlink()
    (folder / "c.json").write_text(GOOD)
    told = run("update", index=tmp_path / "index").stdout
    assert ": 5 -> 1 record (0 monographs, 1 trial, 0 articles)" in told
    assert "\n1 document: 1 read, 0 ignored, 0 rejected; 1 record in it, 0 merged" in told


def test_a_path_that_nothing_was_read_from_is_taken_for_a_wrong_spelling(folder: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "nosuch", folder / "nosuch"):
        assert "check the spelling" in run("update", str(path), index=tmp_path / "index", code=2).stderr
    (folder / "a.txt").unlink()
    assert "--prune" in run("update", str(folder / "a.txt"), index=tmp_path / "index", code=2).stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_watching_is_ended_well_and_says_where_the_index_is(folder: Path, tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "indexer", "--index", str(tmp_path / "index"), "update", "--watch"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.communicate() == ("", "\nStopped; the index is up to date as of gen-000001.\n")
    assert process.returncode == 0


def test_a_folder_is_followed_while_it_is_watched(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    process = subprocess.Popen([sys.executable, "-m", "indexer", "--index", str(index), "update", "--watch"],
                               stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "Documents: 2 unchanged.\n"
        assert "stays as it is" in process.stdout.readline()
        time.sleep(1)  # until the watcher has looked at the folder
        (folder / "c.json").write_text(GOOD)
        assert process.stdout.readline() == "Documents: 1 added, 2 unchanged.\n"
        assert "gen-000002: 5 -> 6 records" in process.stdout.readline()
    finally:
        process.terminate()
        process.communicate()


def test_after_a_first_run_that_was_ended_at_its_last_step_it_is_said_how_to_make_an_index(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    (index / "CURRENT").unlink()
    for arguments in (["update"], ["update", str(folder)], ["reindex"], ["rejected"]):
        said = run(*arguments, index=index, code=3).stderr
        assert "no finished index" in said
        assert "trialdex reindex PATH" in said
    assert "There is no finished index: CURRENT is missing" in run("search", index=index).stderr
    run("reindex", str(folder), index=index)
    assert run("search", index=index).stderr == ""
    assert "stays as it is" in run("update", index=index).stdout
