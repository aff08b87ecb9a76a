"""The documentation says what the program does."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from index.parser import parse

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = [line[2:] for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
COMMANDS = [line for line in CONSOLE if "serve" not in line]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readme")


def test_every_command_of_the_readme_runs(index: Path) -> None:
    assert len(COMMANDS) > 8
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        assert program == "trialdex"
        result = subprocess.run([sys.executable, "-m", "indexer", *arguments], capture_output=True, cwd=ROOT,
                                env=os.environ | {"TRIALDEX_INDEX": str(index)})
        assert result.returncode == 0, (command, result.stderr)
        assert result.stdout.count(b"\n") > 0, command


def test_every_query_of_the_readme_can_be_read() -> None:
    rows = [line.split("|")[1] for line in README.split("## What a query can say")[1].splitlines() if line.startswith("| `")]
    queries = [query for row in rows for query in re.findall(r"`([^`]+)`", row)]
    assert len(queries) > 12
    for query in queries:
        assert parse(query) is not None


def test_the_two_commands_stand_at_the_top() -> None:
    top = "\n".join(README.splitlines()[:12])
    assert "make demo" in top
    assert "make test" in top


def test_the_reference_of_the_command_line_is_what_help_prints() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import cli as docs_cli
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == docs_cli.reference(), "run: make docs"


@pytest.mark.parametrize("path", ["README.md", "docs/architecture.md", "docs/decisions.md", "docs/cli.md",
                                  "docs/relevance.md"])
def test_links_lead_to_files_that_are_there(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / path).parent.joinpath(target).exists(), target


def test_the_architecture_names_every_module_of_the_core() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    missing = [path.name for path in (ROOT / "index").glob("*.py") if path.name not in text and path.stem != "__init__"]
    assert missing == []
