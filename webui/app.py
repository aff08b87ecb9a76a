"""The application: routes and what they share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Flask
from htmx_flask import Htmx
from jinja2 import StrictUndefined

from index.fields import BY_NAME
from webui import api, assets, downloads, errors, markup, params, security
from webui.reading import KEY, Pool
from webui.views import about, explain, facet, record, results, similar

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class _Site(Flask):
    def log_exception(self, exc_info: Any) -> None:
        errors.log_failure(self, exc_info)


def create_app(pool: Pool, *, hosts: Collection[str] = LOOPBACK) -> Flask:
    """The site over what ``pool`` answers from.

    Args:
        pool: asked once for every request.
        hosts: names that the ``Host`` header may have, without port; anything else is refused.
    """
    app = _Site(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.extensions[KEY] = pool
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    app.jinja_env.globals.update(fields=BY_NAME, record_address=params.record_address)
    Htmx(app)
    security.protect(app, hosts)
    markup.add_filters(app)
    errors.add_handlers(app)
    for room in (results, record, explain, similar, facet, about, api, downloads):
        room.add_views(app)
    assets.serve_assets(app)
    return app
