"""One open reader of the live generation, shared by the threads of a server, across switches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from index.damage import Damage, DamagedFile
from index.engines.base import Reader
from index.errors import TrialdexError
from index.results import Notice
from index.store import Store

RETRY_SECONDS = 5.0
"""How long a generation that could not be opened is left alone, unless ``CURRENT`` changes."""
_T = TypeVar("_T")


@dataclass(slots=True)
class _Shared:
    """An open reader, what ``CURRENT`` said then, and the generations that had been found damaged by then."""

    reader: Reader
    current: str | None
    notices: tuple[Notice, ...]
    damaged: Mapping[str, Damage]
    leases: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    error: TrialdexError
    current: str | None
    retry_at: float


class Pool:
    """Answers from the live generation's reader, which all threads share.

    Args:
        store: whose switches are noticed at the next answer.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._opening = Lock()
        self._shared: _Shared | None = None
        self._failure: _Failure | None = None

    def answer(self, action: Callable[[Reader], _T]) -> _T:
        """What ``action`` makes of the live generation's reader.

        If it meets damage, all of it is done again with the reader of the generation that answers in the place
        of the damaged one, as everything after it, until ``CURRENT`` changes; a notice of that reader says so.

        While one thread opens a new generation, the others go on with the old one; if it cannot be opened,
        all do, and the reader's notices say so.

        Raises:
            DamagedIndex: if there is none in its place that is whole.
            TrialdexError: what ``action`` raises, and :meth:`index.store.Store.open` if no generation is open yet.
        """
        with self.lease(action) as found:
            return found

    @contextmanager
    def lease(self, action: Callable[[Reader], _T]) -> Iterator[_T]:
        """As :meth:`answer`, with the reader open until the context ends, for what goes on reading bit by bit.

        Damage that is only met then is raised there; what is asked for after it, is answered from elsewhere.
        """
        while True:
            with self._lent() as shared:
                try:
                    found = action(shared.reader)
                except DamagedFile as error:
                    self._fall_back(shared, error.damage)
                    continue
                try:
                    yield found
                except DamagedFile as error:
                    with suppress(TrialdexError):
                        self._fall_back(shared, error.damage)
                    raise
                return

    def close(self) -> None:
        """Close the reader as soon as nobody uses it; the pool must not be used afterwards."""
        self._replace(None)

    @contextmanager
    def _lent(self) -> Iterator[_Shared]:
        shared = self._take()
        try:
            yield shared
        finally:
            self._end_lease(shared)

    def _take(self) -> _Shared:
        while True:
            if not self._is_settled(self._store.live()):
                self._refresh()
            with self._lock:
                if self._shared is not None:
                    self._shared.leases += 1
                    return self._shared
                if self._failure is not None:
                    raise self._failure.error.with_traceback(None)

    def _is_settled(self, current: str | None) -> bool:
        """Whether there is nothing to open: ``CURRENT`` says what it said, or failed a moment ago."""
        with self._lock:
            if self._shared is not None and self._shared.current == current and self._failure is None:
                return True
            failure = self._failure
            return failure is not None and failure.current == current and time.monotonic() < failure.retry_at

    def _refresh(self) -> None:
        if not self._opening.acquire(blocking=self._shared is None):
            return
        try:
            current = self._store.live()
            if not self._is_settled(current):
                self._open(current)
        finally:
            self._opening.release()

    def _open(self, current: str | None) -> None:
        try:
            self._replace(self._opened(current, {}))
        except TrialdexError as error:
            with self._lock:
                self._failure = _Failure(error, current, time.monotonic() + RETRY_SECONDS)
                if self._shared is not None:
                    self._shared.reader.notices = (*self._shared.notices, _stale(self._shared.reader, error))

    def _fall_back(self, shared: _Shared, damage: Damage) -> None:
        """Open what answers in the place of a damaged generation; if nothing does, it stays for who meets no damage."""
        with self._opening:
            if self._shared is shared:
                damaged = {**shared.damaged, shared.reader.generation: damage}
                self._replace(self._opened(self._store.live(), damaged))

    def _opened(self, current: str | None, damaged: Mapping[str, Damage]) -> _Shared:
        reader = self._store.open(damaged)
        return _Shared(reader, current, reader.notices, damaged)

    def _replace(self, shared: _Shared | None) -> None:
        with self._lock:
            old, self._shared, self._failure = self._shared, shared, None
            unused = old is not None and not old.leases
        if old is not None and unused:
            old.reader.close()

    def _end_lease(self, shared: _Shared) -> None:
        with self._lock:
            shared.leases -= 1
            unused = not shared.leases and shared is not self._shared
        if unused:
            shared.reader.close()


def _stale(reader: Reader, error: TrialdexError) -> Notice:
    return Notice("stale", f"The index has been switched, but the new generation cannot be opened: {error.message}. "
                           f"These answers still come from {reader.generation}. {error.hint or ''}".rstrip())
