"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.demo import SAMPLES
from tests.commands import run

COMMANDS = ("reindex", "search", "show", "stats", "verify", "fields", "rollback", "serve", "demo")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "index"
    run("reindex", str(SAMPLES), index=folder)
    return folder


def test_search_prints_ranked_records_with_status_and_its_date(index: Path) -> None:
    out = run("search", "muscle", "cramps", index=index).stdout
    assert "NCT04509336" in out
    assert "Terminated, as of 2022-04-29" in out
    assert "on Nocturnal Muscle Cramps in Patients" in out
    assert "\x1b[" not in out


def test_search_json_keeps_to_the_contract(index: Path) -> None:
    page = json.loads(run("search", "muscle cramps", "--phase", "na", "--status", "completed", "--format", "json",
                          index=index).stdout)
    assert page["filters"] == {"phase": ["Not Applicable"], "status": ["Completed"]}
    assert page["hits"][0]["id"] == "NCT05392361"
    assert "Terminated" in [value["value"] for value in page["facets"]["status"]["values"]]


def test_words_and_options_may_stand_in_any_order_and_index_after_the_command(index: Path, tmp_path: Path) -> None:
    out = run("search", "--limit", "1", "muscle", "--format", "json", "cramps", "--index", str(index), index=tmp_path).stdout
    assert json.loads(out)["query"] == "muscle cramps"


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["search", '"open'], 2, "never closed"),
    (["search", "nosuch:x"], 2, "there is no field"),
    (["search", "-withdrawn"], 2, "NOT withdrawn"),
    (["search", "--nosuch"], 2, "--nosuch"),
    (["search", "--limit", "1000"], 2, "limit"),
    (["search", "--offset", "-1"], 2, "offset"),
    (["search", "x" * 2000], 2, "1,000"),
    (["show", "NCT99999999"], 4, "no record"),
    (["show", "NCT04509336", "--source", "9"], 2, "sources"),
    (["reindex", "/nowhere/at/all"], 2, "/nowhere/at/all"),
    (["nosuch"], 2, "nosuch"),
])
def test_an_error_is_one_line_that_says_what_to_do(index: Path, arguments: list[str], code: int, said: str) -> None:
    result = run(*arguments, index=index, code=code)
    assert said in result.stderr
    assert result.stdout == ""


def test_an_error_under_json_is_json(index: Path) -> None:
    error = json.loads(run("search", "muscle (", "--format", "json", index=index, code=2).stdout)["error"]
    assert error["position"] == 7
    assert error["message"]
    assert error["hint"]


def test_without_an_index_every_command_says_how_to_make_one(tmp_path: Path) -> None:
    for arguments in (["search", "x"], ["show", "x"], ["stats"], ["verify"], ["rollback"], ["reindex"]):
        assert "trialdex reindex" in run(*arguments, index=tmp_path / "none", code=3).stderr


