"""Which of a record's labels a passage can be cut from: told by positions, without reading any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import overload

import numpy as np

from index.engines.whoosh.ascending import common
from index.engines.whoosh.format import Array
from index.engines.whoosh.labels import FIELD
from index.engines.whoosh.postings import per_record
from index.engines.whoosh.segment import FIELD_NUMBER, Segment
from index.engines.whoosh.vocabulary import expand, forms_of
from index.query import Fuzzy, Phrase, Prefix, Range, Simple, Term
from index.records import Label, Monograph, Record

_NOWHERE: Array = np.zeros(0, np.int64)


class Labels(Sequence[Label]):
    """Labels of a segment, by their numbers, each read when it is asked for."""

    def __init__(self, segment: Segment, numbers: range) -> None:
        self._segment, self._numbers = segment, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Label: ...

    @overload
    def __getitem__(self, place: slice) -> Labels: ...

    def __getitem__(self, place: int | slice) -> Label | Labels:
        chosen = self._numbers[place]
        return Labels(self._segment, chosen) if isinstance(chosen, range) else self._segment.label(chosen)


def excerpt(segment: Segment, number: int, leaves: Sequence[Simple], most: int) -> Record:
    """A record with no labels but the first in which leaves occur, at most so many.

    Values that repeat what an earlier label states are not looked for: they show nothing new.
    """
    found = segment.outline(number)
    if not isinstance(found, Monograph) or not most or not (labels := segment.labels(number)):
        return found
    stating = _stating(segment, number, labels, leaves)[:most]
    return replace(found, labels=tuple(segment.label(labels[place]) for place in stating))


def _stating(segment: Segment, number: int, labels: range, leaves: Sequence[Simple]) -> list[int]:
    """The labels of a record in which a leaf occurs that occurs in no earlier value like it, ascending, from 0."""
    low, high = segment.starts(FIELD_NUMBER[FIELD])[number:number + 2].tolist()
    starts = segment.column("label_starts").part(labels.start, labels.stop)
    bounds = np.append(starts.astype(np.int64) + low, high)
    found = {label for leaf in leaves if leaf.field in (None, FIELD) for places in _places(segment, leaf, low, high)
             for label in per_record(bounds.astype(places.dtype), places)[0].tolist()}
    return sorted(found)


def _places(segment: Segment, leaf: Simple, low: int, high: int) -> list[Array]:
    """The positions in a span at which a leaf begins, in ascending lists."""
    match leaf:
        case Phrase(stems):
            return [_of_phrase([_of_forms(segment, forms_of(segment, stem), low, high) for stem in stems])]
        case Term(stem):
            return _of_forms(segment, forms_of(segment, stem), low, high)
        case Prefix(prefix):
            return [_of_run(segment, *segment.words.starting_with(prefix), low, high)]
        case Fuzzy():
            return _of_forms(segment, expand(segment, leaf).tolist(), low, high)
        case Range():
            return []


def _of_phrase(places: Sequence[list[Array]]) -> Array:
    """Where a phrase begins, from the positions of each of its stems."""
    first, *others = (np.sort(np.concatenate([_NOWHERE, *found]), kind="stable") for found in places)
    for offset, other in enumerate(others, 1):
        first = common(first, other - offset)
    return first


def _of_forms(segment: Segment, forms: Sequence[int], low: int, high: int) -> list[Array]:
    """The positions of each form in a span."""
    lists = [_of(segment, form, form + 1) for form in forms]
    return [places[slice(*np.searchsorted(places, np.array((low, high), places.dtype)))] for places in lists]


def _of_run(segment: Segment, first: int, last: int, low: int, high: int) -> Array:
    """The positions in a span of all forms from one to another: of a short prefix there are many."""
    places = _of(segment, first, last)
    return np.sort(places[(low <= places) & (places < high)])


def _of(segment: Segment, first: int, last: int) -> Array:
    """All positions of the forms from one to another, form by form."""
    starts = segment.column("pair_starts")
    begin, end = (starts[segment.column("pair_firsts")[form]] for form in (first, last))
    return segment.column("positions").part(begin, end)
