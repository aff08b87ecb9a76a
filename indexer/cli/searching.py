"""``search`` and ``show``: records out of the index."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from shlex import quote
from typing import Any

import click

from index.fields import BY_NAME, FACET_NAMES, SORTS
from index.request import MATCHES, MAX_LIMIT, SearchRequest
from indexer import endings
from indexer.cli.group import command
from indexer.cli.index_folder import answer, chosen_store
from indexer.endings import print_json


def _filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(FACET_NAMES):
        command = click.option(f"--{name.replace('_', '-')}", name, multiple=True, metavar="VALUE",
                               help=f"Only this {BY_NAME[name].label.lower()}; repeatable.")(command)
    return command


@command("table", "json", "ndjson", "csv", "ris")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@_filter_options
@click.option("--match", type=click.Choice(MATCHES), default="auto", show_default=True,
              help="Whether records with only some of the words join: when few have all, never, or always.")
@click.option("--no-synonyms", is_flag=True, help="Only the words as typed, nothing that means the same.")
@click.option("--interpret", is_flag=True, help="Filters in the place of words that name a phase, status, country, …")
@click.option("--sort", type=click.Choice(SORTS), help="Order of the results. [default: relevance]")
@click.option("--limit", type=int, default=10, show_default=True, metavar="N", help=f"Results, at most {MAX_LIMIT}.")
@click.option("--offset", type=int, default=0, show_default=True, metavar="N", help="Results to pass over.")
def search(words: tuple[str, ...], match: str, no_synonyms: bool, interpret: bool, sort: str | None, limit: int,
           offset: int, format: str, **filters: tuple[str, ...]) -> None:
    """Search; without words, browse.

    The formats ndjson, csv and ris give the whole result, whatever --limit and --offset say.

    \b
    Examples:
      trialdex search muscle cramps
      trialdex search '"flexor spasm" OR clonus' --status recruiting --country turkey
      trialdex search 'sponsor:yonsei first_posted:2020.. NOT withdrawn'
      trialdex search --interpret phase 3 recruiting cramps in germany
      trialdex search spasticity --year 2019..2021 --format csv > spasticity.csv
    """
    request = SearchRequest(query=" ".join(words), match=match, sort=sort, limit=limit, offset=offset,
                            synonyms=not no_synonyms,
                            filters={name: values for name, values in filters.items() if values})
    from index import export
    from index.results import page_dict
    from index.search import search as run

    def asked(reader: Any) -> SearchRequest:
        return _interpreted(request, reader) if interpret else request

    def begin(reader: Any) -> Any:
        return reader.notices, export.export(asked(reader), reader, format, bom=False)

    if format in export.FORMATS:
        with chosen_store().lease(begin) as (notices, pieces):
            endings.tell(notices)
            for piece in pieces:
                sys.stdout.buffer.write(piece)
        return
    page = chosen_store().answer(lambda reader: run(asked(reader), reader, brief=format == "table"))
    if format == "json":
        print_json(page_dict(page))
        return
    from indexer.page_text import print_page

    print_page(page)


def _interpreted(request: SearchRequest, reader: Any) -> SearchRequest:
    """The request with filters in the place of words, which is told."""
    from index.search import interpreted
    from indexer.printable import printable

    request, proposals = interpreted(request, reader)
    for each in proposals:
        label = BY_NAME[each.field].label
        click.echo(f"“{printable(each.text)}” is read as {label}: {printable(each.value)}", err=True)
    return request


@command("text", "json")
@click.argument("id")
@click.option("--source", is_flag=False, flag_value=0, type=click.IntRange(min=0), default=None, metavar="[N]",
              help="Print the exact bytes that the record came from: all sources, or the Nth.")
def show(id: str, source: int | None, format: str) -> None:
    """Print one record, found by any spelling of its id.

    \b
    Examples:
      trialdex show NCT04509336
      trialdex show 1134-47-0 --format json
      trialdex show NCT04509336 --source 1
    """
    from index.records import to_dict
    from index.related import related

    def look_up(reader: Any) -> Any:
        found = _found(id, reader)
        return found, related(found, reader)

    record, relatives = answer(chosen_store(), look_up)
    if source is not None:
        from indexer.provenance import SourceError, source_bytes

        try:
            for piece in source_bytes(record, source):
                sys.stdout.buffer.write(piece)
        except SourceError as error:
            click.echo(f"Error: {error.message} ({error.hint})", err=True)
            sys.exit(endings.SOURCE_CHANGED)
    elif format == "json":
        print_json(to_dict(record))
    else:
        from indexer.record_text import print_record

        print_record(record, relatives)


def _found(id: str, reader: Any) -> Any:
    """The record with an id; the error that there is none names the search that finds some."""
    from index.errors import RecordNotFound, RequestError
    from index.search import record, search

    try:
        return record(id, reader)
    except RecordNotFound as error:
        with suppress(RequestError):
            if search(SearchRequest(id, match="all", limit=0), reader).total:
                raise RecordNotFound(error.message, hint=f"find it with: trialdex search {quote(id)}") from error
        raise