def test_rejections_give_code_1_and_a_run_without_records_code_4(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir", "utf-8")
    both = run("reindex", str(SAMPLES / "quinine.txt"), str(tmp_path / "letter.txt"), index=tmp_path / "i", code=1)
    assert "Dear Sir" in both.stdout
    none = run("reindex", str(tmp_path / "letter.txt"), "--format", "json", index=tmp_path / "i", code=4)
    report = json.loads(none.stdout)
    assert report["rejected"][0]["reason"]
    assert report["generation"] is None
    assert report["error"]["message"]


def test_show_finds_a_record_by_any_spelling_and_gives_its_exact_source(index: Path) -> None:
    assert "Orphenadrine Versus Baclofen" in run("show", "nct 04509336", index=index).stdout
    record = json.loads(run("show", "1134-47-0", "--format", "json", index=index).stdout)
    assert record["id"] == "H789N3FKE8"
    source = run("show", "NCT04509336", "--source", "1", index=index).stdout
    assert source.startswith("Orphenadrine Versus Baclofen")
    assert source in (SAMPLES / "baclofen.txt").read_text("utf-8")


@pytest.mark.parametrize(("id", "hint"), [
    ("mansoura cramps", "trialdex search 'mansoura cramps'"), ("NCT99999999", "search for it"), ('"open', "search for it"),
], ids=["found", "not-found", "no-query"])
def test_show_names_the_search_that_finds_what_is_no_id(index: Path, id: str, hint: str) -> None:
    assert hint in run("show", id, index=index, code=4).stderr


def test_exports_give_the_whole_result(index: Path) -> None:
    total = json.loads(run("search", "--format", "json", index=index).stdout)["total"]
    lines = run("search", "--format", "ndjson", "--limit", "1", index=index).stdout.splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == len(lines) == total
    assert run("search", "--format", "ris", index=index).stdout.count("TY  - ") == total
    assert run("search", "--format", "csv", index=index).stdout.startswith("id,kind,partial,title")


def test_stats_fields_and_verify_speak_to_people_and_programs(index: Path) -> None:
    assert "█" in run("stats", index=index).stdout
    assert json.loads(run("stats", "--format", "json", index=index).stdout)["facets"]["kind"]["distinct"] == 3
    assert "condition" in run("fields", index=index).stdout
    assert {field["name"] for field in json.loads(run("fields", "--format", "json", index=index).stdout)["fields"]} > {"title"}
    assert json.loads(run("verify", "--format", "json", index=index).stdout) == {"whole": True, "damage": []}


def test_verify_names_the_damaged_file_and_rollback_mends(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    for page in ("quinine.txt", "baclofen.txt"):
        run("reindex", str(SAMPLES / page), index=folder, env={})
    victim = max((folder / "gen-000002").iterdir(), key=lambda path: path.stat().st_size)
    os.truncate(victim, victim.stat().st_size - 1)
    assert victim.name in run("verify", index=folder, code=3).stdout
    assert "damaged" in run("search", "quinine", index=folder).stderr
    assert "gen-000001" in run("rollback", index=folder).stdout
    (folder / "gen-000002").rename(tmp_path / "aside")
    run("verify", index=folder)


def test_a_closed_pipe_ends_silently(index: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "indexer", "--index", str(index), "search", "--format", "ndjson"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, tmp_path: Path) -> None:
    out = run(command, "--help", index=tmp_path).stdout
    assert f"trialdex {command}" in out
    assert "--index" in out


def test_no_color_and_version(index: Path) -> None:
    assert "0.1.0" in run("--version", index=index).stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["search"], ["search", "--format", "json"], ["fields"], ["--help"]])
def test_an_output_that_cannot_be_written_is_told_in_one_line(index: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run([sys.executable, "-m", "indexer", *arguments], stdout=full, stderr=subprocess.PIPE,
                                env=os.environ | {"TRIALDEX_INDEX": str(index)}, text=True)
    assert result.returncode == 74
    assert result.stderr.startswith("Error: the output cannot be written")
    assert result.stderr.count("\n") == 1


def test_a_usage_error_is_one_line_or_json(index: Path) -> None:
    assert run("search", "--limit", "abc", index=index, code=2).stderr.count("\n") == 1
    error = json.loads(run("search", "--limit", "abc", "--format", "json", index=index, code=2).stdout)["error"]
    assert "abc" in error["message"]


def test_control_characters_of_documents_do_not_reach_the_terminal(tmp_path: Path) -> None:
    page = (SAMPLES / "quinine.txt").read_text("utf-8").replace("MedPath\n\nQuinine", "MedPath\n\nQuin\x1b]0;x\x07ine\u202e")
    (tmp_path / "page\x1b[31m.txt").write_text(page, "utf-8")
    printed = [run("reindex", str(tmp_path), index=tmp_path / "index"), run("search", "quinine", index=tmp_path / "index"),
               run("show", "A7V27PHC7A", index=tmp_path / "index")]
    for result in printed:
        assert not any(character in result.stdout + result.stderr for character in "\x1b\x07\u202e")
    assert "<U+001B>" in printed[2].stdout


def test_an_index_inside_the_folder_that_is_read_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "quinine.txt").write_bytes((SAMPLES / "quinine.txt").read_bytes())
    for _ in range(2):
        report = json.loads(run("reindex", str(tmp_path), "--format", "json", index=tmp_path / "index").stdout)
        assert report["documents"]["read"] == 1
        assert report["rejected"] == []
