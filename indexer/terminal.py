"""What the commands print for people; results of searches are in :mod:`indexer.page_text`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from index.fields import BY_ALIAS, BY_NAME, FIELDS
from indexer.catalog.rejections import Rejected
from indexer.course import Course, in_words
from indexer.differences import Differences
from indexer.page_text import shown_value
from indexer.printable import counted, printable
from indexer.report import Problem, Report
from indexer.statistics import Statistics

_PHASES = {"read": "Reading documents", "collect": "Collecting records", "index": "Indexing records",
           "sync": "Writing and checking"}
_SHOWN_PROBLEMS = 5
_BAR = 40


@contextmanager
def progress(*, quiet: bool) -> Iterator[Any]:
    """A function that shows how far a phase is, its rate, and the time left of the run; silent without a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}")
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}
        course = Course()

        def show(phase: str, done: int, total: int | None) -> None:
            course.tell(phase, done, total)
            if phase not in tasks:
                for task in tasks.values():
                    bar.update(task, visible=False)
                tasks[phase] = bar.add_task(_PHASES[phase], total=total, told="")
            speed = bar.tasks[tasks[phase]].speed
            told = [f"{speed:,.0f}/s"] * bool(speed) + [in_words(course.left())]
            bar.update(tasks[phase], completed=done, total=total, told="  ".join(told))

        yield show


def print_report(report: Report) -> None:
    """The account of a run."""
    _print_losses(report)
    kinds = ", ".join(counted(count, kind) for kind, count in report.records.items())
    before = "new" if report.replaced_records is None else f"{report.replaced_records:,}"
    click.echo(f"{report.generation}: {before} -> {counted(sum(report.records.values()), 'record')} ({kinds})")
    parts = len(report.records_rejected) - report.records_refused
    fates = ((report.records_superseded, "superseded by later labels"), (report.records_refused, "refused"),
             (parts, f"part{'s' * (parts != 1)} of documents rejected"))
    told = "".join(f", {count:,} {fate}" for count, fate in fates if count)
    holders = "it" if report.found == 1 else "them"
    click.echo(f"{counted(report.found, 'document')}: {report.read:,} read, {report.ignored:,} ignored, "
               f"{len(report.rejected):,} rejected; {counted(report.records_read, 'record')} in {holders}, "
               f"{report.records_merged:,} merged into others{told}; {report.seconds:.1f} s")
    print_problems(report, err=False)


def print_update(report: Report, *, planned: bool) -> None:
    """The account of an update, or of what one would do."""
    found = ", ".join(f"{count:,} {name}" for name, count in report.as_dict()["changes"].items() if count)
    click.echo(f"Documents: {found or 'none'}.")
    if planned:
        _print_unreadable(report.unreadable)
        return
    if report.generation is None:
        click.echo("Nothing has changed, so the index stays as it is.")
        if refused := len(report.rejected) + len(report.records_rejected):
            click.echo(f"{refused:,} could not be read; trialdex rejected lists them.")
        return
    print_report(report)


def _print_losses(report: Report) -> None:
    for each in report.losses[:_SHOWN_PROBLEMS]:
        click.echo(f"Lost: {counted(each.documents, 'document')} with {counted(each.records, 'record')}, since "
                   f"{printable(each.path)} cannot be read any more: {printable(each.reason)}")
    if len(report.losses) > _SHOWN_PROBLEMS:
        click.echo(f"  … {len(report.losses) - _SHOWN_PROBLEMS:,} more losses; all with --format json")
    if report.losses:
        click.echo(f"To bring back {report.replaced}, which has all of it: trialdex rollback")


def _print_unreadable(found: Sequence[Problem]) -> None:
    if found:
        click.echo("These cannot be read; what was read from them before would be left out:")
    for each in found:
        click.echo(f"  {printable(each.path)}: {printable(each.reason)}")


def print_differences(found: Differences) -> None:
    """What a generation brought, a line for each record."""
    click.echo(f"{found.before} -> {found.after}: {counted(len(found.added), 'record')} added, "
               f"{len(found.removed):,} removed, {len({each.id for each in found.transitions}):,} changed")
    for sign, records in (("+", found.added), ("-", found.removed)):
        for record, _, title in records:
            click.echo(f"{sign} {printable(record)}  {printable(title)}")
    for each in found.transitions:
        what = BY_ALIAS[each.attribute].label.lower()
        click.echo(f"~ {printable(each.id)}  {what}: {printable(each.before) or 'not stated'} -> "
                   f"{printable(each.after) or 'not stated'}  ({printable(each.title)})")


def print_rejections(found: Sequence[Rejected]) -> None:
    """What could not be read, numbered."""
    for number, each in enumerate(found, 1):
        place = "" if each.offset is None else f", byte {each.offset:,}"
        click.echo(f"{number}. {printable(each.document)}{place}: {printable(each.reason)}")
    if found:
        click.echo("To try one again when it is mended: trialdex update PATH", err=True)
    else:
        click.echo("Everything could be read.")


def print_problems(report: Report, *, err: bool) -> None:
    """Rejections and warnings, grouped by reason."""
    for title, problems in (("Rejected", report.rejected), ("Rejected part", report.records_rejected),
                            ("Warning", report.warnings)):
        reasons = Counter(problem.reason for problem in problems)
        for reason, count in reasons.most_common():
            click.echo(f"{title}: {printable(reason)} ({count:,})", err=err)
            _print_paths([problem for problem in problems if problem.reason == reason], err)


def _print_paths(problems: Sequence[Problem], err: bool) -> None:
    for problem in problems[:_SHOWN_PROBLEMS]:
        place = "" if problem.offset is None else f", byte {problem.offset:,}"
        click.echo(f"  {printable(problem.path)}{place}", err=err)
    if len(problems) > _SHOWN_PROBLEMS:
        click.echo(f"  … {len(problems) - _SHOWN_PROBLEMS:,} more; all with --format json", err=err)


def print_statistics(found: Statistics) -> None:
    """The index in figures, with bar charts."""
    click.echo(f"{found.generation}, built {found.created_at}: {found.records:,} records, {found.size:,} bytes")
    for path in found.paths:
        click.echo(f"  from {printable(path)}")
    click.echo(f"  digest {found.digest}")
    for name, facet in found.facets.items():
        click.echo("\n" + click.style(f"Records by {BY_NAME[name].label.lower()}", bold=True))
        most = max((value.count for value in facet.values), default=1)
        width = max((len(shown_value(value.value)) for value in facet.values), default=0)
        for value in facet.values:
            bar = "█" * round(_BAR * value.count / most) or "▏"
            click.echo(f"  {shown_value(value.value):<{width}} {bar} {value.count:,}")


def field_dicts() -> list[dict[str, Any]]:
    """The field table as JSON values."""
    return [{"name": field.name, "label": field.label, "type": field.type, "kinds": list(field.kinds),
             "weight": field.weight, "b": field.b, "pivot": field.pivot, "facet": field.facet,
             "sortable": field.sortable, "aliases": list(field.aliases), "help": field.help} for field in FIELDS]


def print_fields() -> None:
    """The field table."""
    click.echo(click.style(f"{'field':<18} {'type':<7} {'weight':>6} {'b':>4} {'pivot':>5}  facet  about", bold=True))
    for field in FIELDS:
        figures = f"{field.weight:>6} {field.b:>4} {field.pivot:>5g}" if field.type == "text" else " " * 17
        click.echo(f"{field.name:<18} {field.type:<7} {figures}  {'yes' if field.facet else '':<5}  {field.help}")
