"""The command line: click commands, no logic. Each module adds its commands to the group."""

from __future__ import annotations

import functools

from indexer import endings
from indexer.cli import building, evaluating, explaining, mending, searching, serving, suggesting, telling, vocabulary
from indexer.cli.group import cli

__all__ = ["building", "cli", "evaluating", "explaining", "main", "mending", "searching", "serving", "suggesting",
           "telling", "vocabulary"]


def main() -> None:
    """Run the command that was typed."""
    endings.run(functools.partial(cli.main, prog_name="trialdex", standalone_mode=False))
