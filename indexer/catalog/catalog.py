"""The catalog while a generation is built: what is known of each document, what is new, and what is gone."""
# ruff: noqa: S608 - the pieces that questions are put together of are constants

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from index.errors import TrialdexError
from indexer.catalog import database, ledger
from indexer.catalog.contents import HOLDS, Contents
from indexer.catalog.database import DamagedCatalog
from indexer.catalog.ledger import Ledger
from indexer.reading import NOTHING, Outcome
from indexer.sources.base import MEBIBYTE

State = Literal["read", "rejected", "ignored", "archive", "reading"]

Stamp = tuple[int, int, int]

_AT_ONCE, _BYTES_AT_ONCE = 2_000, 16 * MEBIBYTE
"""Documents, or pieces of large ones, that are added before they are made to last, and the bytes that they gave."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document as it was when it was read last.

    Attributes:
        id: of its row.
        name: path; of an entry: in its archive.
        stamp: what changes when the document does: of a file (size, nanoseconds, inode), of an entry (size, 0, CRC-32).
        state: what became of it.
        reason: of a rejection.
        parser: which made it so.
        is_new: whether this run has read it, or one before that was ended before its switch.
    """

    id: int
    name: str
    stamp: Stamp
    state: State
    reason: str | None
    parser: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be known of a document; see :class:`Known` and the tables."""

    name: str
    archive: str | None
    stamp: Stamp
    state: State
    reason: str | None = None
    sha256: str | None = None
    parser: str | None = None
    read_at: str | None = None


class _Addition(NamedTuple):
    """A document with what it gave; without a row, what more of it gave."""

    document: int
    row: Row | None
    outcome: Outcome


class Catalog:
    """The catalog, open for the one writer.

    Args:
        folder: of the index.
        connection: to the database.
        number: of the generation that is built.
        base: of the one that it begins with; 0: none.

    Attributes:
        contents: what the documents state that hold.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, number: int, base: int) -> None:
        self._folder, self._database = folder, connection
        self._numbers = {"number": number, "base": base}
        self.contents = Contents(connection, number, base)
        self._archives: dict[str, int] = {}
        self._added: list[_Addition] = []
        self._restamped: list[tuple[int, int, int, int]] = []
        self._last = self._bytes = 0

    def begin(self) -> None:
        """Take back what no generation came of, but for what the last run read: it need not be read again."""
        with self._lasting():
            (building,) = self._ask("SELECT max(generation) FROM building").fetchone()
            self._ask("DELETE FROM building")
            ledger.remove(self._database, first=self._numbers["base"] + 1)
            self._ask("INSERT INTO building VALUES (:number)")
            self._remove("first > :base AND (first IS NOT :building OR state NOT IN ('read', 'rejected'))",
                         building=building)
            self._ask("UPDATE documents SET last = NULL WHERE last > :base")
            self._ask("UPDATE documents SET first = :number WHERE first > :base")
        self._archives = dict(self._ask("SELECT name, id FROM archives"))
        (self._last,) = self._ask("SELECT coalesce(max(id), 0) FROM documents").fetchone()

    def base(self) -> Ledger:
        """The account of the generation that this one begins with.

        Raises:
            DamagedCatalog: if not all is known of its documents.
        """
        found = ledger.read(self._database, self._numbers["base"])
        if found is None:
            raise DamagedCatalog("does not know what the index was made of")
        return found

    def end_all(self) -> None:
        """Let nothing of the base hold any longer."""
        with self._lasting():
            self._ask("UPDATE documents SET last = :number WHERE first <= :base AND last IS NULL")

    def files(self) -> dict[str, list[Known]]:
        """All that is known of files, archives among them, by name: of the base, and what is new."""
        return self._known("archive IS NULL")

    def entries(self, archive: str) -> dict[str, list[Known]]:
        """All that is known of an archive's entries, by name."""
        return self._known("archive = :archive", archive=self._archives.get(archive))

    def read_before(self) -> set[int]:
        """The rows of documents that the last run read, if it was ended before its switch; before any is added."""
        return {row for (row,) in self._ask("SELECT id FROM documents WHERE first = :number")}

    def add(self, row: Row, outcome: Outcome = NOTHING) -> int:
        """Add a document, and what it gave; the number of its row."""
        self._last += 1
        self._keep(_Addition(self._last, row, outcome))
        return self._last

    def add_outcome(self, document: int, outcome: Outcome) -> None:
        """Add what some parts of a document gave."""
        self._keep(_Addition(document, None, outcome))

    def sha256(self, known: Known) -> tuple[str | None, str | None]:
        """The fingerprint of a document as it was read last, and the parser."""
        found: tuple[str | None, str | None] = self._ask(
            "SELECT sha256, parser FROM documents WHERE id = :id", id=known.id).fetchone()
        return found

    def restamp(self, known: Known, stamp: Stamp) -> None:
        """Note that a document is the same, although the file system says something else of it."""
        self._restamped.append((*stamp, known.id))

    def settle(self, document: int, state: State, reason: str | None) -> None:
        """Say what became of a document that was read part by part."""
        self.flush()
        self._database.execute("UPDATE documents SET state = ?, reason = ? WHERE id = ?", (state, reason, document))

    def take_back(self, document: int) -> None:
        """Forget what a document gave."""
        self.flush()
        with self._lasting():
            for table in ("versions", "cautions", "rejected"):
                self._database.execute(f"DELETE FROM {table} WHERE document = ?", (document,))

    def end(self, documents: Iterable[Known]) -> None:
        """Let documents hold no longer; what is new of them was never there."""
        self.flush()
        with self._lasting():
            for each in documents:
                if each.is_new:
                    self._remove("id = :id", id=each.id)
                else:
                    self._ask("UPDATE documents SET last = :number WHERE id = :id", id=each.id)

    def forget(self, documents: Iterable[int]) -> None:
        """Take back what the last run read, and this one was not asked for or did not find."""
        self.flush()
        with self._lasting():
            for each in documents:
                self._remove("id = :id", id=each)

    def flush(self) -> None:
        """Make what was added last."""
        if self._added or self._restamped:
            with self._lasting():
                self._insert()
                self._database.executemany("UPDATE documents SET size = ?, mtime = ?, inode = ? WHERE id = ?",
                                           self._restamped)
            self._added, self._restamped, self._bytes = [], [], 0

    def _keep(self, addition: _Addition) -> None:
        # In one step: whatever interrupts it, a document is added with all that it gave, or not at all.
        self._added.append(addition)
        self._bytes += sum(len(each.packed) for each in addition.outcome.versions)
        self._bytes += sum(len(each.data) for each in addition.outcome.rejected)
        if len(self._added) >= _AT_ONCE or self._bytes >= _BYTES_AT_ONCE:
            self.flush()

    def _insert(self) -> None:
        number = self._numbers["number"]
        archives = {row.archive for _, row, _ in self._added if row is not None and row.archive is not None}
        numbers: dict[str | None, int | None] = {name: self._archive(name) for name in archives} | {None: None}
        given = [(document, each) for document, _, outcome in self._added for each in outcome.versions]
        self._database.executemany(
            "INSERT INTO documents "
            "(id, name, archive, size, mtime, inode, state, reason, sha256, parser, read_at, first) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(document, row.name, numbers[row.archive], *row.stamp, row.state, row.reason, row.sha256, row.parser,
              row.read_at, number) for document, row, _ in self._added if row is not None])
        self._database.executemany(
            "INSERT INTO versions (document, record, kind, body, outline) VALUES (?, ?, ?, ?, ?)",
            [(document, each.id, each.kind, each.packed, each.outline) for document, each in given])
        self._database.executemany("INSERT INTO cautions VALUES (?, ?, ?)", [
            (document, each.offset, each.reason) for document, _, found in self._added for each in found.cautions])
        self._database.executemany("INSERT INTO rejected VALUES (?, ?, ?, ?)", [
            (document, each.offset, each.reason, each.data)
            for document, _, found in self._added for each in found.rejected])

    def complete(self, account: Ledger) -> None:
        """State that all is known of the generation that is built: the last thing before the switch."""
        self.flush()
        with self._lasting():
            ledger.write(self._database, self._numbers["number"], account)

    def finish(self, oldest: int) -> None:
        """Forget what no kept generation needs; what cannot be forgotten now is at the end of the next run.

        Args:
            oldest: the number of the oldest generation that is kept.
        """
        with suppress(TrialdexError), database.damage(), self._lasting():
            self._remove("last <= :oldest", oldest=oldest)
            self._ask("DELETE FROM building")
            ledger.remove(self._database, last=oldest - 1)

    def close(self) -> None:
        """Add what is left, close, and vouch for the file; where that fails, the next run looks through it instead."""
        with closing(self._database):
            self.flush()
            with suppress(TrialdexError):
                database.seal(self._folder, self._database)

    def _known(self, which: str, **values: Any) -> dict[str, list[Known]]:
        found: dict[str, list[Known]] = {}
        for row, name, size, mtime, inode, state, reason, parser, is_new in self._ask(
                "SELECT id, name, size, mtime, inode, state, reason, parser, first = :number "
                f"FROM documents d WHERE {which} AND {HOLDS}", **values):
            known = Known(row, name, (size, mtime, inode), state, reason, parser, bool(is_new))
            found.setdefault(name, []).append(known)
        return found

    def _archive(self, name: str) -> int:
        if name not in self._archives:
            cursor = self._database.execute("INSERT INTO archives (name) VALUES (?)", (name,))
            assert cursor.lastrowid is not None
            self._archives[name] = cursor.lastrowid
        return self._archives[name]

    def _remove(self, which: str, **values: Any) -> None:
        for table in ("versions", "cautions", "rejected"):
            self._ask(f"DELETE FROM {table} WHERE document IN (SELECT id FROM documents WHERE {which})", **values)
        self._ask(f"DELETE FROM documents WHERE {which}", **values)

    def _ask(self, question: str, **values: Any) -> sqlite3.Cursor:
        return self._database.execute(question, self._numbers | values)

    @contextmanager
    def _lasting(self) -> Iterator[None]:
        self._database.execute("BEGIN")
        try:
            yield
        except BaseException:
            # SQLite may have done so already, as when the disk is full.
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


@contextmanager
def opened(folder: Path, number: int, base: int, *, anew: bool) -> Iterator[Catalog]:
    """The catalog, open to build a generation; what is added to it stays, whatever comes of the generation.

    Args:
        folder: of the index.
        number: of the generation.
        base: of the one that it replaces; 0: none.
        anew: whether a catalog that is damaged, missing or knows nothing of that one is no hindrance.

    Raises:
        DamagedCatalog: if it is a hindrance.
        StorageError: if the disk fails.
    """
    with database.damage():
        catalog = Catalog(folder, _connected(folder, anew=anew), number, base)
        try:
            catalog.begin()
            if not anew:
                catalog.base()
            yield catalog
        except BaseException:
            with suppress(sqlite3.Error):
                catalog.close()
            raise
        catalog.close()


def _connected(folder: Path, *, anew: bool) -> sqlite3.Connection:
    found = None
    try:
        found = database.open_checked(folder)
    except DamagedCatalog:
        if not anew:
            raise
    if found is None and not anew:
        raise DamagedCatalog("is missing")
    return database.create(folder) if found is None else found
