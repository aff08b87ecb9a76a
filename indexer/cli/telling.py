"""``stats``, ``changes``, ``rejected`` and ``fields``: what is in the index, and where it comes from."""

from __future__ import annotations

import sys

import click

from indexer.cli.group import command
from indexer.cli.index_folder import answer, chosen_store
from indexer.endings import print_json


@command("text", "json")
def stats(format: str) -> None:
    """Say what is in the index: records by kind, phase, status and year.

    \b
    Examples:
      trialdex stats
      trialdex stats --format json
    """
    from indexer.statistics import statistics

    store = chosen_store()
    found = answer(store, lambda reader: statistics(reader, store.manifest(reader.generation)))
    if format == "json":
        print_json(found.as_dict())
        return
    from indexer import terminal

    terminal.print_statistics(found)


@command("text", "json")
def changes(format: str) -> None:
    """Say what the live generation brought: records that came or went, and changes of status and phase.

    \b
    Examples:
      trialdex changes
      trialdex changes --format json
    """
    from indexer.differences import differences

    found = differences(chosen_store())
    if format == "json":
        print_json(found.as_dict())
        return
    from indexer import terminal

    terminal.print_differences(found)


@command("text", "json")
@click.option("--bytes", "number", type=click.IntRange(min=1), metavar="N",
              help="Print the bytes that were kept of the Nth, as they are.")
def rejected(number: int | None, format: str) -> None:
    """List what could not be read, with the reason, and how to try it again.

    \b
    Examples:
      trialdex rejected
      trialdex rejected --bytes 3 > part.json
    """
    from index import generation
    from indexer.catalog.rejections import rejected_bytes, rejections

    store = chosen_store()
    live = generation.number(store.manifest().generation)
    if number is not None:
        sys.stdout.buffer.write(rejected_bytes(store.folder, live, number))
        return
    found = rejections(store.folder, live)
    if format == "json":
        print_json({"rejected": [{"path": each.document, "offset": each.offset, "reason": each.reason}
                                 for each in found]})
        return
    from indexer import terminal

    terminal.print_rejections(found)


@command("text", "json")
def fields(format: str) -> None:
    """List the fields: what can be searched, filtered and sorted by, and how they weigh.

    \b
    Examples:
      trialdex fields
    """
    from indexer import terminal

    if format == "json":
        print_json({"fields": terminal.field_dicts()})
    else:
        terminal.print_fields()
