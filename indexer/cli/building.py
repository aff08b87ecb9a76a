"""``reindex`` and ``update``: documents into the index."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import click

from index.errors import RequestError
from indexer import endings, interruption
from indexer.cli.group import command
from indexer.cli.index_folder import chosen_store, jobs_option, switching
from indexer.endings import print_json

_STANDARD_INPUT = "-"


@command("text", "json")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True), metavar="[PATH]...")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@jobs_option
def reindex(paths: tuple[str, ...], quiet: bool, jobs: int | None, format: str) -> None:
    """Build the index anew from files, folders and archives, and switch to it.

    Without PATH those of the last run are read again; - is a document on standard input. Who searches
    meanwhile is not disturbed: the new index replaces the old one in one step when it is whole.

    \b
    Examples:
      trialdex reindex ~/medpath more.zip page.txt.gz
      curl https://… | trialdex reindex -
      trialdex reindex
      trialdex reindex ~/medpath --format json
    """
    from indexer import terminal
    from indexer.pipeline import LATE, NothingFound
    from indexer.pipeline import reindex as run

    named, standard_input = _told_apart(paths)
    store = chosen_store(jobs)
    try:
        with switching(store, *LATE), terminal.progress(quiet=quiet or format == "json") as progress:
            report = run(named, store, interruption.heeding(progress), jobs=jobs, standard_input=standard_input)
    except NothingFound as error:
        if format == "json":
            print_json(error.as_dict() | error.report.as_dict())
            sys.exit(endings.NOTHING_FOUND)
        terminal.print_problems(error.report, err=True)
        raise
    if format == "json":
        print_json(report.as_dict())
    elif not quiet:
        terminal.print_report(report)
    sys.exit(endings.SOME_REJECTED if report.rejected or report.records_rejected else 0)


@command("text", "json")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--full", is_flag=True, help="Compare documents by their bytes, also where size and time are the same.")
@click.option("--prune", is_flag=True, help="Leave out what was read from paths that are missing now.")
@click.option("--dry-run", is_flag=True, help="Only say what would be read and left out.")
@click.option("--watch", is_flag=True, help="Go on, and update whenever something there changes, until Ctrl-C.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@jobs_option
def update(paths: tuple[str, ...], full: bool, prune: bool, dry_run: bool, watch: bool, quiet: bool, jobs: int | None,
           format: str) -> None:
    """Bring the index up to date: read what has changed, leave out what is gone, touch nothing else.

    Without PATH everything that the index is from is looked at again; with PATH only that, and what is not
    in the index yet is added. The result is the same as that of reindex. What - reads from standard input
    takes the place of what it read before, which stays until then; reindex leaves it out.

    \b
    Examples:
      trialdex update
      trialdex update ~/downloads/ctg-studies.json.zip
      curl https://… | trialdex update -
      trialdex update --dry-run
      trialdex update --watch ~/medpath
    """
    from indexer import terminal
    from indexer.pipeline import LATE
    from indexer.pipeline import update as run

    named, standard_input = _told_apart(paths)
    if watch and standard_input is not None:
        raise RequestError("standard input cannot be followed", hint="leave out either - or --watch")
    store = chosen_store(jobs)
    for _ in _whenever_changed(store, named) if watch else (None,):
        with switching(store, *LATE), terminal.progress(quiet=quiet or format == "json") as progress:
            report = run(named, store, interruption.heeding(progress), jobs=jobs, full=full, prune=prune,
                         dry_run=dry_run, standard_input=standard_input)
        if format == "json":
            print_json(report.as_dict())
        elif not quiet:
            terminal.print_update(report, planned=dry_run)
        sys.stdout.flush()
    sys.exit(endings.SOME_REJECTED if report.rejected or report.records_rejected or report.unreadable else 0)


def _told_apart(paths: tuple[str, ...]) -> tuple[tuple[str, ...], BinaryIO | None]:
    """Paths, and standard input if it is named among them."""
    if _STANDARD_INPUT not in paths:
        return paths, None
    if sys.stdin is None or sys.stdin.isatty():
        raise RequestError("nothing is piped into standard input", hint="write: … | trialdex update -")
    return tuple(path for path in paths if path != _STANDARD_INPUT), sys.stdin.buffer


def _whenever_changed(store: Any, paths: tuple[str, ...]) -> Iterator[None]:
    """Now, and whenever something changes at these paths, or at those of the index."""
    from watchfiles import watch

    from indexer.sources.files import STANDARD_INPUT

    yield
    interruption.rest(_stopped(store))
    followed = paths or [path for path in store.manifest().paths if path != STANDARD_INPUT]
    if not followed:
        raise RequestError("there is nothing to follow", hint="name files or folders")
    for _ in watch(*followed):
        yield
        interruption.rest(_stopped(store))


def _stopped(store: Any) -> str:
    return f"Stopped; the index is up to date as of {store.manifest().generation}."
