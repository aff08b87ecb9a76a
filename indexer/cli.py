"""The command line: click commands, no logic."""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from index import __version__
from index.errors import TrialdexError
from index.fields import BY_NAME, FACET_NAMES, SORTS
from index.request import MATCHES, MAX_LIMIT, SearchRequest
from indexer import endings, interruption
from indexer.endings import print_json


def main() -> None:
    """Run the command that was typed."""
    endings.run(functools.partial(cli.main, prog_name="trialdex", standalone_mode=False))


def _index_folder(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
    if folder is not None:
        ctx.find_root().meta["folder"] = folder


_index_option = click.option(
    "--index", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", expose_value=False,
    callback=_index_folder, help="The index folder. [env: TRIALDEX_INDEX; default: the user's data folder]")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@_index_option
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


def _command(*formats: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that takes ``--index``, and ``--format`` if it has several.

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

        command = click.command(cls=_Command)(_index_option(run))
        if formats:
            choice = click.option("--format", type=click.Choice(formats), default=formats[0], show_default=True,
                                  help="How to print the answer.")
            command = choice(command)
        cli.add_command(command)
        return command

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


def _folder() -> Path:
    chosen = click.get_current_context().find_root().meta.get("folder") or os.environ.get("TRIALDEX_INDEX")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("trialdex", appauthor=False)


def _store(jobs: int | None = None) -> Any:
    from index import engines
    from index.store import Store

    return Store(_folder(), engines.get(jobs=jobs))


_jobs_option = click.option("--jobs", type=click.IntRange(1, 256), metavar="N",
                            help="Processes that index at a time. [default: one for each core]")


@contextmanager
def _switching(store: Any, *needed: str) -> Iterator[None]:
    """An interruption lets the index be cleaned up, and is told with what it has left; these modules are needed."""
    before = store.live()
    interruption.clean_up_first(*needed)
    try:
        yield
        interruption.finish()
    except KeyboardInterrupt:
        as_it_was = store.live() == before
        endings.interrupted(interruption.MESSAGE if as_it_was else "Interrupted when the switch was done already.")


def _answer(store: Any, action: Callable[[Any], Any]) -> Any:
    """What ``action`` makes of the index's reader, after telling what a person should know of the index."""
    notices, found = store.answer(lambda reader: (reader.notices, action(reader)))
    endings.tell(notices)
    return found


@_command("text", "json")
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[PATH]...")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@_jobs_option
def reindex(paths: tuple[str, ...], quiet: bool, jobs: int | None, format: str) -> None:
    """Build the index anew from files, folders and archives, and switch to it.

    Without PATH those of the last run are read again. Who searches meanwhile is not disturbed: the new
    index replaces the old one in one step when it is whole.

    \b
    Examples:
      trialdex reindex ~/medpath more.zip page.txt.gz
      trialdex reindex
      trialdex reindex ~/medpath --format json
    """
    from indexer import terminal
    from indexer.pipeline import LATE, NothingFound
    from indexer.pipeline import reindex as run

    store = _store(jobs)
    try:
        with _switching(store, *LATE), terminal.progress(quiet=quiet or format == "json") as progress:
            report = run(paths, store, interruption.heeding(progress), jobs=jobs)
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


@_command("text", "json")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--full", is_flag=True, help="Compare documents by their bytes, also where size and time are the same.")
@click.option("--prune", is_flag=True, help="Leave out what was read from paths that are missing now.")
@click.option("--dry-run", is_flag=True, help="Only say what would be read and left out.")
@click.option("--watch", is_flag=True, help="Go on, and update whenever something there changes, until Ctrl-C.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@_jobs_option
def update(paths: tuple[str, ...], full: bool, prune: bool, dry_run: bool, watch: bool, quiet: bool, jobs: int | None,
           format: str) -> None:
    """Bring the index up to date: read what has changed, leave out what is gone, touch nothing else.

    Without PATH everything that the index is from is looked at again; with PATH only that, and what is not
    in the index yet is added. The result is the same as that of reindex.

    \b
    Examples:
      trialdex update
      trialdex update ~/downloads/ctg-studies.json.zip
      trialdex update --dry-run
      trialdex update --watch ~/medpath
    """
    from indexer import terminal
    from indexer.pipeline import LATE
    from indexer.pipeline import update as run

    store = _store(jobs)
    for _ in _whenever_changed(store, paths) if watch else (None,):
        with _switching(store, *LATE), terminal.progress(quiet=quiet or format == "json") as progress:
            report = run(paths, store, interruption.heeding(progress), jobs=jobs, full=full, prune=prune,
                         dry_run=dry_run)
        if format == "json":
            print_json(report.as_dict())
        elif not quiet:
            terminal.print_update(report, planned=dry_run)
        sys.stdout.flush()
    sys.exit(endings.SOME_REJECTED if report.rejected or report.records_rejected else 0)


def _whenever_changed(store: Any, paths: tuple[str, ...]) -> Iterator[None]:
    """Now, and whenever something changes at these paths, or at those of the index."""
    from watchfiles import watch

    yield
    interruption.rest()
    for _ in watch(*(paths or store.manifest().paths)):
        yield
        interruption.rest()


def _filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(FACET_NAMES):
        command = click.option(f"--{name.replace('_', '-')}", name, multiple=True, metavar="VALUE",
                               help=f"Only this {BY_NAME[name].label.lower()}; repeatable.")(command)
    return command


@_command("table", "json", "ndjson", "csv", "ris")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@_filter_options
@click.option("--match", type=click.Choice(MATCHES), default="auto", show_default=True,
              help="Whether records with only some of the words join: when few have all, never, or always.")
@click.option("--sort", type=click.Choice(SORTS), help="Order of the results. [default: relevance]")
@click.option("--limit", type=int, default=10, show_default=True, metavar="N", help=f"Results, at most {MAX_LIMIT}.")
@click.option("--offset", type=int, default=0, show_default=True, metavar="N", help="Results to pass over.")
def search(words: tuple[str, ...], match: str, sort: str | None, limit: int, offset: int, format: str,
           **filters: tuple[str, ...]) -> None:
    """Search; without words, browse.

    The formats ndjson, csv and ris give the whole result, whatever --limit and --offset say.

    \b
    Examples:
      trialdex search muscle cramps
      trialdex search '"flexor spasm" OR clonus' --status recruiting --country turkey
      trialdex search 'sponsor:yonsei first_posted:2020.. NOT withdrawn'
      trialdex search spasticity --year 2019..2021 --format csv > spasticity.csv
    """
    request = SearchRequest(query=" ".join(words), match=match, sort=sort, limit=limit, offset=offset,
                            filters={name: values for name, values in filters.items() if values})
    from index import export
    from index.results import page_dict
    from index.search import search as run

    def begin(reader: Any) -> Any:
        return reader.notices, export.export(request, reader, format, bom=False)

    if format in export.FORMATS:
        with _store().lease(begin) as (notices, pieces):
            endings.tell(notices)
            for piece in pieces:
                sys.stdout.buffer.write(piece)
        return
    page = _store().answer(lambda reader: run(request, reader))
    if format == "json":
        print_json(page_dict(page))
        return
    from indexer import terminal

    terminal.print_page(page)


@_command("text", "json")
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
    from index.search import record as find

    def look_up(reader: Any) -> Any:
        found = find(id, reader)
        return found, related(found, reader)

    record, relatives = _answer(_store(), look_up)
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


@_command("text", "json")
def stats(format: str) -> None:
    """Say what is in the index: records by kind, phase, status and year.

    \b
    Examples:
      trialdex stats
      trialdex stats --format json
    """
    from indexer.statistics import statistics

    store = _store()
    found = _answer(store, lambda reader: statistics(reader, store.manifest(reader.generation)))
    if format == "json":
        print_json(found.as_dict())
        return
    from indexer import terminal

    terminal.print_statistics(found)


@_command("text", "json")
def changes(format: str) -> None:
    """Say what the live generation brought: records that came or went, and changes of status and phase.

    \b
    Examples:
      trialdex changes
      trialdex changes --format json
    """
    from indexer.differences import differences

    found = differences(_store())
    if format == "json":
        print_json(found.as_dict())
        return
    from indexer import terminal

    terminal.print_differences(found)


@_command("text", "json")
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

    store = _store()
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


@_command("text", "json")
@click.option("--deep", is_flag=True, help="Also index the stored records anew, and compare.")
@_jobs_option
def verify(deep: bool, jobs: int | None, format: str) -> None:
    """Check every file of the index, byte by byte; say which are damaged, and how.

    \b
    Examples:
      trialdex verify && echo whole
      trialdex verify --deep
    """
    from indexer.pipeline import LATE

    store = _store(jobs)
    damage = store.verify()
    if deep and not damage:
        with _switching(store, *LATE):
            damage = store.verify_deeply()
    if format == "json":
        print_json({"whole": not damage, "damage": [{"file": each.file, "problem": each.problem} for each in damage]})
    elif not damage:
        click.echo("Every file of the index is whole.")
    else:
        for each in damage:
            click.echo(f"{each.file}: {each.problem}")
        click.echo("To mend it: trialdex reindex PATH…; or, if the one before is whole, trialdex rollback.", err=True)
    sys.exit(endings.DAMAGED if damage else 0)


@_command("text", "json")
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


@_command("text", "json")
def rollback(format: str) -> None:
    """Go back to the previous generation of the index.

    \b
    Examples:
      trialdex rollback
    """
    store = _store()
    with _switching(store, "filelock"):
        switched = store.rollback()
    if format == "json":
        print_json({"generation": switched.generation, "records": switched.records,
                     "replaced": switched.replaced, "replaced_records": switched.replaced_records})
    else:
        click.echo(f"{switched.generation} is live again, with {switched.records:,} records.")


_host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
_port_option = click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
                            help="The port to listen on; 0: any that is free.")
_open_option = click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")


@_command()
@_host_option
@_port_option
@_open_option
def serve(host: str, port: int, open_browser: bool) -> None:
    """Serve the site, until Ctrl-C. It follows the index: no restart after a reindex.

    \b
    Examples:
      trialdex serve --open
      trialdex serve --port 8080
    """
    interruption.clean_up_first("webui.server")
    importlib.import_module("webui.server").serve(_folder(), host, port, open_browser=open_browser)


@_command()
@_host_option
@_port_option
@_open_option
def demo(host: str, port: int, open_browser: bool) -> None:
    """Serve the site over the bundled sample pages, in a folder of its own.

    \b
    Examples:
      trialdex demo --open
    """
    from indexer.demo import sample_index
    from indexer.pipeline import LATE

    interruption.clean_up_first(*LATE, "webui.server")
    with sample_index() as folder:
        importlib.import_module("webui.server").serve(folder, host, port, open_browser=open_browser)
