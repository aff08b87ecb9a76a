"""Suggestions from the arrays of segments, see :meth:`index.engines.base.Reader.suggest`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from index.asked import Asked
from index.engines.base import Value
from index.engines.whoosh.chunk import look_up_form
from index.engines.whoosh.counting import Values
from index.engines.whoosh.facets import Facet
from index.engines.whoosh.format import Array
from index.engines.whoosh.heads import Ascending, Ordered
from index.engines.whoosh.joining import Part
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.suggest_words import ValueWords
from index.records import Record, other_ids


def suggest_values(facet: Facet, asked: Asked, limit: int) -> list[Value]:
    """The first values of a field."""
    found: list[Value] = []
    new = np.ones(facet.size, np.bool_)
    for numbers in _tiers(facet, asked):
        found += facet.totals.among(numbers[new[numbers]], limit - len(found))
        if len(found) == limit:
            break
        new[numbers] = False
    return found


def _tiers(facet: Facet, asked: Asked) -> Iterator[Array]:
    """The numbers of the values that are just as typed, that begin so, that have the words, that do with errors."""
    yield _numbers(facet, lambda part: np.array(part.values.keys.numbers(asked.key), np.int64))
    yield _numbers(facet, lambda part: _begun(part.values, asked.key))
    for each in (replace(asked, erring=False), asked)[:1 + asked.erring]:
        yield _numbers(facet, lambda part, each=each: ValueWords(part.values).meeting(each))  # type: ignore[misc]


def _numbers(facet: Facet, ordinals: Callable[[Part], Array]) -> Array:
    """The different numbers of ordinals, ascending."""
    found = np.zeros(facet.size, np.bool_)
    for part in facet.parts:
        found[part.numbers[ordinals(part)]] = True
    return np.flatnonzero(found)


def _begun(values: Values, beginning: str) -> Array:
    keys = Ordered(values.keys, *(values.segment.column(f"{values.name}_{part}") for part in ("by_key", "key_heads")))
    return keys.order.part(*keys.starting_with(beginning))


def suggest_ids(segments: Sequence[Segment], form: str, limit: int) -> list[Value]:
    """The first identifiers."""
    if not form:
        return []
    forms = {each for segment in segments for each in _forms(segment, form, limit)}
    return [_identifier(segments, each) for each in sorted(forms)[:limit]]


def _forms(segment: Segment, form: str, limit: int) -> list[str]:
    """The first forms of live records that begin so."""
    first, last = Ascending(segment.file, "names").starting_with(form)
    found: list[str] = []
    while first < last and len(found) < limit:
        if len(named(segment, first)):
            found.append(segment.names[first])
        first += 1
    return found


def named(segment: Segment, place: int) -> Array:
    """The live records of a look-up form, by its number, ascending."""
    first, last = segment.column("name_firsts").items(place, place + 2)
    return segment.only_live(segment.column("name_records").part(first, last))


def _identifier(segments: Sequence[Segment], form: str) -> Value:
    records = [(segment.ids[number], segment, number) for segment in segments
               if (place := segment.names.find(form)) is not None for number in named(segment, place).tolist()]
    _, segment, number = min(records, key=lambda found: found[0])
    return Value(form, _written(segment.outline(number), form), len(records))


def _written(record: Record, form: str) -> str:
    return next(name for name in (record.id, *other_ids(record)) if look_up_form(name) == form)
