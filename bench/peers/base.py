"""What every engine does for the benches, and the work that is the same for all of them.

A page is what the site shows of a search: the cards of the first twenty hits, each read from the record's stored JSON
and with passages in which the words are marked; the exact number of hits; and the twenty commonest values of each of
ten facets, counted without the facet's own filter. Peers are spared what only we do: the score of a word by its
field, the number of different values and of records without one, notices, and titles recognised as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from bench.queries import Case
from index.fields import BY_NAME, FACET_NAMES, TEXT_FIELDS, values
from index.records import Trial
from index.text import key

FACETS = tuple(name for name in FACET_NAMES if name != "drug_type")
"""The facets that trials have."""
LISTED = 20
PASSAGE = 240
"""Characters of a passage, about."""
GAP = "\nʇ\n"
"""A word that nobody writes; between values, where an engine has no gap of its own that phrases cannot cross."""
Answer = TypeVar("Answer")


class Card(msgspec.Struct, frozen=True):
    """What is read of a stored record to show it, and to find passages in it."""

    id: str
    title: str
    phases: list[str]
    status: str | None
    sponsor: str | None
    conditions: list[str]
    last_posted: str | None
    interventions: list[str]
    keywords: list[str]
    summary: str | None
    description: str | None
    eligibility: str | None
    outcomes: list[str]

    def texts(self) -> Iterator[str]:
        """Yield what a passage may be from, the title aside."""
        yield from (text for text in (self.summary, self.description, self.eligibility) if text)
        yield from (*self.outcomes, *self.conditions, *self.interventions, *self.keywords)


card = msgspec.json.Decoder(Card).decode
"""Reads a card from the JSON of a record; other fields are skipped."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results of a peer.

    Attributes:
        total: exact number of hits.
        cards: of the first hits.
        passages: of each of them: the title, and then at most one more, with marks.
        facets: facet -> (value, count), the commonest first.
    """

    total: int
    cards: list[Card]
    passages: list[list[str]]
    facets: Mapping[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What is compared of an answer; ``facets`` has the counts of the first values, the greatest first."""

    total: int
    ids: list[str]
    facets: dict[str, list[int]]


class Searcher(Protocol[Answer]):
    """An index, open for reading. Threads may share it if its peer says so."""

    def page(self, case: Case) -> Answer:
        """The page of a search, complete, in whatever form is usual for this engine."""

    def summary(self, answer: Answer) -> Summary:
        """What is compared of it; not timed."""

    def close(self) -> None:
        """Let go of files."""


class Peer(Protocol[Answer]):
    """An engine as its users would use it.

    Attributes:
        name: on the command line and in tables.
        threads: whether threads may share a searcher.
        most: records up to which it is measured.
    """

    name: str
    threads: bool
    most: int

    def build(self, records: Iterable[Trial], folder: Path) -> None:
        """Write an index of these records into this empty folder, complete and closed."""

    def open(self, folder: Path) -> Searcher[Answer]:
        """Open it, ready to search."""

    def change(self, folder: Path, record: Trial) -> Searcher[Answer]:
        """Put this record in the place of the one with its id, and open the index anew."""


def texts(record: Trial) -> list[str]:
    """Every value of every text field, as all engines index them."""
    return [text for each in TEXT_FIELDS for text in values(record, each)]


def facet_values(record: Trial, name: str) -> tuple[str, ...]:
    """The values of a facet, folded, so that values that differ in case or accents count as one for every engine."""
    return tuple(dict.fromkeys(map(key, values(record, BY_NAME[name]))))


def choices(case: Case) -> dict[str, tuple[str, ...]]:
    """The filters of a search, folded likewise."""
    return {name: tuple(map(key, chosen)) for name, chosen in case.request.filters.items()}


def summary(page: Page) -> Summary:
    """What is compared of a peer's page."""
    return Summary(page.total, [each.id for each in page.cards],
                   {name: [count for _, count in found] for name, found in page.facets.items()})
