"""The engines that are compared, one module each, behind :class:`bench.peers.base.Peer`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from bench.peers.base import Peer

_PEERS = {
    "ours": ("ours", "Ours"), "tantivy": ("tantivy_py", "Tantivy"), "tantivy-ordinals": ("tantivy_py", "Ordinals"),
    "fts5": ("fts5", "Fts5"), "whoosh": ("stock_whoosh", "StockWhoosh"),
}
NAMES = tuple(_PEERS)


def get(name: str) -> Peer[Any]:
    """The peer of this name; only its module is imported.

    Raises:
        KeyError: if there is none.
    """
    module, cls = _PEERS[name]
    peer: Peer[Any] = getattr(import_module(f"bench.peers.{module}"), cls)()
    return peer
