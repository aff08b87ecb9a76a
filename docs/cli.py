"""Writes docs/cli.md, the reference of the command line, from what ``--help`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from indexer.cli import cli

TARGET = Path(__file__).with_name("cli.md")
_HEAD = """# Command line

Made from `--help` by `make docs`; a test compares them.

Data goes to stdout, everything else to stderr. Exit codes: 0 done (also without hits); 1 done, but some documents
were rejected, or a source has gone or changed; 2 usage or a query that cannot be read; 3 no index, or none that is
whole, or damage found by `verify`; 4 no such record, or a run that yields no record; 74 reading or writing failed;
75 another process is writing; 130 interrupted.

Completion: `eval "$(_TRIALDEX_COMPLETE=bash_source trialdex)"` in `~/.bashrc`; with zsh `zsh_source`; for fish,
`_TRIALDEX_COMPLETE=fish_source trialdex > ~/.config/fish/completions/trialdex.fish`.
"""


def reference() -> str:
    """The reference as Markdown."""
    root = click.Context(cli, info_name="trialdex", terminal_width=100, help_option_names=["-h", "--help"])
    return "\n".join([_HEAD, *_pages(root)])


def _pages(context: click.Context) -> Iterator[str]:
    """A page for a command, and for each one that it is a group of."""
    command = context.command
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    for name, each in sorted(command.commands.items()) if isinstance(command, click.Group) else ():
        yield from _pages(click.Context(each, info_name=name, parent=context))


if __name__ == "__main__":
    TARGET.write_text(reference(), "utf-8")
