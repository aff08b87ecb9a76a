"""Which values of a facet are shown, and in which order: natural, or the commonest first; ``(none)`` last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from index.engines.base import Choice, Counts, Value, Years
from index.request import NONE
from index.results import Facet, FacetCount
from index.text import key
from index.vocabulary import ORDER

LISTED = 20
"""Values of a facet that a page lists; the others are a click away."""

Chosen = Mapping[Choice, str]
"""A facet's own selection: choice -> as people read it."""

_PLACES = {name: {key(value): place for place, value in enumerate(order)} for name, order in ORDER.items()}


def beginning(name: str, counts: Counts, chosen: Chosen) -> Facet:
    """The first :data:`LISTED` values of a facet, then those that are selected, also at zero."""
    selected = _selected(counts, chosen) if chosen else {}
    distinct = counts.distinct
    listed = counts.top(distinct if name in _PLACES else LISTED)
    if selected or (name in _PLACES and distinct > 1):
        listed = [value for place, value in enumerate(_ordered(name, listed, selected))
                  if (place < LISTED or value.key in selected) and value.key != NONE]
    return _facet(distinct, [*listed, *_unstated(counts, selected)], selected)


def part(name: str, counts: Counts, chosen: Chosen, contains: str, offset: int, limit: int) -> Facet:
    """Some of the values whose key contains a text, case and accents forgiven; selected ones also at zero.

    ``distinct`` counts all that contain it and that a record has, ``(none)`` aside.
    """
    text = key(contains) if contains.strip() else ""
    count, found = counts.containing(text, None if name in _PLACES else offset + limit)
    selected = _selected(counts, chosen)
    absent = {folded: value for folded, value in selected.items() if not value.count and text in folded}
    listed = [value for value in _ordered(name, found, absent) if value.key != NONE]
    if text in NONE:
        listed += _unstated(counts, selected)
    return _facet(count, listed[offset:offset + limit], selected)


def chosen_values(name: str, counts: Counts, chosen: Chosen) -> tuple[FacetCount, ...]:
    """The selected values, also at zero; of a span of years those that a record has."""
    selected = _selected(counts, chosen)
    return _facet(counts.distinct, _ordered(name, (), selected), selected).values


def _selected(counts: Counts, chosen: Chosen) -> dict[str, Value]:
    """Key -> value of all that is selected."""
    found = {choice: Value(choice, counts.spelling(choice) or spelled, counts.of(choice))
             for choice, spelled in chosen.items() if isinstance(choice, str)}
    spans = [choice for choice in chosen if isinstance(choice, Years)]
    if spans:
        found.update((value.key, value) for value in counts.top(counts.distinct) if _within(value.key, spans))
    return found


def _unstated(counts: Counts, selected: Mapping[str, Value]) -> list[Value]:
    """``(none)``, if a record is without a value or it is selected."""
    count = counts.of(NONE)
    return [Value(NONE, counts.spelling(NONE) or NONE, count)] if count or NONE in selected else []


def _ordered(name: str, values: Iterable[Value], selected: dict[str, Value]) -> list[Value]:
    """These values and those selected, once each; ``(none)`` is last."""
    different = {value.key: value for value in values} | selected
    return sorted(different.values(), key=_natural_order(_PLACES[name]) if name in _PLACES else _by_count)


def _by_count(value: Value) -> tuple[bool, int, str, str]:
    return value.key == NONE, -value.count, value.spelling, value.key


def _natural_order(places: Mapping[str, int]) -> Callable[[Value], tuple[bool, int, str, str]]:
    return lambda value: (value.key == NONE, places.get(value.key, len(places)), value.spelling, value.key)


def _within(folded: str, spans: list[Years]) -> bool:
    return folded.isdigit() and any((span.low or 0) <= int(folded) <= (span.high or 9999) for span in spans)


def _facet(distinct: int, values: Iterable[Value], selected: Mapping[str, Value]) -> Facet:
    return Facet(distinct, tuple([FacetCount(value.spelling, value.count, value.key in selected) for value in values]))
