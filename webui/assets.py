"""Style, script, icon and htmx, served from our own origin under the hash of their bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Flask, Response, abort

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file to serve; ``digest`` is the start of its SHA-256 in hex."""

    data: bytes
    digest: str
    content_type: str


def serve_assets(app: Flask) -> None:
    """Add the route ``/static/<digest>/<name>`` and the template function ``asset(name)``."""
    own = files("webui") / "static"
    htmx = files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"
    assets = {file.name: _read(file) for file in (*own.iterdir(), htmx)}

    @app.get("/static/<digest>/<name>")
    def static_file(digest: str, name: str) -> Response:
        asset = assets.get(name)
        if asset is None or asset.digest != digest:
            abort(404)
        response = Response(asset.data, content_type=asset.content_type)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    @app.template_global("asset")
    def address(name: str) -> str:
        return f"/static/{assets[name].digest}/{name}"


def _read(file: Traversable) -> Asset:
    data = file.read_bytes()
    return Asset(data, hashlib.sha256(data).hexdigest()[:12], _TYPES[file.name.rpartition(".")[2]])
