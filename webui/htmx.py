"""What htmx asks for, and what it is told about the browser's history.

Typing replaces the URL; everything else pushes one, unless it leads where the browser is already.
A search that was sent with Enter is kept: the next letter pushes once, and is replaced from then on.
"""

from __future__ import annotations

from flask import Response
from htmx_flask import request

from webui import params

KEEP = "Trialdex-Keep"
"""Header of a typed request whose predecessor in the history was sent with Enter."""
LONGEST = 8_000
"""Characters of an address that every browser and proxy takes in a header."""


def wants_fragment() -> bool:
    """Whether to answer a part of the page; a history restore takes a whole one."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def is_typing() -> bool:
    """Whether the search box itself asks, before its text was sent."""
    return wants_fragment() and request.htmx.trigger_name in ("q", "contains")


def remember(response: Response, address: str) -> None:
    """Have the browser show ``address`` for what it is about to swap in, unless a header cannot hold it."""
    if len(address) > LONGEST:
        return
    typed = is_typing() and KEEP not in request.headers
    there = params.same_address(request.htmx.current_url, address)
    response.headers["HX-Replace-Url" if typed or there else "HX-Push-Url"] = address
