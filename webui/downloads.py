"""The whole result as a file."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

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
        # Whatever fails before the first byte still becomes a page; what fails later breaks the connection off.
        generation = next(chunks).decode()
        response = Response(chunks, content_type=media_type(form))
        response.headers["Content-Disposition"] = f'attachment; filename="trialdex-{generation}.{form}"'
        return response


def _chunks(wanted: SearchRequest, form: str) -> Generator[bytes, None, None]:
    with lease(lambda reader: (reader.generation, export(wanted, reader, form))) as (generation, pieces):
        yield generation.encode()
        yield from pieces
