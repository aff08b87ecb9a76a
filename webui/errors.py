"""Errors as pages, as fragments and as JSON: what happened, and the one thing to do next."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from types import TracebackType

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from index.errors import (
    DamagedIndex,
    NoIndex,
    OutdatedIndex,
    QueryError,
    RecordNotFound,
    RequestError,
    StorageError,
    TrialdexError,
)
from index.fields import FACET_NAMES
from index.results import to_bytes
from webui import htmx
from webui.kept import keep, keep_ticks

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_AROUND = 40
"""Characters of a query that are shown on either side of an error."""
_KINDS: tuple[tuple[type[TrialdexError], int, str], ...] = (
    (QueryError, 400, "This search cannot be read"),
    (RequestError, 400, "This request cannot be answered"),
    (RecordNotFound, 404, "No such record"),
    (NoIndex, 503, "There is no index yet"),
    (OutdatedIndex, 503, "The index was built by another version"),
    (DamagedIndex, 503, "The index is damaged"),
    (StorageError, 503, "The index cannot be read"),
    (TrialdexError, 500, "Something went wrong"),
)
_HTTP_HINTS = {
    400: "open the site under the address that trialdex serve prints",
    404: "search for what you are looking for",
    405: "follow a link or use the search box",
    500: "try again; if it happens again, run trialdex verify",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the query around an error, and a line with a caret to put under it."""

    before: str
    at: str
    after: str
    caret: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person is told. ``title`` names the kind, ``message`` the case, ``hint`` the remedy."""

    status: int
    title: str
    message: str
    hint: str | None
    next_address: str
    next_label: str
    place: Place | None = None
    command: str | None = None


def problem(error: TrialdexError, query: str = "") -> Problem:
    """An error as a person reads it; ``query`` is what its position counts in."""
    status, title = _kind(error)
    place = _place(query, error.position) if error.position is not None else None
    label, address = ("How to search", "/help") if isinstance(error, QueryError) else ("Go to the search page", "/")
    if status == 503:
        label = "Try again"
    if isinstance(error, NoIndex):
        return Problem(status, title, error.message, "make one from a folder of your documents, then come back",
                       address, label, command="trialdex reindex FOLDER")
    hint = error.hint or ("see what is wrong with: trialdex verify" if status == 503 else None)
    return Problem(status, title, error.message, hint, address, label, place)


def add_handlers(app: Flask) -> None:
    """Answer every error with a page, a fragment or JSON, whichever was asked for."""

    @app.errorhandler(TrialdexError)
    def own(error: TrialdexError) -> Response:
        if _wants_json():
            return json_response(error.as_dict(), _kind(error)[0])
        return page(problem(error))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is not None and error.code < 400:
            return make_response(error.get_response())
        shown = _http_problem(error)
        told = TrialdexError(shown.message, hint=shown.hint).as_dict()
        response = json_response(told, shown.status) if _wants_json() else page(shown)
        if allowed := getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response


def page(shown: Problem) -> Response:
    """A page, or for htmx the part of a page, that shows a problem."""
    template = "fragment.html" if htmx.wants_fragment() else "problem.html"
    facet = (request.view_args or {}).get("name")
    kept = keep_ticks(facet, request.args) if facet in FACET_NAMES else keep(request.path, request.args)
    response = make_response(render_template(template, problem=shown, kept=kept, title=f"{shown.title} – Trialdex"))
    response.status_code = shown.status
    return response


def no_facet(name: str) -> str:
    """What is said of a facet that there is not."""
    return f"There is no facet “{name[:40]}”; there are " + ", ".join(FACET_NAMES)


def json_response(values: dict[str, object], status: int = 200) -> Response:
    """The bytes that the command line prints, too."""
    return Response(to_bytes(values), status, content_type="application/json")


def log_failure(app: Flask, error: _ExcInfo) -> None:
    """Log where a request failed: neither its URL nor the error's text, which may quote a query."""
    kind, _, trace = error
    app.logger.error("%s while answering\n%s", kind and kind.__name__, "".join(traceback.format_tb(trace)))


def _kind(error: TrialdexError) -> tuple[int, str]:
    return next((status, title) for kind, status, title in _KINDS if isinstance(error, kind))


def _http_problem(error: HTTPException) -> Problem:
    status = error.code or 500
    message = "The server failed" if isinstance(error, InternalServerError) else (error.description or error.name)
    return Problem(status, error.name, message.rstrip("."), _HTTP_HINTS.get(status), "/", "Go to the search page")


def _place(query: str, position: int) -> Place:
    start, end = max(0, position - _AROUND), position + _AROUND
    before = "…" * (start > 0) + query[start:position]
    after = query[position + 1:end] + "…" * (end < len(query))
    return Place(before, query[position:position + 1] or " ", after, " " * len(before) + "^")


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.path == "/healthz"
