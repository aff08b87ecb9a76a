"""Let each call of a run fail once, or let the disk be full from some byte on; one clear error, and nothing harmed."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections import Counter
from collections.abc import Callable
from traceback import clear_frames, format_exception
from unittest import mock

from bench.torture.pipeline_documents import REJECTED
from bench.torture.pipeline_kills import steps_of
from bench.torture.pipeline_steps import Steps
from bench.torture.pipeline_subject import Subject
from index import disk
from index.errors import TrialdexError
from index.store import Switched
from indexer.report import Report

CODES = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EMFILE)
_OF_SQLITE = {errno.EIO: "disk I/O error", errno.ENOSPC: "database or disk is full",
              errno.EACCES: "attempt to write a readonly database", errno.EMFILE: "unable to open database file"}


def faults(subject: Subject, every: int, first: int = 1) -> Counter[str]:
    """Let each so many-th step of a run fail, in all ways by turns; what was seen."""
    seen, steps = Counter[str](), steps_of(subject).seen
    for at in range(first, len(steps) + 1, every):
        code = CODES[at // every % len(CODES)]
        subject.restore()
        phase, name = steps[at - 1]
        seen["faults"] += 1
        seen[f"failed: {errno.errorcode[code]}"] += 1
        counted = Steps(at, lambda of_sqlite, code=code: _fail(code, of_sqlite=of_sqlite))  # type: ignore[misc]
        with counted.taken():
            outcome = _outcome(subject)
        _judge(subject, seen, outcome, f"{errno.errorcode[code]} at {name} in {phase}, step {at}")
    return seen


def full_disks(subject: Subject, every: int) -> Counter[str]:
    """Let the disk be full after every so many bytes of a run; what was seen."""
    seen, room = Counter[str](), 0
    while True:
        subject.restore()
        disk_left = _Room(room)
        with mock.patch.object(disk.Output, "write", disk_left.of(disk.Output.write)), \
                mock.patch.object(disk, "write_file", disk_left.of(disk.write_file)), \
                mock.patch.object(sqlite3, "connect", disk_left.connect):
            outcome = _outcome(subject)
        if not isinstance(outcome, Exception):
            return seen
        seen["full disks"] += 1
        _judge(subject, seen, outcome, f"full after {room} bytes")
        room += every


class _Room:
    """So many bytes are left on the disk, for our own files and for SQLite's."""

    def __init__(self, room: int) -> None:
        self._left, self._connect = room, sqlite3.connect

    def of(self, write: Callable[..., None]) -> Callable[..., None]:
        """The same, which fails when no room is left."""
        def limited(target: object, data: bytes | memoryview, *given: object) -> None:
            self._left -= len(data)
            if self._left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(target, data, *given)

        return limited

    def connect(self, *given: object, **options: object) -> sqlite3.Connection:
        """A connection that adds no more pages than there is room for."""
        found: sqlite3.Connection = self._connect(*given, **options)  # type: ignore[call-overload]
        (size,), (used,) = (found.execute(f"PRAGMA {name}").fetchone() for name in ("page_size", "page_count"))
        found.execute(f"PRAGMA max_page_count = {used + max(1, self._left // size)}")
        return found


def _fail(code: int, *, of_sqlite: bool) -> None:
    if of_sqlite:
        raise sqlite3.OperationalError(_OF_SQLITE[code])
    raise OSError(code, os.strerror(code))


def _outcome(subject: Subject) -> Report | Switched | Exception:
    try:
        return subject.run()
    except Exception as error:
        return error


def _forget(error: BaseException) -> None:
    """Let go what was open when it was raised, as when its process ends."""
    for each in (error, error.__cause__, error.__context__):
        if each is not None:
            clear_frames(each.__traceback__)


def _judge(subject: Subject, seen: Counter[str], outcome: Report | Switched | Exception, what: str) -> None:
    """Count how it ended, and what came of it."""
    before = Counter(seen)
    if isinstance(outcome, Report):
        is_short = any(not each.path.endswith(REJECTED) for each in outcome.rejected)
        seen["documents rejected" if is_short else "gone on"] += 1
        if not is_short:
            subject.look(seen, is_done=True)
    else:
        is_ours = isinstance(outcome, TrialdexError) and "\n" not in outcome.message
        seen["clear errors" if is_ours else "tracebacks"] += 1
        subject.look(seen, is_done=False)
    raised = format_exception(outcome) if isinstance(outcome, Exception) else ()
    if isinstance(outcome, Exception):
        _forget(outcome)
    subject.recover(seen)
    subject.report(before, seen, f"{what}: {''.join(raised)}")
