"""A command answers from one generation as a whole, says which, and never ends well with half of a result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index import engines, search
from index.export import FORMATS
from index.store import Store
from indexer.cli import cli
from tests.index.lazy import LazyEngine, LazyReader, flip_block
from tests.index.stores import reindex

DAMAGED = 3
"""A record in the middle of those of the live generation, ``cobalt``; the one before it is ``amber``."""
NOTE = "Note: The index is damaged (gen-000002/blocks has changed). These answers come from gen-000001, built "


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    LazyReader.unclosed = 0
    monkeypatch.setattr(engines, "get", lambda **options: LazyEngine())
    for mark in ("amber", "cobalt"):
        reindex(Store(tmp_path, LazyEngine()), mark, 6)
    flip_block(tmp_path, "gen-000002", DAMAGED)
    yield tmp_path
    assert LazyReader.unclosed == 0


def run(index: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--index", str(index)])


@pytest.mark.parametrize("arguments", [["search"], ["show", f"NCT{DAMAGED:08d}"], *(["search", "--format", each] for each in FORMATS)])
def test_an_answer_that_meets_damage_is_made_anew_from_the_generation_before_with_a_note(
        index: Path, arguments: list[str]) -> None:
    result = run(index, *arguments)

    assert result.exit_code == 0
    assert "amber" in result.stdout
    assert "cobalt" not in result.stdout
    assert result.stderr.count(NOTE) == 1


def test_json_carries_the_note_in_the_page(index: Path) -> None:
    result = run(index, "search", "--format", "json")

    page = json.loads(result.stdout)
    assert (page["generation"], [notice["code"] for notice in page["notices"]]) == ("gen-000001", ["fallback"])
    assert result.stderr == ""


def test_what_needs_no_damaged_block_comes_from_the_live_generation(index: Path) -> None:
    for arguments in (["show", "NCT00000000"], ["stats"], ["search", "cobalt", "--limit", "0"]):
        result = run(index, *arguments)
        assert result.exit_code == 0
        assert "Note:" not in result.stderr
        assert "amber" not in result.stdout


@pytest.mark.parametrize("format", FORMATS)
def test_a_whole_result_that_meets_damage_later_ends_with_an_error(
        index: Path, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    monkeypatch.setattr(search, "_BATCH", 1)
    result = run(index, "search", "--sort", "title", "--format", format)

    assert result.exit_code == 3
    assert result.stderr.startswith("Error: the index is damaged: gen-000002/blocks has changed (")
    assert result.stderr.count("\n") == 1
    assert "cobalt 2" in result.stdout
    assert not any(title in result.stdout for title in ("cobalt 3", "cobalt 4", "amber"))


def test_without_a_whole_generation_it_is_an_error_that_says_what_to_do(index: Path) -> None:
    flip_block(index, "gen-000001", DAMAGED)
    result = run(index, "search")

    assert (result.exit_code, result.stdout) == (3, "")
    assert "trialdex reindex" in result.stderr
