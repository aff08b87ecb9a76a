"""JSON: the same bytes as on the command line."""

from __future__ import annotations

from flask import Flask, Response, abort, request

from index.fields import FACET_NAMES
from index.records import to_dict
from index.results import facet_dict, page_dict
from index.search import list_facet, record, search
from index.suggest import DEFAULT, suggest, suggestions_dict
from webui import params
from webui.errors import json_response, no_facet
from webui.reading import answer

_FACET_LIMIT = 100


def add_views(app: Flask) -> None:
    """Add ``/api/…`` and ``/healthz``."""

    @app.get("/api/search")
    def api_search() -> Response:
        wanted = params.read_api(request.args)
        return answer(lambda reader: json_response(page_dict(search(wanted, reader))))

    @app.get("/api/record/<path:id>")
    def api_record(id: str) -> Response:
        params.check_names(request.args, ())
        return answer(lambda reader: json_response(to_dict(record(id, reader))))

    @app.get("/api/facet/<name>")
    def api_facet(name: str) -> Response:
        if name not in FACET_NAMES:
            abort(404, no_facet(name))
        wanted = params.read_api(request.args, own=("contains",))
        limit = params.number(request.args, "limit", default=_FACET_LIMIT)
        contains = params.one(request.args, "contains")
        return answer(lambda reader: json_response(facet_dict(
            list_facet(wanted, reader, name, contains, wanted.offset, limit))))

    @app.get("/api/suggest")
    def api_suggest() -> Response:
        params.check_names(request.args, ("q", "limit"))
        text = params.one(request.args, "q")
        limit = params.number(request.args, "limit", default=DEFAULT)
        return answer(lambda reader: json_response(suggestions_dict(suggest(text, reader, limit))))

    @app.get("/healthz")
    def healthz() -> Response:
        return answer(lambda reader: json_response({
            "status": "ok", "generation": reader.generation, "records": len(reader),
            "notices": [notice.code for notice in reader.notices]}))
