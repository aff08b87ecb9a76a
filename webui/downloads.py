"""The whole result as a file."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from itertools import chain

from flask import Flask, Response, abort, request

from index.export import FORMATS, export, media_type
from index.request import SearchRequest
from webui import params
from webui.reading import lease


def add_views(app: Flask) -> None:
    """Add ``/export.csv`` and its siblings."""

    @app.get("/export.<form>")
    def export_file(form: str) -> Response:
        if form not in FORMATS:
            abort(404, f"There is no export as “{form[:40]}”; there are " + ", ".join(FORMATS))
        chunks = _chunks(replace(params.read_page(request.args), offset=0, limit=None), form)
        # Whatever fails before the first byte still becomes a page.
        generation = next(chunks).decode()
        first = next(chunks, b"")
        response = Response(chain((first,), chunks), content_type=media_type(form))
        response.call_on_close(chunks.close)
        response.headers["Content-Disposition"] = f'attachment; filename="trialdex-{generation}.{form}"'
        return response


def _chunks(wanted: SearchRequest, form: str) -> Generator[bytes, None, None]:
    with lease() as reader:
        yield reader.generation.encode()
        yield from export(wanted, reader, form)
