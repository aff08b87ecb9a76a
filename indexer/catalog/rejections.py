"""What could not be read of the documents of the live generation, as the catalog keeps it: for looking it up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import RequestError
from indexer.catalog import database
from indexer.catalog.database import DamagedCatalog

_HOLDS = "d.first <= :live AND (d.last IS NULL OR d.last > :live)"
_NAME = "CASE WHEN a.name IS NULL THEN d.name ELSE a.name || '!' || d.name END"
_ALL = f"""
SELECT {_NAME} AS name, NULL AS offset, d.reason AS reason, NULL AS part FROM documents d
LEFT JOIN archives a ON a.id = d.archive WHERE d.state = 'rejected' AND {_HOLDS}
UNION ALL
SELECT {_NAME}, r.offset, r.reason, r.rowid FROM rejected r JOIN documents d ON d.id = r.document
LEFT JOIN archives a ON a.id = d.archive WHERE d.state = 'read' AND {_HOLDS}
UNION ALL
SELECT document, offset, reason, NULL FROM refused WHERE generation = :live
ORDER BY 1, 2"""  # noqa: S608 - the pieces are constants


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document, or a part of one, that gave no record.

    Attributes:
        document: its name.
        offset: of the part, in bytes; None: the whole document.
        reason: in one line.
        part: the number of the row that keeps its bytes; None: the document has them.
    """

    document: str
    offset: int | None
    reason: str
    part: int | None


def rejections(folder: Path, live: int) -> list[Rejected]:
    """All of them, by document and offset.

    Args:
        folder: of the index.
        live: the number of the live generation.

    Raises:
        DamagedCatalog: if the catalog is missing or damaged.
    """
    with _reading(folder) as catalog:
        return [Rejected(*row) for row in catalog.execute(_ALL, {"live": live})]


def rejected_bytes(folder: Path, live: int, number: int) -> bytes:
    """The bytes of a part that gave no record; none where only the document has them.

    Args:
        folder, live: as for :func:`rejections`.
        number: of the rejection in their order, counted from 1.

    Raises:
        RequestError: if there is no such number.
        DamagedCatalog: as for :func:`rejections`.
    """
    found = rejections(folder, live)
    if not 1 <= number <= len(found):
        counted = "is 1 rejection" if len(found) == 1 else f"are {len(found):,} rejections"
        raise RequestError(f"there {counted}, not {number}", hint="count from 1")
    with _reading(folder) as catalog:
        row = catalog.execute("SELECT data FROM rejected WHERE rowid = ?", (found[number - 1].part,)).fetchone()
        return bytes(row[0]) if row else b""


@contextmanager
def _reading(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / database.NAME
    if not path.exists():
        raise DamagedCatalog("is missing")
    with database.damage(), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as catalog:
        yield catalog
