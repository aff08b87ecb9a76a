"""A generation, open for reading: a plan goes through the arrays of each segment, and the answers are joined."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import cache
from operator import itemgetter
from pathlib import Path

import numpy as np

from index.asked import Asked
from index.concepts.base import Concepts
from index.concepts.generation import stored
from index.concepts.joined import Joined
from index.engines.base import Occurrence, Plan, Selection, Value
from index.engines.whoosh import state
from index.engines.whoosh.chunk import look_up_form
from index.engines.whoosh.counting import Values
from index.engines.whoosh.excerpts import Labels, excerpt
from index.engines.whoosh.explain import occurrences
from index.engines.whoosh.facets import Facet
from index.engines.whoosh.match import restricted
from index.engines.whoosh.postings import has_stem, records_of
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.select import Placed, select, titled
from index.engines.whoosh.suggest import suggest_ids, suggest_values
from index.engines.whoosh.suggest_titles import suggest_titles
from index.engines.whoosh.tally import Tally
from index.engines.whoosh.vocabulary import different_words, fields, words
from index.fields import TEXT_NAMES
from index.query import Fuzzy, Node, Phrase, Prefix, Scored, Simple, Term
from index.records import Monograph, Record, other_ids
from index.results import Notice
from index.text import fold

_PLACES = 4096
"""Hits of which a reader remembers where they lie, since they are read next."""


class WhooshReader:
    """Searches the arrays of a generation's segments."""

    def __init__(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
                 files: state.Files = None) -> None:
        self.generation = generation
        self.notices = notices
        self._terms = stored(folder, files)
        self.concepts: Concepts = Joined(self._terms)
        found = state.read(folder, files)
        self._digest = found.digest
        with ExitStack() as opened:
            self._segments = [Segment(opened.enter_context(closing(state.open_arrays(folder, name, files))), deleted)
                              for name, deleted in found.deleted.items()]
            opened.pop_all()
        self._places: dict[str, tuple[Segment, int]] = {}
        self._facet = cache(lambda name: Facet(self._segments, name))

    def __len__(self) -> int:
        return sum(segment.count for segment in self._segments)

    def select(self, plan: Plan) -> Selection:
        """Match, filter, rank and count."""
        found = select(self._segments, plan, self._facet)
        if len(found.hits) <= _PLACES // 4:
            if len(self._places) > _PLACES:
                self._places.clear()
            self._places.update({hit.id: (self._segments[hit.segment], hit.number)
                                 for hit in found.hits if isinstance(hit, Placed)})
        return found

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records with these ids, in this order."""
        return [segment.record(number) for segment, number in map(self._place, ids)]

    def cards(self, ids: Sequence[str]) -> list[Record]:
        """The same with nothing but what a list of results shows."""
        return [segment.card(number) for segment, number in map(self._place, ids)]

    def excerpts(self, ids: Sequence[str], leaves: Sequence[Simple], most: int) -> list[Record]:
        """The records with the first labels in which leaves occur."""
        return [excerpt(segment, number, leaves, most) for segment, number in map(self._place, ids)]

    def monographs(self) -> Iterator[Monograph]:
        """The monographs without their labels."""
        found = [(segment.ids[number], segment, number) for segment in self._segments
                 for number in _monographs(segment)]
        for _, segment, number in sorted(found, key=itemgetter(0)):
            record = segment.outline(number)
            assert isinstance(record, Monograph)
            yield record

    def labels(self, id: str) -> Labels:
        """The labels of a record."""
        segment, number = self._place(id)
        return Labels(segment, segment.labels(number))

    def _place(self, id: str) -> tuple[Segment, int]:
        if (place := self._places.get(id)) is not None:
            return place
        for segment in self._segments:
            number = segment.ids.find(id)
            if number is not None and (segment.live is None or segment.live[number]):
                return segment, number
        raise KeyError(id)

    def resolve(self, id: str) -> str | None:
        """The id of the record with this id or alias, case and separators forgiven; None: no such."""
        form = look_up_form(id)
        found = [(rank, record.id) for segment in self._segments for record in self._named(segment, form)
                 if (rank := _rank(id, record)) is not None]
        return min(found)[1] if found else None

    def _named(self, segment: Segment, form: str) -> list[Record]:
        place = segment.names.find(form)
        if place is None:
            return []
        first, last = segment.column("name_firsts").part(place, place + 2).tolist()
        numbers = segment.only_live(segment.column("name_records").part(first, last))
        return [segment.outline(number) for number in numbers.tolist()]

    def having(self, leaf: Scored) -> int:
        """How many records have a word, a phrase, or any member of a group."""
        return sum(len(records_of(segment, leaf)) for segment in self._segments)

    def matches(self, id: str, node: Node) -> bool:
        """Whether a record matches."""
        segment, number = self._place(id)
        return bool(len(restricted(segment, node, np.array([number]))))

    def occurrences(self, id: str, leaf: Term | Phrase | Prefix | Fuzzy) -> list[Occurrence]:
        """Where a leaf occurs in a record."""
        return occurrences(*self._place(id), leaf)

    def has_stem(self, stem: str) -> bool:
        """Whether a record has it in any text field."""
        return any(has_stem(segment, stem) for segment in self._segments)

    def has_title(self, key: str) -> bool:
        """Whether a record's whole title has this key."""
        return any(len(titled(segment, key)) for segment in self._segments)

    def expansions(self, node: Node) -> int:
        """How many different words of the index a prefix or fuzzy leaf stands for."""
        if not isinstance(node, Prefix | Fuzzy):
            return 0
        if isinstance(node, Prefix) and len(self._segments) == 1 and self._segments[0].live is None:
            return different_words(self._segments[0], node)
        return len(self._words([node]))

    def variants(self, leaf: Term | Phrase | Fuzzy) -> tuple[str, ...]:
        """The words of the index, as written and folded, that a leaf stands for."""
        match leaf:
            case Phrase(stems):
                return tuple(sorted(self._words([Term(stem) for stem in stems])))
            case _:
                return tuple(sorted(self._words([leaf])))

    def fields(self, leaf: Simple) -> Collection[str]:
        """The text fields that a word, or each word of a phrase, stands in; of a group all."""
        match leaf:
            case Term(stem):
                return self._fields(stem)
            case Phrase(stems):
                return set.intersection(*map(self._fields, stems))
            case _:
                return TEXT_NAMES

    def _fields(self, stem: str) -> set[str]:
        return {TEXT_NAMES[number] for segment in self._segments for number in fields(segment, stem)}

    def _words(self, leaves: Sequence[Term | Prefix | Fuzzy]) -> set[str]:
        return {word for leaf in leaves for segment in self._segments for word in words(segment, leaf)}

    def totals(self, name: str) -> Tally:
        """A facet's counts over all records."""
        return self._facet(name).totals

    def suggest(self, source: str, asked: Asked, limit: int) -> list[Value]:
        """The first values of a source that meet what was typed."""
        match source:
            case "id":
                return suggest_ids(self._segments, asked.form, limit)
            case "title":
                return suggest_titles(self._segments, asked, limit)
            case _:
                return suggest_values(self._facet(source), asked, limit)

    def digest(self) -> str:
        """What the records are, in hex."""
        return f"{self._digest:064x}"

    def forget(self) -> None:
        """Let go of what is remembered of earlier plans, as if each were the first."""
        for segment in self._segments:
            segment.forget()
        self.concepts.forget()

    def close(self) -> None:
        """Let go of files."""
        for segment in self._segments:
            segment.close()
        for terms in self._terms:
            terms.close()


def _monographs(segment: Segment) -> list[int]:
    kinds = Values(segment, "kind")
    ordinal = kinds.find(Monograph.kind)
    found: list[int] = [] if ordinal is None else segment.only_live(kinds.records(ordinal)).tolist()
    return found


def _rank(asked: str, record: Record) -> int | None:
    """How well a record is named so, 0 best: as written, folded, compact; each time its id before other names."""
    spelled: tuple[Callable[[str], str], ...] = (str, fold, look_up_form)
    for rank, spell in enumerate(spelled):
        if spell(asked) == spell(record.id):
            return 2 * rank
        if spell(asked) in map(spell, other_ids(record)):
            return 2 * rank + 1
    return None
