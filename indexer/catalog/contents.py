"""What the documents of a generation state, as far as they hold: versions of records, rejections and doubts."""
# ruff: noqa: S608 - the pieces that questions are put together of are constants

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

from index.packing import plain
from indexer.sources.base import Caution

HOLDS = "(d.first <= :base AND d.last IS NULL OR d.first = :number)"
"""Of a document ``d``: it holds in the generation ``:number``, which begins with what held in ``:base``."""
_HELD = "(d.first <= :base AND (d.last IS NULL OR d.last = :number))"


class Contents:
    """What holds in one generation, and what held in the one that it begins with.

    Args:
        connection: to the database.
        number: of the generation.
        base: of the one before; 0: none.
    """

    def __init__(self, connection: sqlite3.Connection, number: int, base: int) -> None:
        self._database, self._numbers = connection, {"number": number, "base": base}

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
            f"AND v.kind = :kind AND {_HELD if before else HOLDS}", kind=kind, record=record)]

    def all_versions(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """All versions of records of a kind, (id, packed JSON), ascending by id."""
        return self._ask(f"SELECT v.record, v.body FROM versions v JOIN documents d ON d.id = v.document "
                         f"WHERE v.kind = :kind AND {HOLDS} ORDER BY v.record", kind=kind)

    def outlines(self, *, before: bool = False) -> Iterator[tuple[int, bytes]]:
        """The outlines of all versions of monographs, each with its number."""
        return self._ask(f"SELECT v.id, v.outline FROM versions v JOIN documents d ON d.id = v.document "
                         f"WHERE v.outline IS NOT NULL AND {_HELD if before else HOLDS}")

    def bodies(self, versions: Iterable[int]) -> list[bytes]:
        """The JSON of some versions, by number."""
        found = (self._ask("SELECT body FROM versions WHERE id = :version", version=version) for version in versions)
        return [plain(body) for each in found for (body,) in each]

    def ids(self, *, before: bool = False) -> Container[str]:
        """The ids under which documents state records of other kinds than monographs."""
        return _Ids(lambda record: self._ask(
            f"SELECT 1 FROM versions v JOIN documents d ON d.id = v.document WHERE v.record = :record "
            f"AND v.kind <> 'monograph' AND {_HELD if before else HOLDS}", record=record).fetchone() is not None)

    def count_documents(self) -> Counter[str]:
        """How many documents hold, by state; archives aside."""
        return Counter(dict(self._ask(
            f"SELECT state, count(*) FROM documents d WHERE {HOLDS} AND state <> 'archive' GROUP BY 1")))

    def count_versions(self) -> int:
        """How many versions of records hold."""
        (count,) = self._ask(
            f"SELECT count(*) FROM versions v JOIN documents d ON d.id = v.document WHERE {HOLDS}").fetchone()
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
            f"WHERE {which} AND {HOLDS} ORDER BY 1, 2")

    def _ask(self, question: str, **values: Any) -> sqlite3.Cursor:
        return self._database.execute(question, self._numbers | values)


class _Ids(Container[str]):
    """Ids, each looked up when it is asked for."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._has(id)
