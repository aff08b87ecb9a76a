"""How values read on a page: highlights, labels, dates, numbers. Everything is escaped here or by Jinja."""

from __future__ import annotations

import re

from flask import Flask
from markupsafe import Markup, escape

from index.disagreement import span_text
from index.records import Record, Trial
from index.request import NONE
from index.results import Hit, Snippet

NOT_STATED = "Not stated"
PASSAGES = 3
"""Passages that a hit shows."""
CONDITIONS = 5
"""Conditions that a hit shows."""
_SHOWN_WHOLE = ("title", "phase", "status", "sponsor", "drug_type", "publisher")
_SPAN = re.compile(r"(\d{4})?\.\.(\d{4})?")


def add_filters(app: Flask) -> None:
    """Make these functions known to the templates."""
    app.jinja_env.filters.update(highlighted=highlighted, grouped=grouped, label=value_label, plural=plural,
                                 paragraphs=paragraphs, sentence=sentence)
    app.jinja_env.globals.update(found_in=found_in, others=other_passages, conditions=conditions, as_of=as_of,
                                 span_text=span_text)


def highlighted(snippet: Snippet) -> Markup:
    """The passage with ``<mark>`` around what was found."""
    pieces, end = Markup(), 0
    for start, stop in snippet.spans:
        pieces += escape(snippet.text[end:start]) + Markup("<mark>{}</mark>").format(snippet.text[start:stop])
        end = stop
    return pieces + escape(snippet.text[end:])


def found_in(hit: Hit, field: str, value: str) -> Markup:
    """A value of a field, highlighted where the search found it there."""
    return next((highlighted(snippet) for snippet in hit.snippets.get(field, ()) if snippet.text == value),
                escape(value))


def other_passages(hit: Hit) -> list[tuple[str, Snippet]]:
    """(field, passage) of a hit, of what its line does not show anyway; the same from several texts once."""
    shown = {("id", hit.record.id), *(("condition", each) for each in conditions(hit.record))}
    passages = dict.fromkeys((field, snippet) for field, found in hit.snippets.items() if field not in _SHOWN_WHOLE
                             for snippet in found if (field, snippet.text) not in shown)
    return list(passages)[:PASSAGES]


def conditions(record: Record) -> tuple[str, ...]:
    """The conditions that a hit of a trial shows."""
    return record.conditions[:CONDITIONS] if isinstance(record, Trial) else ()


def grouped(number: int) -> str:
    """``8,383``."""
    return f"{number:,}"


def plural(number: int, noun: str) -> str:
    """``1 record``, ``8,383 records``."""
    return f"{number:,} {noun}" + "s" * (number != 1)


def value_label(value: str, facet: str) -> str:
    """A facet's value for people."""
    if value == NONE:
        return NOT_STATED
    if facet == "kind":
        return value.capitalize()
    if facet == "year" and (span := _SPAN.fullmatch(value)):
        return _span_label(*span.groups())
    return value


def _span_label(low: str | None, high: str | None) -> str:
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else f"up to {high}"


def as_of(record: Trial) -> str:
    """The date that a status is never shown without: ``as of 2023-03-30``."""
    return f"as of {record.last_posted}" if record.last_posted else "date not stated"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text as written."""
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]



def sentence(text: str) -> str:
    """A message as a sentence: a capital first, a full stop last."""
    return text[:1].upper() + text[1:] + "." * (not text.endswith((".", "?", "!", "…")))
