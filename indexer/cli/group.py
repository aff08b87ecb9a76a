"""The group of all commands, and what makes a function one of them."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from index import __version__
from index.errors import TrialdexError
from indexer import endings, interruption


def _index_folder(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
    if folder is not None:
        ctx.find_root().meta["folder"] = folder


index_option = click.option(
    "--index", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", expose_value=False,
    callback=_index_folder, help="The index folder. [env: TRIALDEX_INDEX; default: the user's data folder]")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@index_option
@click.version_option(__version__, prog_name="trialdex")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Full-text search with facets over drug monographs and clinical trials.

    \b
    Examples:
      trialdex demo                                   the site over the bundled sample pages
      trialdex reindex ~/medpath                      index a folder of drug pages
      trialdex search muscle cramps --phase 2         search it, narrowed to phase 2
      trialdex serve --open                           the same in the browser
    """
    if "NO_COLOR" in os.environ:
        ctx.color = False


def command(*formats: str, group: click.Group = cli) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of a group that takes ``--index``, and ``--format`` if it has several.

    It shows our errors in one line, and a closed pipe ends it silently.
    """

    def decorate(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def run(**arguments: Any) -> None:
            try:
                function(**arguments)
                sys.stdout.flush()
            except TrialdexError as error:
                endings.fail(error, as_json=arguments.get("format") == "json")
            except BrokenPipeError:
                endings.drop_output()
            except KeyboardInterrupt:
                endings.interrupted(interruption.MESSAGE)

        made = click.command(cls=_Command)(index_option(run))
        if formats:
            choice = click.option("--format", type=click.Choice(formats), default=formats[0], show_default=True,
                                  help="How to print the answer.")
            made = choice(made)
        group.add_command(made)
        return made

    return decorate


class _Command(click.Command):
    """Explains a word that begins with a hyphen and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and add a remedy to the error for an unknown option."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            word = next((arg for arg in typed if arg.startswith(error.option_name)), error.option_name)
            if self.name != "search" or word.startswith("--"):
                raise
            remedy = f"No such option: {word}. To leave out a word, write: NOT {word[1:]}, or put -- first."
            raise click.NoSuchOption(error.option_name, message=remedy, ctx=ctx) from error
