"""The arrows between the packages: index imports nothing of ours, indexer and webui only index."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {"index": {"index"}, "indexer": {"index", "indexer"}, "webui": {"index", "webui"}}
FORBIDDEN_IN_INDEX = {"flask", "click", "werkzeug", "rich", "htmx_flask"}
MODULES = [path for package in ALLOWED for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_package_may(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert imported(path) & set(ALLOWED) <= ALLOWED[package]
    if package == "index":
        assert not imported(path) & FORBIDDEN_IN_INDEX
        assert "environ" not in path.read_text("utf-8")


def test_help_imports_neither_numpy_nor_flask_nor_whoosh() -> None:
    code = ("import sys; from indexer.cli import cli; cli.main(['--help'], standalone_mode=False); "
            "print(sorted({'numpy', 'flask', 'whoosh', 'rich', 'pycountry'} & set(sys.modules)))")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.splitlines()[-1] == "[]"
