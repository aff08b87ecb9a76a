"""A page of results as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from shlex import quote

import click

from index.fields import BY_NAME, Field
from index.records import Monograph, Record, Trial
from index.results import Expansion, Facet, Hit, SearchPage, Snippet
from indexer.endings import tell
from indexer.printable import counted, printable

_SHOWN = 5
"""Synonyms of a term."""


def print_page(page: SearchPage) -> None:
    """A page of results; notices go to stderr."""
    tell(page.notices)
    partial = page.total - page.total_all_words
    told = f"{page.total_all_words:,} with all words, {partial:,} with some"
    if not partial:
        told = counted(page.total, "record")
    click.echo(click.style(told, bold=True))
    _print_expansions(page.expansions)
    _print_advice(page)
    for place, hit in enumerate(page.hits, page.offset + 1):
        _print_hit(place, hit)
    if not page.total:
        remedy = "Try fewer words or filters, --match any, or word~ for one wrong letter."
        click.echo(f"Nothing was found. {remedy}", err=True)
        return
    click.echo()
    for name in ("phase", "status", "condition", "country", "year"):
        _print_facet(BY_NAME[name], page.facets[name])
    last = page.offset + len(page.hits)
    if page.hits and last < page.total:
        click.echo(f"\nMore: add --offset {last}", err=True)


def _print_expansions(found: Sequence[Expansion]) -> None:
    """What was looked for besides, a line for each term."""
    for term, expansions in groupby(found, key=lambda each: each.term):
        added = [f"{printable(each.added)} ({each.hits:,}, {printable(each.source)}{', narrower' * each.narrower})"
                 for each in expansions]
        more = f", … {len(added) - _SHOWN:,} more" if len(added) > _SHOWN else ""
        click.echo(f"“{printable(term)}”, also: {', '.join(added[:_SHOWN])}{more}")


def _print_advice(page: SearchPage) -> None:
    """What could be asked instead."""
    if page.suggestion is not None:
        click.echo(f"Did you mean: {printable(page.suggestion)}", err=True)
    for proposal in page.interpretation:
        option = f"--{proposal.field.replace('_', '-')} {quote(printable(proposal.value))}"
        click.echo(f"For “{printable(proposal.text)}” there is {option} ({proposal.count:,}); --interpret takes it",
                   err=True)
    for part in (each for each in page.diagnosis if each.without):
        click.echo(f"Without {part.kind} “{printable(part.text)}”: {counted(part.without, 'record')}", err=True)


def _print_hit(place: int, hit: Hit) -> None:
    record = hit.record
    title = _highlighted(hit.snippets["title"][0])
    click.echo(f"\n{place}. {click.style(record.id, bold=True)}  {title}" + ("  [some words]" if hit.partial else ""))
    click.echo("   " + " · ".join(_facts(record)))
    for name, snippets in hit.snippets.items():
        if name not in ("title", "phase", "status", "sponsor"):
            click.echo(f"   {BY_NAME[name].label}: " + " | ".join(map(_highlighted, snippets)))


def _facts(record: Record) -> list[str]:
    facts: list[str] = [record.kind]
    if isinstance(record, Trial):
        posted = f"as of {record.last_posted}" if record.last_posted else "date not stated"
        facts += ["/".join(record.phases), f"{record.status}, {posted}" if record.status else "", record.sponsor or ""]
    elif isinstance(record, Monograph):
        facts += [record.drug_type or "", record.cas_number or ""]
    else:
        facts.append(record.publisher or "")
    return [printable(fact) for fact in facts if fact]


def _highlighted(snippet: Snippet) -> str:
    pieces, at = [], 0
    for start, end in snippet.spans:
        pieces += [_inner(snippet.text[at:start]),
                   click.style(printable(snippet.text[start:end]), fg="yellow", bold=True)]
        at = end
    return "".join([*pieces, _inner(snippet.text[at:])])


def _inner(text: str) -> str:
    """A part of a line, with a blank left for those at its ends."""
    return " " * text[:1].isspace() + printable(text.strip()) + " " * (text[-1:].isspace() and bool(text.strip()))


def _print_facet(field: Field, facet: Facet, shown: int = 6) -> None:
    values = [f"{'*' * value.selected}{shown_value(value.value)} ({value.count:,})" for value in facet.values[:shown]]
    if values:
        more = facet.distinct - shown
        click.echo(f"{field.label + ':':<11} " + ", ".join(values) + (f", … {more:,} more" if more > 0 else ""))


def shown_value(value: str) -> str:
    """A value of a facet."""
    return "not stated" if value == "(none)" else printable(value)
