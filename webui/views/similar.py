"""What is similar to a record: a section of its page, and JSON."""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, Response, request

from index.engines.base import Reader
from index.similar import Alike, similar, similar_dict
from webui import htmx, params
from webui.errors import json_response
from webui.reading import answer

_SHOWN = 5
"""Records that a page names, and the API unless told otherwise."""


def add_views(app: Flask) -> None:
    """Add ``/api/similar/<id>``."""

    @app.get("/api/similar/<path:id>")
    def api_similar(id: str) -> Response:
        params.check_names(request.args, ("limit",))
        limit = params.number(request.args, "limit", default=_SHOWN)
        return answer(lambda reader: json_response(similar_dict(similar(id, reader, limit))))


def alike(id: str, reader: Reader, named: Collection[str] = ()) -> tuple[Alike, ...]:
    """What the page of a record lists; no part of a page for htmx does.

    Args:
        id: of the record.
        reader: the generation.
        named: records that the page has already named, which are left out.
    """
    if htmx.wants_fragment():
        return ()
    return tuple(each for each in similar(id, reader, _SHOWN).alike if each.id not in named)
