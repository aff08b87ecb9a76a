"""``verify`` and ``rollback``: whether the index is whole, and back to the one before."""

from __future__ import annotations

import sys

import click

from indexer import endings
from indexer.cli.group import command
from indexer.cli.index_folder import chosen_store, jobs_option, switching
from indexer.endings import print_json


@command("text", "json")
@click.option("--deep", is_flag=True, help="Also index the stored records anew, and compare.")
@jobs_option
def verify(deep: bool, jobs: int | None, format: str) -> None:
    """Check every file of the index, byte by byte; say which are damaged, and how.

    \b
    Examples:
      trialdex verify && echo whole
      trialdex verify --deep
    """
    from indexer.pipeline import LATE

    store = chosen_store(jobs)
    damage = store.verify()
    if deep and not damage:
        with switching(store, *LATE):
            damage = store.verify_deeply()
    if format == "json":
        print_json({"whole": not damage, "damage": [{"file": each.file, "problem": each.problem} for each in damage]})
    elif not damage:
        click.echo("Every file of the index is whole.")
    else:
        for each in damage:
            click.echo(f"{each.file}: {each.problem}")
        for remedy in dict.fromkeys(each.remedy for each in damage):
            click.echo(f"To mend it: {remedy}.", err=True)
    sys.exit(endings.DAMAGED if damage else 0)


@command("text", "json")
def rollback(format: str) -> None:
    """Go back to the previous generation of the index.

    \b
    Examples:
      trialdex rollback
    """
    store = chosen_store()
    with switching(store, "filelock"):
        switched = store.rollback()
    if format == "json":
        print_json({"generation": switched.generation, "records": switched.records,
                     "replaced": switched.replaced, "replaced_records": switched.replaced_records})
    else:
        click.echo(f"{switched.generation} is live again, with {switched.records:,} records.")
