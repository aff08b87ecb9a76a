"""SQLite FTS5, through Python's own sqlite3.

Choices: one FTS5 table with four columns (title, names, places, prose), Porter stems over ``unicode61`` without
diacritics, ranked by ``bm25`` with a weight for each column; a second, contentless table of the words unstemmed and
without positions, for prefixes, since the Porter tokenizer stems prefixes too. The stored JSON and the columns with
one value a record are in plain tables; each facet of several values has a table of pairs (value, record) with an
index either way; values are numbers there. Of a search its record numbers and ranks go into a temporary table in one
pass, where filters keep what they select; total, page and all facets read those rows. Over every record a facet is
counted by its index alone. Passages are ``highlight`` of the title and ``snippet`` of the best column. The build is
one transaction without a journal, with a large hash table, then ``optimize`` (one segment) and ``ANALYZE``; reading
maps the file into memory.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from bench.peers.base import FACETS, GAP, LISTED, PASSAGE, Card, Page, Summary, card, choices, facet_values, summary
from bench.queries import LIMIT, Case
from index.fields import BY_NAME, TEXT_FIELDS, values
from index.records import Record, Trial, from_json, to_json

FILE = "trials.db"
_SINGLE = ("kind", "status", "sponsor", "year")
_MULTIPLE = tuple(name for name in FACETS if name not in _SINGLE)
_COLUMNS = {"title": ("title",), "places": ("sponsor", "country", "location"),
            "prose": ("summary", "description", "eligibility", "outcome")}
_OTHERS = tuple(field for field in TEXT_FIELDS if not any(field.name in names for names in _COLUMNS.values()))
_WEIGHTS = "3.0, 2.0, 0.6, 1.0"
_BATCH = 1_000
_MARKS = "'<b>', '</b>'"
WORDS = 40
"""Of a passage: as many characters as passages have elsewhere, about."""
_READING = f"""
PRAGMA mmap_size = {1 << 40};
PRAGMA cache_size = -65536;
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE hits(record INTEGER PRIMARY KEY, rank REAL, misses INTEGER, last_posted TEXT,
                       {", ".join(f"{name} INTEGER" for name in _SINGLE)});
