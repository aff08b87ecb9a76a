"""Serving the site from this machine."""

from __future__ import annotations

import errno
import gc
import logging
import socket
import sys
import webbrowser
from pathlib import Path
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from index import engines
from index.errors import TrialdexError
from index.pool import Pool
from index.store import Store
from webui import security
from webui.app import LOOPBACK, create_app

THREADS = 8
LONGEST_HEADER = 1_048_576
"""Bytes of a request's head: so much that a query past its limit still gets an answer of ours."""
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def serve(folder: Path, host: str, port: int, open_browser: bool = False) -> None:
    """Serve the index in ``folder`` until interrupted; the address goes to stderr.

    Args:
        folder: of the index, which may be made, replaced or mended meanwhile.
        host: name or address to listen on.
        port: 0: a free one.
        open_browser: show the site in the user's browser.

    Raises:
        TrialdexError: if host and port cannot be listened on.
    """
    app = create_app(Pool(Store(folder, engines.get())), hosts=allowed_hosts(host))
    with listen(host, port) as listening:
        address = f"http://{'127.0.0.1' if host in _EVERYWHERE else _bracketed(host)}:{listening.getsockname()[1]}/"
        server = wsgi_server(app, listening)
        print(f"Trialdex is at {address} (stop it with Ctrl+C)", file=sys.stderr, flush=True)
        if open_browser:
            webbrowser.open(address)
        gc.freeze()  # what start-up made stays: collections of garbage need not look through it again and again
        try:
            server.run()
        finally:
            server.close()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0: a free one.

    Raises:
        TrialdexError: if that is not possible.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = "another program listens there" if taken else str(error)
        raise TrialdexError(f"cannot listen on {host} port {port}: {why}",
                            hint="choose another --host or --port") from error


def wsgi_server(app: Flask, listening: socket.socket) -> Any:
    """A waitress server over this socket, whose own error responses are as protected as those of the app."""
    server = waitress.create_server(app, sockets=[listening], threads=THREADS, ident=None,
                                    max_request_header_size=LONGEST_HEADER)
    server.channel_class = _Channel
    # A line for each request that waits would fill the pipe of whoever starts us and reads no more than the address.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return server


class _ErrorTask(ErrorTask):  # type: ignore[misc]  # waitress is untyped
    def execute(self) -> None:
        self.response_headers.extend(security.HEADERS.items())
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress is untyped
    error_task_class = _ErrorTask


def allowed_hosts(host: str) -> frozenset[str]:
    """The names under which the site answers, so that no other site can borrow a name for this machine.

    Args:
        host: that the server listens on; for all addresses, the machine's own names and addresses count.
    """
    names = {_bracketed(host)}
    if host in _EVERYWHERE:
        machine = socket.gethostname()
        found = socket.getaddrinfo(machine, None) if machine else []
        names = {machine, socket.getfqdn(), *(_bracketed(str(info[4][0])) for info in found)}
    return frozenset((*LOOPBACK, *(name.lower() for name in names)))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
