"""The anonymous memory of a process and everything it started, sampled while it works.

From ``/proc/PID/smaps_rollup`` (Linux, proc(5)): the proportional shares of anonymous and of shared memory, so that
pages that a forked process still shares with its parent count once. Pages of files are not counted: they are the page
cache's, which takes them away when somebody else needs the room.
"""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

INTERVAL = 0.2
"""Seconds between two samples."""
_SHARES = re.compile(r"^Pss_(?:Anon|Shmem): +(\d+) kB$", re.MULTILINE)


class Peak:
    """Samples while the context lasts.

    Args:
        process: id of the first process.

    Attributes:
        bytes: the greatest sum that was seen.
    """

    def __init__(self, process: int) -> None:
        self.bytes = 0
        self._process = process
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stop.wait(INTERVAL):
            self.bytes = max(self.bytes, sum(map(_anonymous, _family(self._process))))


def _family(process: int) -> list[int]:
    """A process and its descendants."""
    found = [process]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, task.read_text().split())
    return found


def _anonymous(process: int) -> int:
    """In bytes; of a process that has ended meanwhile 0."""
    try:
        shares = _SHARES.findall(Path(f"/proc/{process}/smaps_rollup").read_text())
    except OSError:
        return 0
    return 1024 * sum(map(int, shares))
