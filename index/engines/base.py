"""What every engine does: the Reader and Writer protocols, and the values that pass through them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from index.asked import Asked
from index.concepts.base import Concepts
from index.manifest import FileEntry
from index.query import Fuzzy, Node, Phrase, Prefix, Scored, Simple, Term
from index.records import Label, Monograph, Record
from index.results import Notice

FULL_ENOUGH = 10
"""With fewer full matches than this, ``match=auto`` lets partial ones join."""


@dataclass(frozen=True, slots=True)
class Years:
    """A filter on years, both bounds included; None: open."""

    low: int | None
    high: int | None


Choice = str | Years
"""A chosen facet value: its key (:func:`index.text.key`), ``(none)``, or a span of years."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A request made ready for an engine: analysed, resolved, free of user syntax.

    Attributes:
        full: what a record must match; None: every record does.
        partial: what a partial record must match (it is wider than ``full``); None: there are none.
        match: ``auto``, ``all`` or ``any``.
        title: the key of the query where it is a whole title: records with just this title come
            first among the full ones when sorted by relevance.
        filters: facet name -> choices; alternatives within a facet, together across facets.
        sort: one of :data:`index.fields.SORTS`.
        offset, limit: of the hits; ``limit`` None: all.
        facets: names of the facets to count.
    """

    full: Node | None
    partial: Node | None
    match: str
    title: str | None
    filters: Mapping[str, tuple[Choice, ...]]
    sort: str
    offset: int
    limit: int | None
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A record's place in a result; ``score`` is rounded to four decimals."""

    id: str
    score: float
    partial: bool


class Value(msgspec.Struct, frozen=True, gc=False):
    """A value of a facet: its key (:func:`index.text.key`), its commonest spelling, and how many records have it."""

    key: str
    spelling: str
    count: int


class Counts(Protocol):
    """How many records of a selection have each value of one facet.

    Nothing here costs more than the values that are asked for, so that a page stays cheap however
    many values a facet has.
    """

    @property
    def distinct(self) -> int:
        """The values that at least one record has, ``(none)`` aside."""

    def of(self, key: str) -> int:
        """How many records have this value, or for ``(none)`` the field but no value; 0: none has."""

    def spelling(self, key: str) -> str | None:
        """The commonest spelling over all records of the index, whether or not the selection has the value.

        Of equally common ones it is the first by code point; None: the index has no such value.
        """

    def top(self, limit: int) -> list[Value]:
        """The commonest values; ties by spelling, then key, in code points; without ``(none)`` and zeros."""

    def containing(self, text: str, limit: int | None = None) -> tuple[int, list[Value]]:
        """The values whose key contains this folded text: how many, and the first in the order of :meth:`top`.

        Args:
            text: folded; every value contains the empty one.
            limit: of the values that are given; None: all.
        """


@dataclass(frozen=True, slots=True)
class Selection:
    """What a plan selects.

    Attributes:
        total, total_full: records selected, and those among them that match in full.
        hits: the page, in order.
        counts: facet name -> counts over the records that all filters but the facet's own select.
    """

    total: int
    total_full: int
    hits: Sequence[Ranked]
    counts: Mapping[str, Counts]


class Occurrence(NamedTuple):
    """How often a word stands in a field of a record.

    Attributes:
        word: as written and folded, if it is one that a pattern stands for; else the stems, joined by blanks.
        field: its name.
        frequency: occurrences in the field.
        length: of the field in this record, in words.
    """

    word: str
    field: str
    frequency: int
    length: int