"""


class Fts5:
    """The engine as its documentation has it."""

    name = "fts5"
    threads = True
    most = 10**9

    def build(self, records: Iterable[Trial], folder: Path) -> None:
        """Write an index; see :class:`bench.peers.base.Peer`."""
        connection = sqlite3.connect(folder / FILE, isolation_level=None)
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        _Writer(connection).add(records)
        connection.execute("COMMIT")
        connection.executescript(_INDEXES)
        connection.close()

    def open(self, folder: Path) -> Fts5Searcher:
        """Open it; see :class:`bench.peers.base.Peer`."""
        return Fts5Searcher(folder / FILE)

    def change(self, folder: Path, record: Trial) -> Fts5Searcher:
        """Delete the old one and add the new one, in one transaction of a write-ahead log."""
        connection = sqlite3.connect(folder / FILE, isolation_level=None)
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN;")
        _Writer(connection).replace(record)
        connection.execute("COMMIT")
        connection.close()
        return self.open(folder)


_SCHEMA = f"""
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -262144;
PRAGMA temp_store = MEMORY;
CREATE VIRTUAL TABLE text USING fts5(title, names, places, prose, tokenize = "porter unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE word USING fts5(text, tokenize = "unicode61 remove_diacritics 2", content = '', detail = none);
INSERT INTO text(text, rank) VALUES ('hashsize', 67108864);
INSERT INTO word(word, rank) VALUES ('hashsize', 67108864);
INSERT INTO text(text, rank) VALUES ('rank', 'bm25({_WEIGHTS})');
CREATE TABLE record(record INTEGER PRIMARY KEY, id TEXT UNIQUE, json BLOB);
CREATE TABLE single(record INTEGER PRIMARY KEY, last_posted TEXT, {", ".join(f"{name} INTEGER" for name in _SINGLE)});
CREATE TABLE value(value INTEGER PRIMARY KEY, facet TEXT, text TEXT);
""" + "".join(f"CREATE TABLE {name}(value INTEGER, record INTEGER, PRIMARY KEY(value, record)) WITHOUT ROWID;\n"
              for name in _MULTIPLE)
_INDEXES = "".join(
    [f"CREATE INDEX {name}_of_record ON {name}(record, value);\n" for name in _MULTIPLE]
    + [f"CREATE INDEX single_{name} ON single({name});\n" for name in _SINGLE]
    + ["CREATE UNIQUE INDEX value_of_text ON value(facet, text);\n",
       "CREATE INDEX newest ON single(last_posted DESC);\n", "INSERT INTO text(text) VALUES ('optimize');\n",
       "INSERT INTO word(word) VALUES ('optimize');\n", "ANALYZE;\n"])


class _Writer:
    """Adds records; ``value`` has the facet values of all facets, numbered as they come."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._values: dict[tuple[str, str], int] = {}

    def add(self, records: Iterable[Trial]) -> None:
        """Add all of them, some at a time."""
        rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        for number, record in enumerate(records, 1):
            self._rows(number, record, rows)
            if number % _BATCH == 0:
                self._write(rows)
        self._write(rows)
        self._connection.executemany("INSERT INTO value VALUES (?, ?, ?)",
                                     ((number, name, text) for (name, text), number in self._values.items()))

    def replace(self, record: Trial) -> None:
        """Put a record in the place of the one with its id."""
        run = self._connection.execute
        [(number, old)] = run("SELECT record, json FROM record WHERE id = ?", (record.id,)).fetchall()
        columns = _columns(from_json(old))
        # A contentless table must be told the text that it is to forget.
        run("INSERT INTO word(word, rowid, text) VALUES ('delete', ?, ?)", (number, "\n".join(columns)))
        run("DELETE FROM text WHERE rowid = ?", (number,))
        for table in ("record", "single", *_MULTIPLE):
            run(f"DELETE FROM {table} WHERE record = ?", (number,))
        for facet, text in ((name, text) for name in FACETS for text in facet_values(record, name)):
            [(self._values[facet, text],)] = run("SELECT value FROM value WHERE facet = ? AND text = ?", (facet, text))
        rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        self._rows(number, record, rows)
        self._write(rows)

    def _rows(self, number: int, record: Trial, rows: Mapping[str, list[tuple[object, ...]]]) -> None:
        columns = _columns(record)
        rows["text(rowid, title, names, places, prose)"].append((number, *columns))
        rows["word(rowid, text)"].append((number, "\n".join(columns)))
        rows["record"].append((number, record.id, to_json(record).encode()))
        single = (next(iter(self._numbers(record, name)), None) for name in _SINGLE)
        rows["single"].append((number, record.last_posted, *single))
        for name in _MULTIPLE:
            rows[name] += [(value, number) for value in self._numbers(record, name)]

    def _numbers(self, record: Trial, name: str) -> Iterator[int]:
        for value in facet_values(record, name):
            yield self._values.setdefault((name, value), len(self._values) + 1)

    def _write(self, rows: Mapping[str, list[tuple[object, ...]]]) -> None:
        for table, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
                found.clear()


def _columns(record: Record) -> tuple[str, str, str, str]:
    title, places, prose = (GAP.join(text for name in names for text in values(record, BY_NAME[name]))
                            for names in _COLUMNS.values())
    return title, GAP.join(text for field in _OTHERS for text in values(record, field)), places, prose


class Fts5Searcher:
    """A database, open for reading; each thread has a connection of its own.

    Args:
        path: of its file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    @property
    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = sqlite3.connect(self._path, isolation_level=None)
            found.executescript(_READING)
        return found

    def page(self, case: Case) -> Page:
        """A page; see :class:`bench.peers.base.Searcher`."""
        filters = {name: self._numbers(name, chosen) for name, chosen in choices(case).items()}
        everything = case.form == "browse" and not filters
        if not everything:
            self._collect(case, filters)
        total, hits = self._everything() if everything else self._selected(case)
        shown = self._shown(case, hits)
        facets = {name: self._counts(case, name, filters) for name in FACETS}
        return Page(total, [found for found, _ in shown], [passages for _, passages in shown], facets)

    def close(self) -> None:
        """Close the connection of this thread."""
        self._connection.close()

    def summary(self, answer: Page) -> Summary:
        """What is compared."""
        return summary(answer)

    def _numbers(self, name: str, chosen: tuple[str, ...]) -> str:
        marks = ", ".join("?" * len(chosen))
        return ", ".join(str(number) for number, in self._connection.execute(
            f"SELECT value FROM value WHERE facet = ? AND text IN ({marks})", (name, *chosen)))

    def _collect(self, case: Case, filters: Mapping[str, str]) -> None:
        """Put the hits into a table, with a bit for each filter that one misses; whoever misses two counts nowhere."""
        misses = " + ".join(f"{1 << bit} * (NOT {_holds(name, numbers)})"
                            for bit, (name, numbers) in enumerate(filters.items())) or "0"
        allowed = ", ".join(map(str, (0, *(1 << bit for bit in range(len(filters))))))
        columns = ", ".join(_SINGLE)
        table, arguments = _matching(case, filters)
        self._connection.execute("DELETE FROM hits")
        self._connection.execute(
            f"INSERT INTO hits SELECT * FROM (SELECT m.record, m.rank, {misses} AS misses, last_posted, {columns} "
            f"FROM ({table}) m CROSS JOIN single ON single.record = m.record) WHERE misses IN ({allowed})", arguments)

    def _everything(self) -> tuple[int, list[int]]:
        run = self._connection.execute
        return (run("SELECT count(*) FROM single").fetchone()[0],
                [number for number, in run("SELECT record FROM single ORDER BY last_posted DESC LIMIT ?", (LIMIT,))])

    def _selected(self, case: Case) -> tuple[int, list[int]]:
        order = "last_posted DESC" if case.form == "browse" else "rank, record"
        run = self._connection.execute
        return (run("SELECT count(*) FROM hits WHERE misses = 0").fetchone()[0], [number for number, in run(
            f"SELECT record FROM hits WHERE misses = 0 ORDER BY {order} LIMIT ?", (LIMIT,))])

    def _shown(self, case: Case, hits: list[int]) -> list[tuple[Card, list[str]]]:
        """The cards of these records with their passages, in this order."""
        numbers = ", ".join(map(str, hits))
        if case.form in ("browse", "prefix"):
            rows = self._connection.execute(f"SELECT record, json FROM record WHERE record IN ({numbers})")
            found = {number: (read := card(json), _by_prefix(case, read)) for number, json in rows}
        else:
            rows = self._connection.execute(
                f"SELECT text.rowid, json, highlight(text, 0, {_MARKS}), snippet(text, 3, {_MARKS}, '…', {WORDS}) "
                f"FROM text JOIN record ON record = text.rowid WHERE text MATCH ? AND text.rowid IN ({numbers})",
                (_expression(case),))
            found = {number: (card(json), [title, passage]) for number, json, title, passage in rows}
        return [found[number] for number in hits]

    def _counts(self, case: Case, name: str, filters: Mapping[str, str]) -> list[tuple[str, int]]:
        own = list(filters).index(name) if name in filters else None
        table = "single" if name in _SINGLE else name
        value = name if name in _SINGLE else "value"
        if case.form == "browse" and not filters.keys() - {name}:
            source, where = table, f"{value} IS NOT NULL"
        else:
            source = "hits" if name in _SINGLE else f"hits CROSS JOIN {name} USING (record)"
            where = "misses = 0" if own is None else f"misses IN (0, {1 << own})"
            where += f" AND {value} IS NOT NULL"
        return self._connection.execute(
            f"SELECT text, n FROM (SELECT {value} AS v, count(*) AS n FROM {source} WHERE {where} "
            f"GROUP BY v ORDER BY n DESC LIMIT {LISTED}) CROSS JOIN value ON value.value = v ORDER BY n DESC"
        ).fetchall()


def _holds(name: str, numbers: str) -> str:
    """SQL: whether a row of ``single`` has one of these values."""
    if name in _SINGLE:
        return f"single.{name} IN ({numbers})"
    return f"EXISTS (SELECT 1 FROM {name} f WHERE f.record = single.record AND f.value IN ({numbers}))"


def _matching(case: Case, filters: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """SQL and arguments: the records that match, whatever the filters; of every record those in the first two filters.

    Whoever misses no more than one filter is in one of any two, so that these two suffice.
    """
    if case.form == "browse":
        first = [f"SELECT record, 0 AS rank FROM {'single' if name in _SINGLE else name} "
                 f"WHERE {name if name in _SINGLE else 'value'} IN ({numbers})"
                 for name, numbers in islice(filters.items(), 2)]
        return (first[0].replace("SELECT", "SELECT DISTINCT") if len(first) == 1 else " UNION ".join(first)), ()
    table, rank = ("word", "0") if case.form == "prefix" else ("text", "rank")
    return f"SELECT rowid AS record, {rank} AS rank FROM {table} WHERE {table} MATCH ?", (_expression(case),)


def _expression(case: Case) -> str:
    if case.form == "phrase":
        return f'"{" ".join(case.words)}"'
    if case.form == "prefix":
        return f'"{case.words[0]}"*'
    return (" OR " if case.form == "any" else " ").join(f'"{word}"' for word in case.words)


def _by_prefix(case: Case, shown: Card) -> list[str]:
    """The title and the first passage, marked here: the Porter table cannot tell the words of a prefix."""
    if case.form == "browse":
        return [shown.title]
    marked = re.compile(rf"\b{case.words[0]}\w*", re.IGNORECASE)
    found = next(((text, match.start()) for text in shown.texts() if (match := marked.search(text))), ("", 0))
    start = max(0, found[1] - PASSAGE // 4)
    return [marked.sub(r"<b>\g<0></b>", text) for text in (shown.title, found[0][start:start + PASSAGE])]
