"""The labels on a monograph's page: twenty at a time, newest first, each with its boxed warning before all else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask

from index import links
from index.fields import texts
from index.records import Label
from index.results import Snippet
from webui import params
from webui.params import Arguments

PER_PAGE = 20
"""Labels that are listed at once."""
PARAMETERS = ("labels", "passage")
"""The page of labels, and a passage that is looked for in them."""
_TABLE = " table"
"""Ends the heading of a section whose texts are tables: a row a line."""
_BETWEEN = " | "
_DOTS = "…"

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a label; each of its texts is a passage, or the rows of a table."""

    heading: str
    texts: tuple[Snippet | tuple[Row, ...], ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A label, ready for its template; ``number`` counts all of the monograph from 1, ``address`` leads to DailyMed."""

    number: int
    label: Label
    box: tuple[Snippet, ...]
    sections: tuple[Section, ...]
    is_open: bool
    address: str | None


@dataclass(frozen=True, slots=True)
class Labels:
    """A page of a monograph's labels, of which ``stated`` are those of all pages."""

    cards: tuple[Card, ...]
    stated: Sequence[Label]
    page: int
    pages: int
    previous: str | None
    next: str | None

    def warned(self) -> int:
        """How many have a boxed warning; all of them are read for this."""
        return sum(bool(label.boxed_warning) for label in self.stated)


def add_links(app: Flask) -> None:
    """Make the way from a passage to its label known to the templates."""
    app.jinja_env.globals.update(passage_address=passage_address)


def passage_address(id: str, found: Snippet) -> str:
    """The URL that leads to the label in which a search has found a passage."""
    return f"{params.record_address(id)}?{urlencode({'passage': found.text})}"


def place(id: str, stated: Sequence[Label], arguments: Arguments) -> str | None:
    """Where the label with the passage is that the URL asks for; None: it asks for none, or the page is this one."""
    passage = params.one(arguments, "passage")
    if not passage or not stated or params.one(arguments, "labels"):
        return None
    number = next((number for number, label in enumerate(stated, 1)
                   if any(_bare(passage) in text for text in texts(label))), 1)
    more = [("labels", str(_page_of(number))), ("passage", passage)]
    return f"{params.record_address(id)}?{urlencode([*_others(arguments), *more])}#label-{number}"


def parameters(arguments: Arguments) -> dict[str, str]:
    """What of the URL is about labels, in canonical form.

    Raises:
        RequestError: if the page is no number.
    """
    page, passage = params.number(arguments, "labels", default=1, least=1), params.one(arguments, "passage")
    stated = {"labels": str(page), "passage": passage}
    return {name: value for name, value in stated.items() if value and (passage or page > 1)}


def labels(id: str, stated: Sequence[Label], arguments: Arguments) -> Labels | None:
    """The page of a monograph's labels that the URL asks for; past the last one it is empty. None: there are no labels.

    A passage that the URL names is marked, and the label and section in which it stands are open.

    Raises:
        RequestError: if the page is no number.
    """
    page = params.number(arguments, "labels", default=1, least=1)
    if not stated:
        return None
    passage, pages = _bare(params.one(arguments, "passage")), _page_of(len(stated))
    first = (page - 1) * PER_PAGE
    shown = enumerate(stated[first : first + PER_PAGE], first + 1)

    def address(number: int) -> str:
        more = [*_others(arguments), *([("labels", str(number))] if number > 1 else ())]
        return f"{params.record_address(id)}{'?' if more else ''}{urlencode(more)}#labels"

    return Labels(
        cards=tuple(_card(number, label, passage, is_open=len(stated) == 1) for number, label in shown),
        stated=stated, page=page, pages=pages,
        previous=address(min(page - 1, pages)) if page > 1 else None, next=address(page + 1) if page < pages else None)


def _page_of(number: int) -> int:
    return (number - 1) // PER_PAGE + 1


def _others(arguments: Arguments) -> list[tuple[str, str]]:
    return [(name, value) for name, value in arguments.items(multi=True) if name not in PARAMETERS]


def _card(number: int, label: Label, passage: str, *, is_open: bool) -> Card:
    sections = tuple(_section(heading, paragraphs, passage) for heading, paragraphs in label.texts.items())
    box = tuple(_snippet(text, passage) for text in label.boxed_warning)
    is_open = is_open or any(section.is_open for section in sections)
    return Card(number, label, box, sections, is_open, links.label(label))


def _section(heading: str, paragraphs: Sequence[str], passage: str) -> Section:
    shown = tuple(_rows(text) or _snippet(text, passage) if heading.endswith(_TABLE) else _snippet(text, passage)
                  for text in paragraphs)
    return Section(heading, shown, bool(passage) and any(passage in text for text in (heading, *paragraphs)))


def _rows(text: str) -> tuple[Row, ...]:
    """The rows of a table; none if they have different numbers of cells, so that none can be misplaced."""
    rows = tuple(tuple(line.split(_BETWEEN)) for line in text.split("\n"))
    return rows if len({len(row) for row in rows if len(row) > 1}) == 1 else ()


def _snippet(text: str, passage: str) -> Snippet:
    start = text.find(passage) if passage else -1
    return Snippet(text, ((start, start + len(passage)),) if start >= 0 else ())


def _bare(passage: str) -> str:
    """The passage without the dots that stand where it is cut out of its text."""
    return passage.removeprefix(_DOTS).removesuffix(_DOTS).strip()
