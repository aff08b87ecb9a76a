"""Writes docs/cli.md, the reference of the command line, from what ``--help`` prints."""

from __future__ import annotations

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
    pages = [_page(cli, "trialdex")]
    pages += [_page(command, f"trialdex {name}") for name, command in sorted(cli.commands.items())]
    return "\n".join([_HEAD, *pages])


def _page(command: click.Command, name: str) -> str:
    root = click.Context(cli, info_name="trialdex", terminal_width=100, help_option_names=["-h", "--help"])
    context = root if command is cli else click.Context(command, info_name=name.split()[-1], parent=root)
    return f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), "utf-8")
