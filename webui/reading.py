"""The index behind the site: an answer comes from one generation, as a whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar, cast

from flask import current_app

from index.engines.base import Reader

KEY = "trialdex"
_T = TypeVar("_T")


class Pool(Protocol):
    """Answers from the live generation, see :class:`index.pool.Pool`."""

    def answer(self, action: Callable[[Reader], _T]) -> _T:
        """What ``action`` makes of a reader; it is done again with another one if the first meets damage.

        Raises:
            NoIndex, DamagedIndex, OutdatedIndex: if there is nothing to read.
        """

    def lease(self, action: Callable[[Reader], _T]) -> AbstractContextManager[_T]:
        """As :meth:`answer`, with the reader open until the context ends."""


def answer(action: Callable[[Reader], _T]) -> _T:
    """What ``action``, which makes the whole answer to a request, makes of a reader."""
    return _pool().answer(action)


def lease(action: Callable[[Reader], _T]) -> AbstractContextManager[_T]:
    """What ``action`` makes of a reader that stays open until the context ends."""
    return _pool().lease(action)


def _pool() -> Pool:
    return cast("Pool", current_app.extensions[KEY])
