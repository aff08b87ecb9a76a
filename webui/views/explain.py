"""Why a record was found: a page of its own, or for htmx what unfolds below a hit; and the same as JSON."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from index.engines.base import Reader
from index.explain import explain
from index.explanation import FIRST, MATCHED, WHY, Explanation, explanation_dict
from index.request import SearchRequest
from webui import htmx, params
from webui.errors import json_response
from webui.reading import answer

_PATH = "/explain/"


def add_views(app: Flask) -> None:
    """Add ``/explain/<id>`` and ``/api/explain/<id>``, and make the way there known to the templates."""
    app.jinja_env.globals.update(explain_address=explain_address)

    @app.get("/explain/<path:id>")
    def explain_page(id: str) -> AnyResponse:
        wanted = params.read_page(request.args, typing=htmx.wants_fragment())
        return answer(lambda reader: _page(explain(id, wanted, reader), wanted, reader, id))

    @app.get("/api/explain/<path:id>")
    def api_explain(id: str) -> Response:
        wanted = params.read_words(request.args)
        return answer(lambda reader: json_response(explanation_dict(explain(id, wanted, reader))))


def explain_address(id: str, wanted: SearchRequest) -> str:
    """The URL of the page that says why a search finds a record; its filters are for the way back."""
    return params.address(_PATH + quote(id, safe="/"), wanted)


def _page(found: Explanation, wanted: SearchRequest, reader: Reader, id: str) -> AnyResponse:
    if found.id != id:
        return redirect(explain_address(found.id, wanted))
    template = "_explain.html" if htmx.wants_fragment() else "explain.html"
    return make_response(render_template(
        template, found=found, matched=MATCHED, first=FIRST, why=WHY, notices=reader.notices,
        most=max((share.score for share in found.words), default=0.0), search=params.address("/", wanted),
        address=explain_address(found.id, wanted), title=f"Why {found.id} was found – Trialdex"))
