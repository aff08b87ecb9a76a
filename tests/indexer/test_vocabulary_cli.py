"""Vocabularies on the command line: add, list, show, remove, and what ends how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.demo import SAMPLES
from tests.commands import run
from tests.indexer.vocabularies import OBO, TSV


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vocabularies") / "index"
    run("reindex", str(SAMPLES / "orphenadrine.txt"), index=folder)
    return folder


def told(*arguments: str, index: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("vocabulary", *arguments, "--format", "json", index=index).stdout)
    return found


def test_a_vocabulary_is_added_listed_asked_and_removed(index: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.obo").write_text(OBO)
    (tmp_path / "ours.tsv").write_text(TSV)
    assert "No vocabulary was added." in run("vocabulary", "list", index=index).stdout
    said = run("vocabulary", "add", str(tmp_path / "tiny.obo"), index=index).stdout
    assert said == "tiny, Tiny Cramps releases/2025-01-01, 3 concepts, 6 terms: added; gen-000002 is live.\n"
    found = told("add", str(tmp_path / "ours.tsv"), "--name", "hospital", index=index)
    assert (found["generation"], found["replaced"], found["replaced_vocabulary"]) == ("gen-000003", "gen-000002", False)
    assert ": replaced; " in run("vocabulary", "add", str(tmp_path / "tiny.obo"), index=index).stdout

    listed = told("list", index=index)["vocabularies"]
    assert isinstance(listed, list)
    assert [(each["name"], each["terms"], each["source"]) for each in listed] == [("hospital", 5, "ours.tsv"), ("tiny", 6, "tiny.obo")]
    assert [line.partition(":")[0] for line in run("vocabulary", "list", index=index).stdout.splitlines()] == ["hospital", "tiny"]

    synonyms = told("show", "muscle cramps", index=index)
    assert synonyms["term"] == "muscle cramps"
    assert {"text": "Muscle spasm", "source": "tiny", "narrower": False} in list(synonyms["synonyms"])  # type: ignore[call-overload]
    shown = run("vocabulary", "show", "muscle", "cramps", index=index).stdout
    assert "Muscle spasm  (tiny)\n" in shown
    assert "Leg cramp  (tiny, narrower)\n" in shown
    assert told("show", "no such term", index=index)["synonyms"] == []
    assert "Nothing is known" in run("vocabulary", "show", "no such term", index=index).stdout
    page = json.loads(run("search", "muscle cramps", "--format", "json", index=index).stdout)
    assert ("Muscle spasm", "tiny") in {(each["added"], each["source"]) for each in page["expansions"]}

    assert told("remove", "hospital", index=index) == {"removed": "hospital", "generation": "gen-000005", "replaced": "gen-000004"}
    assert "tiny: removed; gen-000006 is live." in run("vocabulary", "remove", "tiny", index=index).stdout
    assert told("list", index=index) == {"vocabularies": []}


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["add", "no.obo"], 2, "does not exist"), (["add", str(SAMPLES / "baclofen.txt")], 2, "neither OBO"),
    (["remove", "hp"], 2, "no vocabulary called"), (["show"], 2, "Missing argument"), (["nosuch"], 2, "No such command")])
def test_what_cannot_be_done_is_one_line(index: Path, arguments: list[str], code: int, said: str) -> None:
    result = run("vocabulary", *arguments, index=index, code=code)
    assert said in result.stderr
    assert (result.stdout, result.stderr.count("\n")) == ("", 1)
    result = run("vocabulary", *arguments, "--format", "json", index=index, code=code)
    assert said in json.loads(result.stdout)["error"]["message"]


def test_without_an_index_there_is_nothing_to_add_to(tmp_path: Path) -> None:
    (tmp_path / "tiny.obo").write_text(OBO)
    assert "no index" in run("vocabulary", "add", str(tmp_path / "tiny.obo"), index=tmp_path / "none", code=3).stderr
    assert not (tmp_path / "none").exists()
