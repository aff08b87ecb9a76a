"""The catalog while a generation is built: what is known of each document, what is new, and what is gone."""
# ruff: noqa: S608 - the pieces that questions are put together of are constants

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from index.errors import TrialdexError
from index.packing import plain
from indexer.catalog import database, ledger
from indexer.catalog.database import DamagedCatalog
from indexer.catalog.ledger import Ledger
from indexer.reading import NOTHING, Outcome
from indexer.sources.base import MEBIBYTE, Caution

State = Literal["read", "rejected", "ignored", "archive", "reading"]

Stamp = tuple[int, int, int]

_AT_ONCE, _BYTES_AT_ONCE = 2_000, 16 * MEBIBYTE
"""Documents, or pieces of large ones, that are added before they are made to last, and the bytes that they gave."""
_HOLDS = "(d.first <= :base AND d.last IS NULL OR d.first = :number)"
_HELD = "(d.first <= :base AND (d.last IS NULL OR d.last = :number))"


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
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, number: int, base: int) -> None:
        self._folder, self._database = folder, connection
        self._numbers = {"number": number, "base": base}
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

    def touched(self) -> list[tuple[str, str]]:
        """(kind, id) of the records of which a version has come or gone."""
        return list(self._ask(
            "SELECT DISTINCT v.kind, v.record FROM documents d JOIN versions v ON v.document = d.id "
            "WHERE d.first = :number OR d.last = :number"))

    def touches_monographs(self) -> bool:
        """Whether a monograph may have changed: one of its versions, or who else has the id that it would have."""
        return self._ask(
            "SELECT 1 FROM documents d JOIN versions v ON v.document = d.id JOIN versions m ON m.record = v.record "
            "WHERE (d.first = :number OR d.last = :number) AND m.kind = 'monograph'").fetchone() is not None

    def versions(self, kind: str, record: str, *, before: bool = False) -> list[bytes]:
        """The versions of a record, as JSON: those that hold now, or those that held before this run.

        Its id alone does not tell: the name of a drug may be worded like the id of an article.
        """
        return [plain(body) for (body,) in self._ask(
            f"SELECT v.body FROM versions v JOIN documents d ON d.id = v.document WHERE v.record = :record "
            f"AND v.kind = :kind AND {_HELD if before else _HOLDS}", kind=kind, record=record)]

    def all_versions(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """All versions of records of a kind, (id, packed JSON), ascending by id."""
        return self._ask(f"SELECT v.record, v.body FROM versions v JOIN documents d ON d.id = v.document "
                         f"WHERE v.kind = :kind AND {_HOLDS} ORDER BY v.record", kind=kind)

    def outlines(self, *, before: bool = False) -> Iterator[tuple[int, bytes]]:
        """The outlines of all versions of monographs, each with its number."""
        return self._ask(f"SELECT v.id, v.outline FROM versions v JOIN documents d ON d.id = v.document "
                         f"WHERE v.outline IS NOT NULL AND {_HELD if before else _HOLDS}")

    def bodies(self, versions: Iterable[int]) -> list[bytes]:
        """The JSON of some versions, by number."""
        found = (self._ask("SELECT body FROM versions WHERE id = :version", version=version) for version in versions)
        return [plain(body) for each in found for (body,) in each]

    def ids(self, *, before: bool = False) -> Container[str]:
        """The ids under which documents state records of other kinds than monographs."""
        return _Ids(lambda record: self._ask(
            f"SELECT 1 FROM versions v JOIN documents d ON d.id = v.document WHERE v.record = :record "
            f"AND v.kind <> 'monograph' AND {_HELD if before else _HOLDS}", record=record).fetchone() is not None)

    def count_documents(self) -> Counter[str]:
        """How many documents hold, by state; archives aside."""
        return Counter(dict(self._ask(
            f"SELECT state, count(*) FROM documents d WHERE {_HOLDS} AND state <> 'archive' GROUP BY 1")))

    def count_versions(self) -> int:
        """How many versions of records hold."""
        (count,) = self._ask(
            f"SELECT count(*) FROM versions v JOIN documents d ON d.id = v.document WHERE {_HOLDS}").fetchone()
        return int(count)

    def rejected_documents(self) -> Iterator[tuple[str, str]]:
        """Documents that gave nothing: name, and why."""
        return self._of_documents("d.reason", "", "d.state = 'rejected'")

    def newly_rejected(self) -> Iterator[tuple[str, str]]:
        """Those of them that were not so before this run."""
        return self._of_documents("d.reason", "", "d.state = 'rejected' AND d.first = :number")

    def ended(self) -> Iterator[tuple[str, str, int]]:
        """Documents as they were read before and hold no longer: file, name, and how many versions they gave."""
        return self._ask(
            "SELECT coalesce(a.name, d.name), CASE WHEN a.name IS NULL THEN d.name ELSE a.name || '!' || d.name END, "
            "(SELECT count(*) FROM versions v WHERE v.document = d.id) FROM documents d "
            "LEFT JOIN archives a ON a.id = d.archive "
            "WHERE d.state = 'read' AND d.first <= :base AND d.last = :number")

    def rejected_parts(self) -> Iterator[tuple[str, str, int]]:
        """Parts that gave nothing, of documents that gave something: name of the document, why, and offset."""
        return self._of_documents("r.reason, r.offset", "JOIN rejected r ON r.document = d.id", "d.state = 'read'")

    def cautions(self) -> Iterator[Caution]:
        """What could not be taken at its word."""
        found = self._of_documents("c.offset, c.reason", "JOIN cautions c ON c.document = d.id", "d.state = 'read'")
        return (Caution(*each) for each in found)

    def _of_documents(self, columns: str, join: str, which: str) -> Iterator[Any]:
        return self._ask(
            f"SELECT CASE WHEN a.name IS NULL THEN d.name ELSE a.name || '!' || d.name END AS document, {columns} "
            f"FROM documents d LEFT JOIN archives a ON a.id = d.archive {join} "
            f"WHERE {which} AND {_HOLDS} ORDER BY 1, 2")

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
                f"FROM documents d WHERE {which} AND {_HOLDS}", **values):
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


class _Ids(Container[str]):
    """Ids, each looked up when it is asked for."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._has(id)


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
