"""All values of a facet: a list of boxes to tick, paged, with a filter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from index.engines.base import Reader
from index.fields import BY_NAME, FACET_NAMES
from index.request import MAX_OFFSET, SearchRequest
from index.search import chosen_values, list_facet
from webui import errors, htmx, params
from webui.panel import Choice, choices
from webui.reading import answer

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Values:
    """A page of a facet's values.

    ``chosen`` are the selected ones that are not among the ``choices`` of this page; ``carried`` are
    the other parameters of the search, as (name, value). ``previous`` and ``next`` are numbers of pages;
    ``is_cut`` says that there are more values than pages.
    """

    path: str
    contains: str
    choices: tuple[Choice, ...]
    chosen: tuple[Choice, ...]
    carried: tuple[tuple[str, str], ...]
    distinct: int
    back: str
    all: str
    previous: int | None
    next: int | None
    is_cut: bool


def add_views(app: Flask) -> None:
    """Add ``/facet/<name>``."""

    @app.get("/facet/<name>")
    def facet_page(name: str) -> AnyResponse:
        if name not in FACET_NAMES:
            abort(404, errors.no_facet(name))
        wanted = params.read_page(request.args, typing=htmx.is_typing(), own=("contains",))
        address = params.address(request.path, wanted, _contains())
        if not (htmx.wants_fragment() or params.same_address(request.full_path.rstrip("?"), address)):
            return redirect(address)
        values = answer(lambda reader: _values(name, wanted, reader))
        field = BY_NAME[name]
        template = "facet_fragment.html" if htmx.wants_fragment() else "facet.html"
        response = make_response(render_template(template, values=values, name=name, field=field,
                                                 title=f"{field.label} – Trialdex"))
        if htmx.wants_fragment():
            htmx.remember(response, address)
        return response


def _contains() -> dict[str, str]:
    text = params.one(request.args, "contains").strip()
    return {"contains": text} if text else {}


def _values(name: str, wanted: SearchRequest, reader: Reader) -> Values:
    more = _contains()
    here = params.page_number(wanted)
    found = list_facet(wanted, reader, name, more.get("contains", ""), (here - 1) * PER_PAGE, PER_PAGE + 1)
    shown = choices(name, found.values[:PER_PAGE])
    on_page = {choice.id for choice in shown}
    has_more, has_next_page = len(found.values) > PER_PAGE, here * params.PER_PAGE <= MAX_OFFSET
    return Values(
        path=f"/facet/{name}", contains=more.get("contains", ""), choices=shown,
        chosen=tuple(each for each in _selected(name, wanted, reader) if each.id not in on_page),
        carried=tuple(params.pairs(params.choosing(wanted, name))), distinct=found.distinct,
        back=params.address("/", replace(wanted, offset=0)),
        all=params.address(f"/facet/{name}", replace(wanted, offset=0)),
        previous=here - 1 if here > 1 else None,
        next=here + 1 if has_more and has_next_page else None,
        is_cut=has_more and not has_next_page,
    )


def _selected(name: str, wanted: SearchRequest, reader: Reader) -> tuple[Choice, ...]:
    if not wanted.filters.get(name):
        return ()
    return choices(name, chosen_values(wanted, reader, name))
