"""Calls with which any program of Python writes to a disk: counted, and hit where one wants."""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

_NAMES = ("open", "fsync", "link", "rename", "replace", "remove", "unlink", "mkdir", "rmdir")


class Calls:
    """The calls so far.

    Args:
        hit: called before each with its number, counted from 1, and the bytes that are written so far and with it;
            what it raises, the call raises. Calls of its own do not count.

    Attributes:
        count: of the calls.
        size: bytes written.
    """

    def __init__(self, hit: Callable[[int, int], object] = lambda *_: None) -> None:
        self._hit = hit
        self._is_paused = False
        self.count = self.size = 0

    def take(self, size: int = 0) -> None:
        """Note a call that writes so many bytes, before it is done."""
        if not self._is_paused:
            self.count += 1
            self.size += size
            with self.paused():
                self._hit(self.count, self.size)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Count nothing as long as the context lasts."""
        self._is_paused = True
        try:
            yield
        finally:
            self._is_paused = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Note every call as long as the context lasts."""
        with ExitStack() as patches:
            for name in _NAMES:
                patches.enter_context(mock.patch.object(os, name, self._noted(getattr(os, name))))
            for owner in (io, builtins):
                patches.enter_context(mock.patch.object(owner, "open", self._opening(io.open)))
            yield

    def _noted(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:
            self.take()
            return original(*given, **options)

        return call

    def _opening(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", buffering: int = -1, *given: Any, **options: Any) -> Any:
            self.take()
            if "b" not in mode or not set(mode) & set("wxa+"):
                return original(file, mode, buffering, *given, **options)
            raw = _File(file, mode.replace("b", ""))
            raw.calls = self
            buffered = io.BufferedRandom if "+" in mode else io.BufferedWriter
            return raw if buffering == 0 else buffered(raw)

        return call


class _File(io.FileIO):
    """A file, of which every write is a call."""

    calls: Calls

    def write(self, data: Any) -> int:
        self.calls.take(memoryview(data).nbytes)
        return super().write(data)


def killing(at: int) -> Callable[[int, int], None]:
    """Kill the process before one call."""
    def hit(number: int, _: int) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return hit


def failing(at: int, code: int) -> Callable[[int, int], None]:
    """Let one call fail."""
    def hit(number: int, _: int) -> None:
        if number == at:
            raise OSError(code, os.strerror(code))

    return hit


def full(room: int) -> Callable[[int, int], None]:
    """Let all that is written past so many bytes fail, again and again."""
    before = 0

    def hit(_: int, size: int) -> None:
        nonlocal before
        grown, before = size > before, size
        if grown and size > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return hit
