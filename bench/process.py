"""The other end of :mod:`bench.worker`: an engine's process, from the side of who asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from bench.peers.base import Summary
from bench.prepared import Prepared
from bench.worker import Command

_ROOT = Path(__file__).parents[1]


class EngineFailed(Exception):
    """A worker ended; what it said is on stderr."""


class Process:
    """A worker, for as long as the context lasts.

    Args:
        peer: name of the engine.
        corpus: of which records and searches are taken.
        index: its folder.
    """

    def __init__(self, peer: str, corpus: Prepared, index: Path) -> None:
        self.peer = peer
        self._arguments = [peer, str(corpus.folder.absolute()), str(index.absolute())]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen([sys.executable, "-m", "bench.worker", *self._arguments], cwd=_ROOT,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if error is not None:
            self._process.kill()
        self._process.communicate()

    @property
    def id(self) -> int:
        """Of the process."""
        return self._process.pid

    def begin(self, command: Command) -> None:
        """Tell the worker, without waiting."""
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(command) + b"\n")
        self._process.stdin.flush()

    def end(self) -> Any:
        """Wait for the answer.

        Raises:
            EngineFailed: if there is none.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise EngineFailed(f"{self.peer} failed")
        return msgspec.json.decode(line)

    def ask(self, command: Command) -> Any:
        """Tell the worker, and wait for the answer."""
        self.begin(command)
        return self.end()

    def seconds(self, command: Command) -> float:
        """The answer of what is timed."""
        return float(self.ask(command))

    def summary(self, case: int) -> Summary:
        """What is compared of the page of a search."""
        return msgspec.convert(self.ask(Command("summary", case)), Summary)
