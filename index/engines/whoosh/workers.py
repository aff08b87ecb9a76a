"""Worker processes that write and join segments: they end when their parent ends, whatever ended it."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Protocol

from index.engines.whoosh.chunk import write_segment
from index.engines.whoosh.forms import Forms
from index.engines.whoosh.spool import Slice
from index.errors import StorageError
from index.processes import serve_parent, uninterrupted

_REMEMBERED = 500_000
"""Words that a process remembers from one segment to the next."""


Tell = Callable[[float], object]
"""Told how much of a whole is done."""


class Task(Protocol):
    """What can be done in another process."""

    def run(self, forms: Forms, tell: Tell) -> Forms:
        """Do it, with the words that are known; those known afterwards. ``tell`` is told how much of it is done."""
        ...


@dataclass(frozen=True, slots=True)
class Write:
    """A segment to write: from which records, with which samples for compression, to which path."""

    records: Slice
    samples: bytes
    path: Path

    def run(self, forms: Forms, tell: Tell) -> Forms:
        """Write the segment; the words known afterwards, none if they have become too many."""
        write_segment(self.path, self.records.read(), self.samples, forms)
        return forms if len(forms) < _REMEMBERED else Forms()


def run(tasks: Sequence[Task], jobs: int, done: Tell) -> None:
    """Run tasks in so many processes; with one job, or one task, in this process.

    Args:
        tasks: to run, in any order.
        jobs: how many at a time.
        done: told how many tasks are done, of some a part.

    Raises:
        OSError: if the disk fails.
        StorageError: if a process is ended from outside.
    """
    if min(jobs, len(tasks)) <= 1:
        forms = Forms()
        for count, task in enumerate(tasks):
            forms = task.run(forms, lambda part, count=count: done(count + part))  # type: ignore[misc]
            done(count + 1)
        return
    with _workers(min(jobs, len(tasks))) as idle:
        _distribute(tasks, idle, done)


def _distribute(tasks: Sequence[Task], idle: list[Connection], done: Tell) -> None:
    waiting, busy, count = list(reversed(tasks)), dict[Connection, float](), 0
    while waiting or busy:
        while waiting and idle:
            worker = idle.pop()
            worker.send(waiting.pop())
            busy[worker] = 0
        for ready in wait(list(busy)):
            assert isinstance(ready, Connection)
            part = _receive(ready)
            if part is None:
                del busy[ready]
                idle.append(ready)
                count += 1
            else:
                busy[ready] = part
            done(count + sum(busy.values()))


def _receive(worker: Connection) -> float | None:
    """How much of its task a worker has done; None: all."""
    try:
        told: float | Exception | None = worker.recv()
    except (EOFError, ConnectionError) as ended:
        raise StorageError("a worker process was ended from outside, perhaps for want of memory",
                           hint="try again with --jobs 1") from ended
    if isinstance(told, Exception):
        raise told
    return told


@contextmanager
def _workers(count: int) -> Iterator[list[Connection]]:
    context = multiprocessing.get_context("spawn")
    processes: list[SpawnProcess] = []
    connections: list[Connection] = []
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            connections.append(ours)
            process = context.Process(target=_work, args=(theirs,), daemon=True)
            with uninterrupted():
                process.start()
            processes.append(process)
            theirs.close()
        yield list(connections)
    finally:
        for connection in connections:
            connection.close()
        for process in processes:
            process.terminate()
            process.join()


def _work(tasks: Connection) -> None:
    """Run tasks until there are no more; an interrupt is the parent's business."""
    serve_parent()
    gc.disable()  # records have no cycles, and looking for some takes a fifth of the time
    gc.freeze()
    forms = Forms()
    while True:
        try:
            task = tasks.recv()
        except EOFError:
            return
        try:
            forms = task.run(forms, tasks.send)
        except Exception as error:
            tasks.send(error)
        else:
            tasks.send(None)
        gc.collect()
