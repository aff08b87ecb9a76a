"""One engine in a process of its own: ``python -m bench.worker PEER CORPUS INDEX``, with a command a line on stdin.

Commands and answers are JSON, one a line. Times are seconds of the wall, taken around the engine's work alone. The
garbage collector is off while single pages are timed; garbage is collected between them.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle, islice, takewhile
from pathlib import Path
from typing import Any

import msgspec

from bench import peers
from bench.peers.base import Peer, Searcher, Summary
from bench.prepared import Prepared
from bench.queries import Case, case_of
from index import search, store
from index.records import Trial

MARK = "quixotryzzel"
"""A word that no record has, until one is changed."""
_IMPORTED = (search, store)
"""So that opening an index does not pay for their imports."""


class Command(msgspec.Struct):
    """What to do: ``build``, ``open``, ``page``, ``summary``, ``crowd`` or ``change``, and with what.

    With ``cpu`` a page is timed by the clock of the process, which stands still while others have the processor.
    """

    do: str
    case: int = 0
    cpu: bool = False
    threads: int = 1
    seconds: float = 0.0


class Worker:
    """Does what it is told.

    Args:
        peer: the engine.
        corpus: of which records and searches are taken.
        index: its folder.
    """

    def __init__(self, peer: Peer[Any], corpus: Prepared, index: Path) -> None:
        self._peer, self._corpus, self._index = peer, corpus, index
        self._searcher: Searcher[Any] | None = None
        self._cases = corpus.cases

    def build(self, _: Command) -> tuple[float, float]:
        """Seconds to build the index, reading the records included, of the wall and of processors.

        Garbage is collected as usual.
        """
        gc.enable()
        before = sum(os.times()[:4])
        seconds, _ = _seconds(lambda: self._peer.build(self._corpus.records(), self._index))
        return seconds, sum(os.times()[:4]) - before

    def open(self, command: Command) -> float:
        """Seconds from opening to the first answer."""
        return _seconds(lambda: self._ready().page(self._cases[command.case]))[0]

    def page(self, command: Command) -> float:
        """Seconds of one page."""
        searcher, case = self._ready(), self._cases[command.case]
        return _seconds(lambda: searcher.page(case), time.process_time if command.cpu else time.perf_counter)[0]

    def summary(self, command: Command) -> Summary:
        """What is compared of one page."""
        searcher = self._ready()
        return searcher.summary(searcher.page(self._cases[command.case]))

    def crowd(self, command: Command) -> float:
        """Pages a second of so many threads, each with all searches in turn, for so many seconds."""
        gc.enable()
        searcher = self._ready()
        until = time.perf_counter() + command.seconds

        def visit(number: int) -> int:
            cases = _from(self._cases, number * 7)
            return sum(1 for case in takewhile(lambda _: time.perf_counter() < until, cases) if searcher.page(case))

        with ThreadPoolExecutor(command.threads) as crowd:
            seconds, counts = _seconds(lambda: sum(crowd.map(visit, range(command.threads))))
        gc.disable()
        return int(counts) / seconds

    def change(self, _: Command) -> float | None:
        """Seconds to change one record and find it; None if the engine cannot."""
        changed = _marked(next(islice(self._corpus.records(), 123, None)))
        case = case_of(MARK)

        def find() -> Summary:
            searcher = self._peer.change(self._index, changed)
            return searcher.summary(searcher.page(case))

        try:
            seconds, found = _seconds(find)
        except NotImplementedError:
            return None
        if found.ids != [changed.id]:
            raise AssertionError(f"{self._peer.name}: found {found.ids} in place of {changed.id}")
        return seconds

    def _ready(self) -> Searcher[Any]:
        if self._searcher is None:
            self._searcher = self._peer.open(self._index)
        return self._searcher


def _marked(record: Trial) -> Trial:
    return replace(record, title=f"{record.title} {MARK}")


def _from(cases: list[Case], start: int) -> Iterator[Case]:
    """The searches in turn without end, from this one on."""
    return islice(cycle(cases), start % len(cases), None)


def _seconds(action: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    started = clock()
    found = action()
    return clock() - started, found


def answers(worker: Worker, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the answer to each command."""
    for line in lines:
        command = msgspec.json.decode(line, type=Command)
        yield msgspec.json.encode(getattr(worker, command.do)(command)) + b"\n"
        gc.collect(0 if command.do == "page" else 2)


def main() -> None:
    """Answer until stdin ends."""
    name, corpus, index = sys.argv[1:]
    worker = Worker(peers.get(name), Prepared(Path(corpus)), Path(index))
    gc.disable()
    gc.freeze()
    for answer in answers(worker, sys.stdin.buffer):
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