class Reader(Protocol):
    """One generation, open for reading. Safe to share between threads.

    Each method raises DamagedFile if a part of a file that it needs is not as it was written.

    Attributes:
        generation: its name.
        notices: what a person should know before trusting it, such as a fallback.
        concepts: what means the same as what.
    """

    generation: str
    notices: tuple[Notice, ...]
    concepts: Concepts

    def __len__(self) -> int:
        """The number of records."""

    def select(self, plan: Plan) -> Selection:
        """Match, filter, rank and count."""

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records with these ids, in this order; aliases are not looked up.

        Raises:
            KeyError: if there is no such record.
        """

    def cards(self, ids: Sequence[str]) -> list[Record]:
        """As :meth:`records`, but each with nothing but what a list of results shows (:func:`index.records.card`)."""

    def excerpts(self, ids: Sequence[str], leaves: Sequence[Simple], most: int) -> list[Record]:
        """As :meth:`records`, but for labels: enough of them to find in their order so many values with leaves in them.

        Args:
            ids: of the records.
            leaves: that are looked for.
            most: values that are wanted; 0: labels may be left out altogether.
        """

    def monographs(self) -> Iterator[Monograph]:
        """The monographs without their labels, each read when it is asked for, ascending by id."""

    def labels(self, id: str) -> Sequence[Label]:
        """The labels of a record, each read when it is asked for; none of a record that has no such.

        Raises:
            KeyError: if there is no such record.
        """

    def resolve(self, id: str) -> str | None:
        """The id of the record with this id or another identifier, case and separators forgiven; None: no such."""

    def having(self, leaf: Scored) -> int:
        """How many records have a word, a phrase, or any member of a group."""

    def matches(self, id: str, node: Node) -> bool:
        """Whether a record matches.

        Raises:
            KeyError: if there is no such record.
        """

    def occurrences(self, id: str, leaf: Term | Phrase | Prefix | Fuzzy) -> list[Occurrence]:
        """Where a leaf occurs in a record: by word, in the order of code points, then in the order of the fields.

        Raises:
            KeyError: if there is no such record.
        """

    def has_stem(self, stem: str) -> bool:
        """Whether a record has it in any text field."""

    def has_title(self, key: str) -> bool:
        """Whether a record's whole title has this key (:func:`index.text.key`)."""

    def expansions(self, node: Node) -> int:
        """How many different words of the index a prefix or fuzzy leaf stands for."""

    def variants(self, leaf: Term | Phrase | Fuzzy) -> tuple[str, ...]:
        """The words of the index, as written and folded, that a leaf stands for (:func:`index.variants.stands_for`).

        Each stands once, ascending by code point; of a phrase those of all its stems.
        """

    def fields(self, leaf: Simple) -> Collection[str]:
        """The names of text fields, among which are all those in which a leaf occurs."""

    def totals(self, name: str) -> Counts:
        """A facet's counts over all records."""

    def suggest(self, source: str, asked: Asked, limit: int) -> list[Value]:
        """The first values of a source that meet what was typed.

        Values of fields stand in the order: just as typed, beginning so, others, those with an error; each time by
        descending count, then spelling, then key. Titles that begin so come before others, each time by key, and
        have no errors. Of ids that begin so the key is their compact form, by which they ascend. Titles and ids are
        spelt as in the first record by id. In a large index titles may be missing of which only common words are
        typed.

        Args:
            source: one of :data:`index.fields.NAMED`, ``title`` or ``id``.
            asked: what was typed.
            limit: of values.
        """

    def digest(self) -> str:
        """What the records are, in hex: the sum of the SHA-256 of each one's canonical JSON, modulo 2^256.

        It depends neither on their order nor on how they are stored.
        """

    def close(self) -> None:
        """Let go of files. The reader must not be used afterwards."""


Progress = Callable[[int, int], object]
"""Told how many parts of a task are done, and how many there are."""


def silent(done: int, total: int) -> None:
    """Progress that nobody wants to know of."""


class Writer(Protocol):
    """Builds one generation in an empty folder, from nothing or from the records of another one."""

    def add(self, record: Record) -> None:
        """Add a record with a new id, or one in the place of the other generation's record with its id.

        Raises:
            RefusedRecord: if this record cannot be stored; those before and after it are unharmed.
        """

    def add_encoded(self, id: str, line: bytes) -> None:
        """As :meth:`add`, of the line that :func:`index.records.encode` made of the record, packed or not."""

    def remove(self, id: str) -> None:
        """Leave out a record of the other generation.

        Raises:
            KeyError: if it has none with this id, or no longer.
        """

    def finish(self, progress: Progress = silent) -> None:
        """Write everything out and close the files; syncing them is the store's task."""

    def abort(self) -> None:
        """Close and forget; the store removes the folder."""


class Engine(Protocol):
    """A way to store and search a generation."""

    name: str

    def create(self, folder: Path) -> Writer:
        """Begin a generation in this empty folder."""

    def update(self, folder: Path, base: Path, files: Mapping[str, FileEntry] | None = None) -> Writer:
        """Begin a generation in this empty folder with the records of another one.

        Args:
            folder: of the new generation.
            base: of the other one; it is not changed.
            files: name -> what its manifest says of the file; None: nothing is checked.

        Raises:
            OSError, DamagedIndex: if the other one cannot be opened.
        """

    def open(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
             files: Mapping[str, FileEntry] | None = None) -> Reader:
        """Open a generation, no byte of which has been checked: what a reader looks at, it checks first.

        Args:
            folder: of the generation.
            generation: its name.
            notices: of the reader.
            files: name -> what the manifest says of the file; None: nothing is checked.

        Raises:
            OSError, DamagedIndex: if it cannot be opened, for instance because it has been removed meanwhile.
        """

    def disagreements(self, folder: Path, scratch: Path,
                      files: Mapping[str, FileEntry] | None = None) -> Iterator[tuple[str, str]]:
        """Yield what does not follow from the stored records: name of the file, and what is wrong with it.

        Args:
            folder: of the generation.
            scratch: an empty folder for work.
            files: as for :meth:`open`.
        """
