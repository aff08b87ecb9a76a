"""The search page, and what it shares with other pages that search as you type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from index.engines.base import Reader
from index.errors import RequestError
from index.fields import BY_ALIAS
from index.identification import identified
from index.request import SearchRequest
from index.search import search
from webui import errors, htmx, params
from webui.kept import keep
from webui.panel import Panel, panel
from webui.reading import answer

_SENT = "go"
"""Parameter of the button: the search was sent by a person. It is never in the address of a page."""
_BARE_FIELD = re.compile(r"(?:^|[\s(\-−])([^\W\d]\w*):$")


def add_views(app: Flask) -> None:
    """Add the search page."""

    @app.get("/")
    def search_page() -> AnyResponse:
        return answer(lambda reader: _to_record(reader) or live_page("search.html", reader, own=("contains", _SENT)))


def _to_record(reader: Reader) -> AnyResponse | None:
    """The way to the record, if an identifier was sent by a person; addresses and typed text lead to the result.

    So the way back from the record leads to a result, and never to the record again.
    """
    found = identified(request.args.get("q", ""), reader) if _SENT in request.args else None
    if found is None:
        return None
    address = params.record_address(found.id)
    if not htmx.wants_fragment():
        return redirect(address, 303)
    return make_response("", {"HX-Redirect": address})


def live_page(template: str, reader: Reader, *, fixed: Mapping[str, tuple[str, ...]] | None = None,
              own: tuple[str, ...] = (), more: Mapping[str, str] | None = None, name: str = "",
              **context: Any) -> AnyResponse:
    """Answer a page that holds a search, or for htmx the part of it that changes.

    What is shown stays while a field's name has been typed and its word has not.

    Args:
        template: of the whole page.
        reader: to search with.
        fixed: filters that belong to the page and not to its URL.
        own: parameters that are the page's own.
        more: those of them that stay in its address, with their values.
        name: of the page, for its title, unless it is the query.
        context: for the template.
    """
    if htmx.is_typing() and _awaits_word(request.args.get("q", "")):
        return make_response("", 204)
    typed = request.args.get("q", "").strip()
    context |= {"query": typed, "title": " – ".join(filter(None, (typed, name, "Trialdex")))}
    address = None
    try:
        wanted = params.read_page(request.args, typing=htmx.is_typing(), own=own, fixed=fixed or ())
        address = params.address(request.path, wanted, more)
        if not htmx.wants_fragment() and not params.is_canonical(request.args, wanted, more):
            return redirect(address)
        shown = _look_up(wanted, fixed or {}, reader)
        address = params.address(request.path, shown.request)
        response = _render(template, panel=shown, problem=None, **context)
    except RequestError as error:
        problem = errors.problem(error, typed)
        response = _render(template, status=problem.status, problem=problem,
                           kept=keep(request.path, request.args, fixed or ()), **context)
    if address and htmx.wants_fragment():
        htmx.remember(response, address)
    return response


def _awaits_word(query: str) -> bool:
    """Whether it ends in a field's name whose word is yet to come, outside quotes."""
    found = _BARE_FIELD.search(query)
    return found is not None and found[1].casefold() in BY_ALIAS and query.count('"') % 2 == 0


def _look_up(wanted: SearchRequest, fixed: Mapping[str, tuple[str, ...]], reader: Reader) -> Panel:
    page = search(replace(wanted, filters={**wanted.filters, **fixed}), reader, brief=True)
    return panel(request.path, wanted, page, fixed)


def _render(template: str, *, status: int = 200, **context: Any) -> Response:
    return make_response(render_template("fragment.html" if htmx.wants_fragment() else template, **context), status)
