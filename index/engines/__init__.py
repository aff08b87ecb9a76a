"""The engines: one module or package each, behind the protocols of :mod:`index.engines.base`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from index.engines.base import Engine

_ENGINES = {"whoosh": ("index.engines.whoosh", "WhooshEngine"), "memory": ("index.engines.memory", "MemoryEngine")}
DEFAULT = "whoosh"


def get(name: str = DEFAULT, **options: Any) -> Engine:
    """The engine of this name.

    Args:
        name: of the engine.
        options: that its class takes.

    Raises:
        KeyError: if there is none.
    """
    module, cls = _ENGINES[name]
    engine: Engine = getattr(import_module(module), cls)(**options)
    return engine
