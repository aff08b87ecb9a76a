"""The database file of the catalog: its tables, how it is opened, and how damage to it shows.

SQLite keeps its own promises about kills and losses of power (https://sqlite.org/atomiccommit.html). It has no
checksums, though: while no writer has it open, a seal beside it vouches for every byte of the file.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index import disk
from index.errors import StorageError, TrialdexError
from indexer.catalog import ledger

NAME = "catalog.sqlite"
SEAL = "catalog.seal"
VERSION = 2
_JOURNALS = ("-wal", "-shm", "-journal")
_BLOCK = 1 << 20
_TABLES = """
CREATE TABLE archives (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,       -- path; of an entry: in its archive
    archive INTEGER,          -- of an entry: which archive's
    size INTEGER NOT NULL,    -- bytes of the file; of an entry: unpacked
    mtime INTEGER NOT NULL,   -- of the file, nanoseconds; 0 for an entry
    inode INTEGER NOT NULL,   -- of the file; of an entry its CRC-32
    state TEXT NOT NULL,      -- read, rejected, ignored or archive; reading: the last run did not come to its end
    reason TEXT,              -- of a rejection
    sha256 TEXT,
    parser TEXT,              -- of the format and of this program, so that a better one reads it again
    read_at TEXT,
    first INTEGER NOT NULL,   -- generation from which on it holds
    last INTEGER              -- generation from which on it does not; NULL: none yet
) STRICT;
CREATE INDEX documents_by_archive ON documents (archive) WHERE archive IS NOT NULL;
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL,
    record TEXT NOT NULL,     -- id of the record as the document states it
    kind TEXT NOT NULL,
    body BLOB NOT NULL,       -- canonical JSON, compressed
    outline BLOB              -- of a monograph, JSON
) STRICT;
CREATE INDEX versions_by_record ON versions (record);
CREATE INDEX versions_by_document ON versions (document);
CREATE INDEX versions_with_outline ON versions (id) WHERE outline IS NOT NULL;
CREATE TABLE cautions (document INTEGER NOT NULL, offset INTEGER NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE INDEX cautions_by_document ON cautions (document);
CREATE TABLE rejected (
    document INTEGER NOT NULL, offset INTEGER NOT NULL, reason TEXT NOT NULL, data BLOB NOT NULL) STRICT;
CREATE INDEX rejected_by_document ON rejected (document);
CREATE TABLE building (generation INTEGER NOT NULL) STRICT;  -- that the last writer was at
""" + ledger.TABLES


class DamagedCatalog(TrialdexError):
    """The catalog is not as it was written."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{NAME} {problem}", hint="build it anew: trialdex reindex PATH…")


def create(folder: Path) -> sqlite3.Connection:
    """An empty database, in the place of whatever was there."""
    remove(folder)
    with _closed_on_failure(_connect(folder)) as database:
        database.executescript(_TABLES)
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.commit()
        return database


def open_checked(folder: Path) -> sqlite3.Connection | None:
    """The database, compared with its seal, which is broken then; None: there is none.

    Without a seal, after a writer that was killed, SQLite looks through its structure.

    Raises:
        DamagedCatalog: if it is not as it was written, or of another version of this program.
    """
    path = folder / NAME
    if not path.exists():
        return None
    with damage():
        sealed = _read_seal(folder)
        if sealed is not None and sealed != _checksum(path):
            raise DamagedCatalog("has changed")
        # Before it is connected, which changes the file already.
        disk.remove_file(folder / SEAL)
        with _closed_on_failure(_connect(folder)) as database:
            _require_whole(database, is_sealed=sealed is not None)
            return database


def seal(folder: Path, database: sqlite3.Connection) -> None:
    """Close the database, and vouch for the file."""
    with damage():
        # Whoever only looks something up then leaves no files behind.
        database.execute("PRAGMA journal_mode = DELETE")
        database.close()
    with disk.storage_errors(folder / NAME):
        disk.write_file(folder / SEAL, _checksum(folder / NAME))


def remove(folder: Path) -> None:
    """Remove the database with all that belongs to it."""
    for name in (SEAL, NAME, *(NAME + journal for journal in _JOURNALS)):
        disk.remove_file(folder / name)


@contextmanager
def damage() -> Iterator[None]:
    """Turn what SQLite says of a file that is not whole into an error of ours, and of a disk that fails likewise."""
    try:
        yield
    except sqlite3.OperationalError as error:
        problem = str(error)
        if "malformed" in problem or "not a database" in problem:
            raise DamagedCatalog("is damaged") from error
        remedy = "see to the disk and try again; what was there before still stands"
        raise StorageError(f"{problem}: {NAME}", hint=remedy) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise DamagedCatalog("is damaged") from error


def _require_whole(database: sqlite3.Connection, *, is_sealed: bool) -> None:
    if not is_sealed and database.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise DamagedCatalog("is damaged")
    if database.execute("PRAGMA user_version").fetchone() != (VERSION,):
        raise DamagedCatalog("is of another version of this program")


def _connect(folder: Path) -> sqlite3.Connection:
    with _closed_on_failure(sqlite3.connect(folder / NAME, isolation_level=None)) as database:
        for pragma in ("journal_mode = WAL", "wal_autocheckpoint = 16384", "synchronous = FULL", "cache_size = -65536",
                       "temp_store = MEMORY", "foreign_keys = OFF", "trusted_schema = OFF", "cell_size_check = ON"):
            database.execute(f"PRAGMA {pragma}")
        return database


@contextmanager
def _closed_on_failure(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Close the database if anything fails that is done to it."""
    try:
        yield database
    except BaseException:
        database.close()
        raise


def _read_seal(folder: Path) -> bytes | None:
    with suppress(FileNotFoundError):
        return disk.read_file(folder / SEAL)
    return None


def _checksum(path: Path) -> bytes:
    """Size and CRC-32 of a file, as text."""
    size = crc32 = 0
    with closing(path.open("rb", buffering=0)) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            crc32 = zlib.crc32(block, crc32)
    return b"%d %08x\n" % (size, crc32)
