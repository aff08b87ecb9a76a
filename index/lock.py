"""One writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index import disk
from index.errors import Locked

NAME = "trialdex.lock"


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Be the only writer to this folder, among all threads and processes, until the context ends.

    Raises:
        Locked: at once, if there is another.
        StorageError: if the lock cannot be made.
    """
    from filelock import FileLock, Timeout  # takes as long to import as a search does

    lock = FileLock(root / NAME, fallback_to_soft=False)
    with disk.storage_errors(root / NAME):
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise Locked(f"another process is writing to {root}",
                         hint="wait until it is done, then try again") from error
    try:
        yield
    finally:
        lock.release()
