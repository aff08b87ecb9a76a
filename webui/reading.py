"""The index behind the site: one generation for the length of a request."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol, cast

from flask import current_app

from index.engines.base import Reader

KEY = "trialdex"


class Pool(Protocol):
    """Lends readers of the live generation."""

    def lease(self) -> AbstractContextManager[Reader]:
        """A reader that stays open, and of one generation, until the context ends.

        Raises:
            NoIndex, DamagedIndex, OutdatedIndex: if there is nothing to read.
        """


def lease() -> AbstractContextManager[Reader]:
    """A reader for the request that is being answered."""
    return cast("Pool", current_app.extensions[KEY]).lease()
