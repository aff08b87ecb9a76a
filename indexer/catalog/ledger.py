"""The account of a generation: what became of every version that was read for it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

TABLES = """
CREATE TABLE complete (       -- generations of whose documents all is known
    generation INTEGER NOT NULL, indexed INTEGER NOT NULL, merged INTEGER NOT NULL, superseded INTEGER NOT NULL) STRICT;
CREATE TABLE refused (        -- records of a generation that the engine did not take
    generation INTEGER NOT NULL, record TEXT NOT NULL, document TEXT NOT NULL, offset INTEGER NOT NULL,
    reason TEXT NOT NULL) STRICT;
"""
_FATES = ("indexed", "merged", "superseded")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the engine did not take a record, and where its first source stands."""

    document: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Of a generation.

    Attributes:
        fates: how many versions are the record, merged into it, or superseded in it.
        refused: of these records, by id, the ones that are not in the index.
    """

    fates: Counter[str] = field(default_factory=Counter)
    refused: Mapping[str, Refused] = field(default_factory=dict)


def write(database: sqlite3.Connection, generation: int, ledger: Ledger) -> None:
    """State that all is known of a generation."""
    database.execute("INSERT INTO complete VALUES (?, ?, ?, ?)",
                     (generation, *(ledger.fates[fate] for fate in _FATES)))
    database.executemany("INSERT INTO refused VALUES (?, ?, ?, ?, ?)",
                         [(generation, record, each.document, each.offset, each.reason)
                          for record, each in ledger.refused.items()])


def read(database: sqlite3.Connection, generation: int) -> Ledger | None:
    """That of a generation; None: not all is known of it."""
    fates = database.execute("SELECT indexed, merged, superseded FROM complete WHERE generation = ?",
                             (generation,)).fetchone()
    if fates is None:
        return None
    refused = database.execute("SELECT record, document, offset, reason FROM refused WHERE generation = ?",
                               (generation,))
    return Ledger(Counter(dict(zip(_FATES, fates, strict=True))),
                  {record: Refused(*about) for record, *about in refused})


def remove(database: sqlite3.Connection, *, first: int = 0, last: int = 1 << 62) -> None:
    """Forget those of these generations, both included."""
    for table in ("complete", "refused"):
        database.execute(f"DELETE FROM {table} WHERE generation BETWEEN ? AND ?", (first, last))  # noqa: S608
