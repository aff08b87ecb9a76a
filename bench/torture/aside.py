"""Actions in a process of their own, which may be killed, hang, or take all memory."""

from __future__ import annotations

import json
import os
import signal
import warnings
from collections.abc import Callable
from typing import Any

_SECONDS = 60
_BYTES = 8 << 30


def aside(action: Callable[[], object]) -> Any:
    """What an action gives, by way of JSON; None: its process did not live to tell."""
    import resource  # which Windows lacks

    read, write = os.pipe()
    with warnings.catch_warnings():
        # The other threads of a test's process have no lock that the child would wait for.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            signal.alarm(_SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
            os.write(write, json.dumps(action()).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        said = file.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None
