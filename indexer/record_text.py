"""One record as lines of text: each value, which sources state it where not all do, and what others state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

import click

from index.disagreement import Disagreement, Span, differs, main_source, span_text
from index.identifiers import combined_uniis
from index.records import Label, Monograph, Record
from index.related import Related
from indexer.printable import printable

_APART = frozenset(("extra", "labels", "provenance", "sources"))
_LONG = 200
"""Characters of a list that still stands on one line."""
_NAMES = {"unii": "UNII", "cas_number": "CAS number", "mesh_terms": "MeSH terms", "mesh_ancestors": "MeSH ancestors"}


def print_record(record: Record, related: Sequence[Related] = ()) -> None:
    """A record, a line for each value; labels and sources last."""
    for name, text, attribute in _values(record):
        _print(name, text, _differences(record, attribute))
    for each in related:
        shared = ", ".join(each.numbers)
        _print("Shares a number", f"{each.trial.id} ({shared}): {each.trial.title}")
    if isinstance(record, Monograph):
        for number, label in enumerate(record.labels, 1):
            _print_label(number, label)
    for number, source in enumerate(record.sources, 1):
        click.echo(f"Source {number}: {printable(source.document)}, bytes {source.offset:,} to "
                   f"{source.offset + source.length:,}, read {source.read_at}")
    if record.provenance:
        click.echo(f"A value that names no source is stated by source {main_source(record)}, "
                   "and no source states another.")


def _values(record: Record) -> Iterator[tuple[str, str, str]]:
    """Label, text and attribute of each value."""
    yield "Id", record.id, "id"
    yield "Kind", record.kind, "kind"
    for spec in fields(record)[1:]:
        value = getattr(record, spec.name)
        if spec.name == "unii" and value is None:
            value = combined_uniis(record.id)
        if spec.name not in _APART and value not in (None, ()):
            yield _NAMES.get(spec.name, spec.name.replace("_", " ").capitalize()), _text(value), spec.name
    for label, texts in record.extra.items():
        yield label, _text(texts), f"extra.{label}"


def _text(value: Any) -> str:
    """A long list has a line for each text."""
    if isinstance(value, tuple):
        is_long = sum(map(len, value)) > _LONG
        return "\n".join(each.replace("\n", "\n  ") for each in value) if is_long else " | ".join(value)
    return str(value)


def _print(label: str, text: str, after: str = "") -> None:
    """One line; a text of several lines stands below its label."""
    heading = click.style(printable(label), bold=True)
    lines = [printable(line) for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        click.echo(f"{heading}: {''.join(lines)}{after}")
        return
    click.echo(f"{heading}:{after}")
    for line in lines:
        click.echo(f"  {line}")


def _differences(record: Record, attribute: str) -> str:
    found = differs(record, attribute)
    if found is None:
        return ""
    parts = [_sources(found.sources)] if found.sources else []
    parts += [f"{_sources(numbers)} {'say' if _are_many(numbers) else 'says'}: {_stated(found, value)}"
              for numbers, value in found.others]
    return f"  ({'; '.join(parts)})"


def _stated(found: Disagreement, value: str) -> str:
    remark = found.remark(value)
    return printable(f"{value} – {remark}" if remark else value)


def _sources(numbers: Sequence[Span]) -> str:
    return f"source{'s' * _are_many(numbers)} {', '.join(map(span_text, numbers))}"


def _are_many(numbers: Sequence[Span]) -> bool:
    return len(numbers) > 1 or numbers[0][0] != numbers[0][1]


def _print_label(number: int, label: Label) -> None:
    facts = (", ".join(label.names), label.maker, label.date, label.version and f"version {label.version}")
    _print(f"Label {number}", ", ".join([*filter(None, facts), f"set id {label.set_id}"]))
    for heading, texts in (("Boxed warning", label.boxed_warning), *label.texts.items()):
        if texts:
            click.echo(f"  {click.style(printable(heading), bold=True)}:")
        for line in (line for text in texts for line in text.splitlines() if line.strip()):
            click.echo(f"    {printable(line)}")
