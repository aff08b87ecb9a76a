"""Advice on the command line: told on stderr, taken by ``--interpret``, and the same bytes from the API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import engines
from index.pool import Pool
from index.store import Store
from indexer.demo import SAMPLES
from indexer.pipeline import reindex
from tests.commands import run
from tests.indexer.test_pipeline import SHARED, needs_seeds
from webui import create_app


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("advice") / "index"
    reindex([str(SAMPLES)], Store(folder, engines.get()))
    return folder


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "index"
    reindex([str(SHARED / "seeds")], Store(folder, engines.get()))
    return folder


def test_a_better_spelling_is_told_beside_the_result(index: Path) -> None:
    result = run("search", "bacloffen", index=index)
    assert "Did you mean: baclofen\n" in result.stderr
    assert "Did you mean" not in result.stdout


def test_proposals_name_the_option_that_takes_them(index: Path) -> None:
    said = run("search", "cramps", "in", "egypt", index=index).stderr
    assert "For “egypt” there is --country Egypt (" in said


def test_an_empty_result_says_what_there_is_with_one_part_less(index: Path) -> None:
    said = run("search", "NCT04509336", "--status", "recruiting", index=index).stderr
    assert "Without filter “Recruiting”: 1 record\n" in said


@pytest.mark.parametrize("format", ["table", "json", "ndjson"])
def test_interpret_takes_all_proposals_and_says_so(format: str, index: Path) -> None:
    words = "cramps terminated in egypt"
    result = run("search", "--interpret", words, "--format", format, index=index)
    plain = run("search", "cramps", "--status", "terminated", "--country", "egypt", "--format", format, index=index)
    assert result.stderr.startswith("“terminated” is read as Status: Terminated\n“egypt” is read as Country: Egypt\n")
    assert _without_time(result.stdout) == _without_time(plain.stdout)


def _without_time(text: str) -> list[str]:
    return [line for line in text.splitlines() if '"took_ms"' not in line]


@pytest.mark.parametrize("query", ["bacloffen", "cramps terminated in egypt", "baclofen zebra", "nct 04509336"])
def test_command_line_and_api_give_the_same_advice(query: str, index: Path) -> None:
    pool = Pool(Store(index, engines.get()))
    page = create_app(pool).test_client().get("/api/search", query_string={"q": query}).json
    pool.close()
    mine = json.loads(run("search", query, "--format", "json", index=index).stdout)
    names = list(mine)
    assert names[names.index("suggestion"):names.index("notices")] == [
        "suggestion", "expansions", "interpretation", "diagnosis"]
    assert {name: mine[name] for name in names if name != "took_ms"} == {
        name: page[name] for name in names if name != "took_ms"}


def test_suggestions_are_those_of_the_api_with_their_counts_and_kinds(index: Path) -> None:
    lines = run("suggest", "bacl", index=index).stdout.splitlines()
    assert [line.split()[1:] for line in lines if line.endswith("  Baclofen")] == [["drug", "Baclofen"]]
    found = json.loads(run("suggest", "bacl", "--limit", "3", "--format", "json", index=index).stdout)
    pool = Pool(Store(index, engines.get()))
    answer = create_app(pool).test_client().get("/api/suggest", query_string={"q": "bacl", "limit": 3}).json
    pool.close()
    assert (found["query"], found["suggestions"]) == ("bacl", answer["suggestions"])
    assert 0 < len(found["suggestions"]) <= 3


@pytest.mark.parametrize(("arguments", "code"), [(("bacl", "--limit", "51"), 2), (("x" * 10_000,), 2), (("zzzz",), 0)])
def test_what_cannot_be_suggested_is_one_clear_line(arguments: tuple[str, ...], code: int, index: Path) -> None:
    result = run("suggest", *arguments, index=index, code=code)
    assert result.stdout == ""
    assert result.stderr.count("\n") == (code != 0)


@needs_seeds
@pytest.mark.parametrize(("query", "expected"), [
    ("nct 04509336", "NCT04509336"), ("C10H12ClNO2", "H789N3FKE8"), ("1134470", "H789N3FKE8"),
    ("h789n3fke8", "H789N3FKE8"), ("H789-N3FKE8", "H789N3FKE8")])
def test_an_identifier_finds_its_record_first(query: str, expected: str, seeds: Path) -> None:
    assert json.loads(run("search", query, "--format", "json", index=seeds).stdout)["hits"][0]["id"] == expected


@needs_seeds
@pytest.mark.parametrize(("query", "expected"), [("bacloffen", "baclofen"), ("muscel cramps", "muscle cramps"),
                                                 ("baclofen", None)])
def test_misspelt_words_of_the_seeds_are_mended(query: str, expected: str | None, seeds: Path) -> None:
    assert json.loads(run("search", query, "--format", "json", index=seeds).stdout)["suggestion"] == expected
