"""What every engine does: the Reader and Writer protocols, and the values that pass through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.query import Node
from index.records import Record
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


@dataclass(frozen=True, slots=True)
class Selection:
    """What a plan selects.

    Attributes:
        total, total_full: records selected, and those among them that match in full.
        hits: the page, in order.
        counts: facet name -> key or ``(none)`` -> number of records, of those that all filters but
            the facet's own select; zeros left out.
    """

    total: int
    total_full: int
    hits: Sequence[Ranked]
    counts: Mapping[str, Mapping[str, int]]


class Reader(Protocol):
    """One generation, open for reading. Safe to share between threads.

    Attributes:
        generation: its name.
        notices: what a person should know before trusting it, such as a fallback.
    """

    generation: str
    notices: tuple[Notice, ...]

    def __len__(self) -> int:
        """The number of records."""

    def select(self, plan: Plan) -> Selection:
        """Match, filter, rank and count."""

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records with these ids, in this order; aliases are not looked up.

        Raises:
            KeyError: if there is no such record.
        """

    def resolve(self, id: str) -> str | None:
        """The id of the record with this id or another identifier, case and separators forgiven; None: no such."""

    def has_stem(self, stem: str) -> bool:
        """Whether a record has it in any text field."""

    def has_title(self, key: str) -> bool:
        """Whether a record's whole title has this key (:func:`index.text.key`)."""

    def expansions(self, node: Node) -> int:
        """How many different words of the index a prefix or fuzzy leaf stands for."""

    def facet_values(self, name: str) -> Mapping[str, str]:
        """The facet's values: key -> commonest spelling (ties: the first by code point)."""

    def close(self) -> None:
        """Let go of files. The reader must not be used afterwards."""


class Writer(Protocol):
    """Builds one generation in an empty folder."""

    def add(self, record: Record) -> None:
        """Add a record with a new id.

        Raises:
            RefusedRecord: if this record cannot be stored; those before and after it are unharmed.
        """

    def finish(self) -> None:
        """Write everything out and close the files; syncing them is the store's task."""

    def abort(self) -> None:
        """Close and forget; the store removes the folder."""


class Engine(Protocol):
    """A way to store and search a generation."""

    name: str

    def create(self, folder: Path) -> Writer:
        """Begin a generation in this empty folder."""

    def open(self, folder: Path, generation: str, notices: tuple[Notice, ...] = ()) -> Reader:
        """Open a generation whose files have been checked.

        Raises:
            OSError, DamagedIndex: if it cannot be opened, for instance because it has been removed meanwhile.
        """
