"""What protects every response, and whom the site answers at all."""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, Response, abort, request

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                               "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
VARY = "HX-Request, HX-History-Restore-Request"


def protect(app: Flask, hosts: Collection[str]) -> None:
    """Check the ``Host`` of every request, and set :data:`HEADERS` on every response.

    Queries are health data: unless a view says otherwise, no cache keeps a response.
    """
    allowed = frozenset(host.lower() for host in hosts)

    @app.before_request
    def check_host() -> None:
        if _without_port(request.headers.get("Host", "")) not in allowed:
            abort(400, "This site is not served under that name.")

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Vary", VARY)
        return response


def _without_port(host: str) -> str:
    name, separator, port = host.lower().rpartition(":")
    return name if separator and port.isdecimal() else host.lower()
