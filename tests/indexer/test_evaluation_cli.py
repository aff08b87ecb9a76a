"""``trialdex evaluate``: files in the form of BEIR, lines of figures, JSON, and errors that name the line."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import ir_measures  # noqa: F401 - what is imported here need not be by each command
import pytest
import scipy.stats  # noqa: F401

from tests.commands import run

CORPUS = ('{"_id": "a b", "title": "Night cramps", "text": "of the legs"}\n'
          '{"_id": "ü", "title": "", "text": "heartburn", "metadata": {}}\n\n'
          '{"_id": 3, "title": null, "text": "leg cramps, cramps"}\n')
QUERIES = '\ufeff{"_id": "1", "text": "night cramps?"}\n{"_id": "2", "text": "heartburn"}\n{"_id": "x", "text": "no judgement"}\n'
QRELS = "query-id\tcorpus-id\tscore\n1\ta b\t2\n1\t3\t1\n2\tü\t1\n2\tgone\t0\n"
MEASURES = ["nDCG@10", "recall@100", "MRR@10", "MAP"]


def options(folder: Path, corpus: str = CORPUS, queries: str = QUERIES, qrels: str = QRELS) -> list[str]:
    found = []
    for name, text in (("corpus", corpus), ("queries", queries), ("qrels", qrels)):
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
        found += [f"--{name}", str(folder / name)]
    return found


def test_a_line_is_printed_for_each_measure(tmp_path: Path) -> None:
    out = run("evaluate", *options(tmp_path), index=tmp_path / "none").stdout.splitlines()
    assert out[0] == "nDCG@10 1.0000 [1.00, 1.00]"
    assert [line.split()[0] for line in out[:4]] == MEASURES
    assert [line.split()[:2] for line in out[4:]] == [["auto", name] for name in MEASURES]
    assert all(re.fullmatch(r"(auto )?\S+ \d\.\d{4} \[\d\.\d\d, \d\.\d\d\]", line) for line in out)


def test_the_index_of_the_user_is_neither_needed_nor_touched_and_nothing_is_left(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    run("evaluate", *options(tmp_path), index=tmp_path / "none", env={"TMPDIR": str(scratch), "TEMP": str(scratch)})
    assert not (tmp_path / "none").exists()
    assert tempfile.gettempdir() != str(scratch)
    assert not list(scratch.iterdir())


def test_json_has_every_query_and_can_be_compared_with(tmp_path: Path) -> None:
    files = options(tmp_path)
    first = run("evaluate", *files, "--run", "first", "--format", "json", index=tmp_path / "none").stdout
    account = json.loads(first)
    assert (account["run"], account["texts"], account["synonyms"]) == ("first", 3, True)
    assert account["queries"]["any"]["2"] == dict.fromkeys(MEASURES, 1.0)
    assert account["measures"]["auto"]["MAP"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    (tmp_path / "first.json").write_text(first, "utf-8")
    compare = ["--compare", str(tmp_path / "first.json")]
    out = run("evaluate", *files, "--match", "any", *compare, index=tmp_path / "none").stdout.splitlines()
    assert out[4] == "against first nDCG@10 +0.0000 [+0.0000, +0.0000]"
    again = json.loads(run("evaluate", *files, *compare, "--format", "json", index=tmp_path / "none").stdout)
    assert again["compared"]["run"] == "first"
    assert again["measures"] == account["measures"]
    assert again["compared"]["differences"]["any"]["MAP"] == {"value": 0.0, "low": 0.0, "high": 0.0}


@pytest.mark.parametrize(("files", "said"), [
    pytest.param({"corpus": CORPUS + "{"}, "corpus, line 5: ", id="cut off"),
    pytest.param({"corpus": CORPUS + '{"_id": "ü"}'}, "corpus, line 5: the id “ü” is there twice", id="id twice"),
    pytest.param({"corpus": '{"title": "x"}'}, "corpus, line 1: ", id="no id"),
    pytest.param({"corpus": '{"_id": "1", "text": 5}'}, "corpus, line 1: ", id="text is a number"),
    pytest.param({"corpus": '{"_id": "1", "text": "\udcff"}'}, "corpus, line 1: ", id="no UTF-8"),
    pytest.param({"corpus": '{"_id": "1", "text": "\\ud800"}'}, "corpus, line 1: ", id="half a character"),
    pytest.param({"corpus": "\n"}, "corpus holds no text", id="no texts"),
    pytest.param({"queries": '{"_id": "1"}'}, "queries, line 1: ", id="query without text"),
    pytest.param({"qrels": QRELS + "9\ta b\t1\n"}, "qrels, line 6: there is no query “9”", id="unknown query"),
    pytest.param({"qrels": "1\ta b\n"}, "qrels, line 1: ", id="two columns"),
    pytest.param({"qrels": QRELS + "1\ta b\tgood\n"}, "qrels, line 6: ", id="grade is a word"),
    pytest.param({"qrels": QRELS + "1\ta b\t1\n"}, "qrels, line 6: ", id="judged twice"),
    pytest.param({"qrels": "query-id\tcorpus-id\tscore\n"}, "qrels holds no judgement", id="no judgements"),
])
def test_what_is_wrong_with_a_file_is_said_in_one_line(tmp_path: Path, files: dict[str, str], said: str) -> None:
    error = run("evaluate", *options(tmp_path, **files), index=tmp_path / "none", code=2).stderr
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(("earlier", "said"), [
    pytest.param("{}", "is no account of an evaluation", id="something else"),
    pytest.param('{"run": "r", "texts": 1, "synonyms": true, "queries": {"any": {}}}', "no query in common", id="others"),
    pytest.param('{"run": "r", "texts": 1, "synonyms": true, "queries": {"any": {"1": {"MAP": 1.0}}}}', "is no account",
                 id="measure missing"),
])
def test_only_a_run_that_can_be_compared_is(tmp_path: Path, earlier: str, said: str) -> None:
    (tmp_path / "earlier").write_text(earlier, "utf-8")
    error = run("evaluate", *options(tmp_path), "--compare", str(tmp_path / "earlier"), index=tmp_path / "none", code=2).stderr
    assert said in error
    assert error.count("\n") == 1
