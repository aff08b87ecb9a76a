"""A function over many inputs in several processes, results in the order of the inputs, a bounded number in flight."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from index.errors import StorageError
from index.processes import cores, serve_parent, uninterrupted

_HERE = 2
"""Inputs that are done in this process first; few runs have more, and processes take their time to start."""
_AHEAD = 8
"""Results for each process, beyond the one it is at, that may wait: so it goes on while what came before is synced."""
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def mapped(function: Callable[[_Given], _Made], given: Iterator[_Given], jobs: int | None = None) -> Iterator[_Made]:
    """Yield the function's result for each input, in order.

    Args:
        function: of a module, since processes have to find it.
        given: the inputs; they are taken as they are needed.
        jobs: processes; None: one for each processor.

    Raises:
        StorageError: if a process is ended from outside.
    """
    yield from map(function, islice(given, None if jobs == 1 else _HERE))
    following = next(given, None)
    if following is None:
        return
    count = jobs or cores()
    with uninterrupted():
        pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), serve_parent)
    try:
        yield from _in_order(pool, function, following, given, count * (1 + _AHEAD))
    except BrokenProcessPool as ended:
        raise StorageError("a worker process was ended from outside, perhaps for want of memory",
                           hint="try again with --jobs 1") from ended
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, function: Callable[[_Given], _Made], first: _Given, given: Iterator[_Given],
              ahead: int) -> Iterator[_Made]:
    waiting: deque[Future[_Made]] = deque([_submitted(pool, function, first)])
    for each in given:
        waiting.append(_submitted(pool, function, each))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _submitted(pool: ProcessPoolExecutor, function: Callable[[_Given], _Made], given: _Given) -> Future[_Made]:
    # A pool starts its processes as tasks come in.
    with uninterrupted():
        return pool.submit(function, given)
