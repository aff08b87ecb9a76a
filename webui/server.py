"""Serving the site from this machine."""

from __future__ import annotations

import socket
import sys
import webbrowser
from pathlib import Path

import waitress

from index import engines
from index.errors import TrialdexError
from index.pool import Pool
from index.store import Store
from webui.app import LOOPBACK, create_app

THREADS = 8
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
    try:
        server = waitress.create_server(app, host=host, port=port, threads=THREADS, ident=None)
    except (OSError, ValueError) as error:
        raise TrialdexError(f"cannot listen on {host} port {port}: {error}",
                            hint="choose another --host or --port") from error
    address = _address(host, _port(server))
    print(f"Trialdex is at {address} (stop it with Ctrl+C)", file=sys.stderr, flush=True)
    if open_browser:
        webbrowser.open(address)
    try:
        server.run()
    finally:
        server.close()


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


def _port(server: waitress.server.BaseWSGIServer) -> int:
    listening = getattr(server, "effective_listen", None)
    return int(listening[0][1] if listening else server.effective_port)


def _address(host: str, port: int) -> str:
    return f"http://{'127.0.0.1' if host in _EVERYWHERE else _bracketed(host)}:{port}/"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
