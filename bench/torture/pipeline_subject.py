"""An index of documents that were edited since: runs begin with it again and again, and what they leave is examined."""

from __future__ import annotations

import shutil
from collections import Counter
from copy import copy
from pathlib import Path

from bench.torture import BAD
from bench.torture.pipeline_documents import edit, write_before
from bench.torture.pipeline_steps import small
from index import engines
from index.errors import DamagedIndex, NoIndex, TrialdexError
from index.generation import names
from index.lock import writer_lock
from index.store import Store, Switched
from indexer.catalog import database
from indexer.pipeline import reindex, update
from indexer.report import Report

RUNS = ("first", "reindex", "update")
"""A first reading; another, of all documents; an update."""
MODES = (*RUNS, "rollback")
"""And the way back from one."""
_KEPT = {"CURRENT", "trialdex.lock", database.NAME, database.SEAL}


class Subject:
    """An index as it was, and the documents as they are now.

    Args:
        root: a folder that is not there yet.
        mode: one of :data:`MODES`.
        more: pages to be read besides, so that there is work for several processes.

    Attributes:
        before, after: the digest before the run (None: no index), and after it.
        fresh: the digest if the documents are read anew.
    """

    def __init__(self, root: Path, mode: str, more: int = 0) -> None:
        self.documents, self.index, self._saved = root / "documents", root / "index", root / "saved"
        self.mode = mode
        write_before(self.documents, more)
        if mode != "first":
            self._read_anew(self.index)
        self.before = self.digest()
        edit(self.documents, more)
        self._read_anew(root / "fresh")
        self.after = self.fresh = _digest(root / "fresh")
        if mode == "rollback":
            update([], self.store(), jobs=1)
            self.before, self.after = self.after, self.before
        if mode != "first":
            shutil.copytree(self.index, self._saved)

    def restore(self) -> None:
        """Put the index back as it was."""
        shutil.rmtree(self.index, ignore_errors=True)
        if self.mode != "first":
            shutil.copytree(self._saved, self.index)

    def store(self) -> Store:
        """The index."""
        return Store(self.index, engines.get("whoosh", jobs=1))

    def at(self, folder: Path) -> Subject:
        """The same with the index in another folder."""
        found = copy(self)
        found.index = folder
        return found

    def run(self) -> Report | Switched:
        """The run that is tortured."""
        if self.mode == "rollback":
            return self.store().rollback()
        with small():
            if self.mode == "update":
                return update([], self.store(), jobs=1)
            return reindex([str(self.documents)], self.store(), jobs=1)

    def digest(self) -> str | None:
        """Of the records that the index answers with; None: there is no index."""
        return _digest(self.index)

    def look(self, seen: Counter[str], *, is_done: bool) -> None:
        """See that the index answers as before or after."""
        try:
            found = self.digest()
        except TrialdexError as error:
            print(f"unreadable: {error}")
            seen["unreadable"] += 1
            return
        seen["answered as after" if found == self.after else "answered as before"] += 1
        seen["mixed"] += found not in (self.before, self.after)
        seen["lost"] += is_done and found != self.after
        # A first generation answers from the moment on that it is whole, although nothing names it yet.
        is_unnamed = self.before is None and self.store().live() is None
        seen["damage"] += bool(not is_unnamed and self.store().verify())

    def recover(self, seen: Counter[str]) -> Report | None:
        """See that the next run succeeds, gives what reading anew gives, and leaves nothing lying about."""
        try:
            with writer_lock(self.index):
                pass
            report = self._again()
        except TrialdexError as error:
            print(f"not recovered: {error}")
            seen["not recovered"] += 1
            return None
        seen["resumed"] += report.resumed > 0
        seen["resumed documents"] += report.resumed
        seen["wrong"] += self.digest() != self.fresh
        if stale := self.stale():
            print(f"left over: {stale}")
        seen["left over"] += len(self.stale())
        return report

    @staticmethod
    def report(before: Counter[str], seen: Counter[str], what: str) -> None:
        """Print what was done, if something was seen since that must never be."""
        if worse := sorted(each for each in BAD if seen[each] > before[each]):
            print(f"{', '.join(worse)}: {what}")

    def stale(self) -> list[str]:
        """What should not be in the folder of an index that nothing is done to."""
        manifest = self.store().manifest()
        kept = _KEPT | {manifest.generation, str(manifest.previous)}
        return sorted({path.name for path in self.index.iterdir()} - kept | set(names(self.index)) - kept)

    def _again(self) -> Report:
        try:
            return update([], self.store(), jobs=1)
        except (NoIndex, DamagedIndex):
            # A first run may be killed with its generation whole and not yet live: that is no base for an update.
            if self.before is not None:
                raise
            return reindex([str(self.documents)], self.store(), jobs=1)

    def _read_anew(self, folder: Path) -> None:
        reindex([str(self.documents)], Store(folder, engines.get("whoosh", jobs=1)), jobs=1)


def _digest(folder: Path) -> str | None:
    try:
        return Store(folder, engines.get("whoosh")).answer(lambda reader: reader.digest())
    except NoIndex:
        return None
