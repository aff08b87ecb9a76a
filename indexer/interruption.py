"""Ctrl-C and polite kills: they end the program at once, or let it clean up first, and none is lost.

The usual exception cannot be relied on while modules are imported. Raised in a callback of a weak reference, of which
importlib has many, it is dropped. Raised while ``exec`` runs a text, as the making of a dataclass does, it makes
``python -m`` end by the signal in spite of every handler (CPython, Python/pythonrun.c,
``unhandled_keyboard_interrupt``; only KeyboardInterrupt itself does so). Libraries in C take it for a failed import. So
until something is made that must be cleaned up, the program just ends; what is needed later is imported before.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from importlib import import_module
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
TERMINATED = 143
MESSAGE = "Interrupted; the index is as it was."
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_raised: list[BaseException] = []
_postponed: list[int] = []
_at_rest: list[str] = []


class Interrupted(KeyboardInterrupt):
    """Ctrl-C."""


def end_at_once() -> None:
    """From now on end without cleaning up; what follows here has no effect where this was never called."""
    for number in _SIGNALS:
        signal.signal(number, _end)


def clean_up_first(*modules: str) -> None:
    """Import these modules; from then on raise Interrupted, or SystemExit when killed politely."""
    for module in modules:
        import_module(module)
    _replace(_end, _raise)
    _at_rest.clear()


def postpone() -> None:
    """From now on go on until :func:`rest`, which ends then, or :func:`finish`."""
    _replace(_raise, _postpone)


def finish() -> None:
    """From now on go on to the end, which is near."""
    # Not a function that does nothing: Python takes its handlers away before it has ended.
    for handler in (_raise, _postpone):
        _replace(handler, signal.SIG_IGN)


def rest(*told: str) -> None:
    """Between runs: end at once again, now if one was postponed; Ctrl-C is no failure if a line is told."""
    _at_rest[:] = told
    _replace(_postpone, _end)
    if _postponed:
        _end(_postponed[0], None)


def heeding(progress: Callable[..., object]) -> Callable[..., None]:
    """The same function, which first raises again what was dropped on its way."""
    def heeded(*told: object) -> None:
        if _raised:
            raise _raised[-1]
        progress(*told)

    return heeded


def _replace(old: object, new: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    """Put one handler in the place of another."""
    for number in _SIGNALS:
        if signal.getsignal(number) is old:
            signal.signal(number, new)


def _end(number: int, _: FrameType | None) -> NoReturn:
    try:
        if number == signal.SIGINT:
            os.write(2, f"\n{_at_rest[0] if _at_rest else MESSAGE}\n".encode())
    finally:
        os._exit(TERMINATED if number == signal.SIGTERM else 0 if _at_rest else INTERRUPTED)


def _postpone(number: int, _: FrameType | None) -> None:
    _postponed.append(number)


def _raise(number: int, _: FrameType | None) -> NoReturn:
    _raised.append(Interrupted() if number == signal.SIGINT else SystemExit(TERMINATED))
    raise _raised[-1]
