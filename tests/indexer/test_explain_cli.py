"""``explain`` and ``similar`` on the command line, and the same bytes from the API."""

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
from webui import create_app


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain") / "index"
    reindex([str(SAMPLES)], Store(folder, engines.get()))
    return folder


def test_explain_prints_what_the_score_of_the_search_is_made_of(index: Path) -> None:
    (hit,) = json.loads(run("search", "muscle", "cramps", "--limit", "1", "--format", "json", index=index).stdout)["hits"]
    out = run("explain", hit["id"], "muscle", "cramps", index=index).stdout
    assert out.startswith(f"{hit['id']}  {hit['title']}\nIt has everything that the search asks for.\n")
    total, shares = out.splitlines()[2].removeprefix("Score ").split(" = ")
    assert float(total) == hit["score"] == round(sum(map(float, shares.split(" + "))), 4)
    assert "Title: once in " in out


def test_explain_says_when_records_with_what_means_the_same_are_counted(index: Path) -> None:
    said = "lioresal or what means the same: in "
    assert said in run("explain", "H789N3FKE8", "lioresal", index=index).stdout
    assert said not in run("explain", "H789N3FKE8", "=lioresal", index=index).stdout


def test_explain_says_what_is_missing(index: Path) -> None:
    out = run("explain", "nct 04509336", "muscle zebra NOT quinine", index=index).stdout
    assert "only some of the words" in out
    assert "zebra: not in this record" in out
    assert "NOT quinine: a condition that it meets" in out


def test_similar_lists_records_of_the_same_kind(index: Path) -> None:
    lines = run("similar", "NCT04509336", "--limit", "2", index=index).stdout.splitlines()
    assert lines[1].startswith("By these words: ")
    assert [line[:6] for line in lines[2:]] == ["1. NCT", "2. NCT"]


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (["explain", "NCT99999999", "muscle"], 4, "there is no record"),
    (["explain", "NCT04509336", "(muscle"], 2, "never closed"),
    (["explain", "NCT04509336", ""], 2, "no word"),
    (["explain", "NCT04509336"], 2, "WORD"),
    (["similar", "NCT99999999"], 4, "there is no record"),
    (["similar", "NCT04509336", "--limit", "21"], 2, "outside 0 to 20"),
])
def test_an_error_is_one_line_that_says_what_to_do(arguments: list[str], code: int, said: str, index: Path) -> None:
    assert said in run(*arguments, index=index, code=code).stderr


@pytest.mark.parametrize(("arguments", "address"), [
    (["explain", "nct 04509336", "muscle zebra NOT quinine cramp*"], "explain/nct 04509336?q=muscle+zebra+NOT+quinine+cramp*"),
    (["explain", "NCT04509336", "muscle cramps", "--match", "all", "--no-synonyms"],
     "explain/NCT04509336?q=muscle+cramps&match=all&synonyms=0"),
    (["similar", "1134-47-0", "--limit", "3"], "similar/1134-47-0?limit=3"),
    (["similar", "NCT04509336"], "similar/NCT04509336"),
    (["explain", "NCT99999999", "muscle"], "explain/NCT99999999?q=muscle"),
    (["explain", "NCT04509336", "(muscle"], "explain/NCT04509336?q=(muscle"),
    (["similar", "nothing"], "similar/nothing"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_command_line_and_api_give_the_same_bytes(arguments: list[str], address: str, index: Path) -> None:
    pool = Pool(Store(index, engines.get()))
    response = create_app(pool).test_client().get(f"/api/{address}", headers={"Host": "localhost"})
    pool.close()
    code = {200: 0, 400: 2, 404: 4}[response.status_code]
    assert run(*arguments, "--format", "json", index=index, code=code).stdout.encode() == response.data
