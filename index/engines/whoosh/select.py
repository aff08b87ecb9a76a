"""One plan, from matching to the page: each segment answers for its records, and the answers are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from index.engines.base import FULL_ENOUGH, Choice, Plan, Ranked, Selection, Years
from index.engines.whoosh.ascending import holds
from index.engines.whoosh.counting import Chosen, Values
from index.engines.whoosh.facets import Facet
from index.engines.whoosh.format import Array
from index.engines.whoosh.match import matching
from index.engines.whoosh.order import best, largest, sort_keys
from index.engines.whoosh.scores import scores
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.selected import tally
from index.engines.whoosh.tally import Tally


@dataclass(frozen=True, slots=True)
class Placed(Ranked):
    """A hit that says where its record lies: numbers of the segment and of the record in it."""

    segment: int
    number: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What a plan selects in one segment, before filters.

    Attributes:
        segment: the segment.
        records: that match in full or in part, ascending.
        partial: which of them match only in part; None: none of them.
        passing: facet name -> which of them its filter lets through.
    """

    segment: Segment
    records: Array
    partial: Array | None
    passing: Mapping[str, Array]

    def selected(self, but: str | None = None) -> Array:
        """The records that all filters let through, or all but one."""
        kept = [mask for name, mask in self.passing.items() if name != but]
        return self.records[np.logical_and.reduce(kept)] if kept else self.records

    def is_partial(self, records: Array) -> Array:
        """Which of these records match only in part."""
        if self.partial is None:
            return np.zeros(len(records), np.bool_)
        return holds(self.records[self.partial], records, self.segment.size)


def select(segments: Sequence[Segment], plan: Plan, facet: Callable[[str], Facet]) -> Selection:
    """Match, filter, rank and count."""
    full = [matching(segment, plan.full) for segment in segments]
    joins = plan.partial is not None and (
        plan.match == "any" or (plan.match == "auto" and sum(map(len, full)) < FULL_ENOUGH))
    found = [_found(segment, plan, records, facet, joins) for segment, records in zip(segments, full, strict=True)]
    selected = [each.selected() for each in found]
    total = sum(map(len, selected))
    partial = sum(int(each.is_partial(records).sum()) for each, records in zip(found, selected, strict=True)
                  if each.partial is not None)
    to_count = [Chosen(each.segment, records) for each, records in zip(found, selected, strict=True)]
    return Selection(total, total - partial, _ranked(segments, plan, found, selected),
                     {name: _counted(facet(name), found, to_count, name) for name in plan.facets})


def _found(segment: Segment, plan: Plan, full: Array, facet: Callable[[str], Facet], joins: bool) -> _Found:
    records, partial = full, None
    if joins:
        records = matching(segment, plan.partial)
        partial = ~holds(full, records, segment.size)
    passing = {name: chosen(facet(name).part(segment).values, choices)[records]
               for name, choices in plan.filters.items() if choices}
    return _Found(segment, records, partial, passing)


def chosen(values: Values, choices: tuple[Choice, ...]) -> Array:
    """Which records of the segment have one of the chosen values (bool); remembered."""
    return values.segment.remembered("chosen", _chosen)(values, choices)


def _chosen(values: Values, choices: tuple[Choice, ...]) -> Array:
    found = np.zeros(values.segment.size, np.bool_)
    for ordinal in _ordinals(values, choices):
        found[values.records(ordinal)] = True
    return found


def _ordinals(values: Values, choices: tuple[Choice, ...]) -> list[int]:
    found: list[int] = []
    for choice in choices:
        if isinstance(choice, Years):
            low, high = choice.low or 0, choice.high or 9999
            found += [number for number, year in enumerate(values.keys) if year.isdigit() and low <= int(year) <= high]
        elif (number := values.find(choice)) is not None:
            found.append(number)
    return found


def titled(segment: Segment, key: str) -> Array:
    """The live records whose whole title has this key, ascending."""
    found = segment.titles.alike(key).astype(np.intp)
    if len(found):
        # Equal titles have one rank: no more than one of them is read.
        ranks = segment.column("title_ranks").take(found)
        different, firsts = np.unique(ranks, return_index=True)
        equal = [rank for rank, first in zip(different.tolist(), firsts.tolist(), strict=True)
                 if segment.titles[int(found[first])] == key]
        found = found[np.isin(ranks, equal)]
    return segment.only_live(found)


def _counted(facet: Facet, found: Sequence[_Found], selected: Sequence[Chosen], name: str) -> Tally:
    return tally(facet, [Chosen(each.segment, each.selected(but=name)) if name in each.passing else every
                         for each, every in zip(found, selected, strict=True)])


def _ranked(segments: Sequence[Segment], plan: Plan, found: Sequence[_Found],
            selected: Sequence[Array]) -> list[Placed]:
    """The page, in order: full before partial, sort key, id."""
    end = None if plan.limit is None else plan.offset + plan.limit
    wanted = [len(records) if end is None else min(end, len(records)) for records in selected]
    lists = [_first(segments, plan, place, found[place], records, wanted[place])
             for place, records in enumerate(selected)]
    ranked = lists[0] if len(lists) == 1 else sorted(hit for hits in lists for hit in hits)
    return [Placed(found_id, score, tier >= _PARTIAL, segment, number)
            for tier, _, found_id, score, segment, number in islice(ranked, plan.offset, end)]


_FULL, _PARTIAL = 1, 2
"""Tiers of hits: 0 has the title asked for, the others match in full; from 2 on likewise, but they match in part."""

_Hit = tuple[int, float | str, str, float, int, int]
"""Tier, sort key (smaller first), id, score, numbers of the segment and of the record."""


def _first(segments: Sequence[Segment], plan: Plan, place: int, found: _Found, records: Array,
           count: int) -> list[_Hit]:
    """The first hits of one segment, which has this place among all."""
    segment, by_relevance = found.segment, plan.sort == "relevance"
    if not count:
        return []
    tree = plan.partial or plan.full
    known = scores(segments, segment, tree, records) if by_relevance else None
    tiers = _tiers(plan, found, records)
    if known is not None:
        places, keys = _chosen_places(tiers, lambda inside: best(segment, records[inside], known[inside], count))
    else:
        of_all = sort_keys(segment, plan.sort, records)
        places, keys = _chosen_places(tiers, lambda inside: (at := largest(of_all[inside], count), of_all[inside][at]))
    places, keys = places[:count], keys[:count]
    chosen_records = records[places]
    of_hits = known[places] if known is not None else _scores_of(segments, segment, plan, chosen_records)
    orders = [segment.titles[number] for number in chosen_records.tolist()] if plan.sort == "title" else \
        (-keys).tolist()
    of_tiers = [_FULL] * len(places) if tiers is None else tiers[places].tolist()
    return list(zip(of_tiers, orders, [segment.ids[number] for number in chosen_records.tolist()], of_hits.tolist(),
                    [place] * len(places), chosen_records.tolist(), strict=True))


def _scores_of(segments: Sequence[Segment], segment: Segment, plan: Plan, records: Array) -> Array:
    """The scores of records in any order."""
    ascending = np.sort(records)
    found = scores(segments, segment, plan.partial or plan.full, ascending)
    return found[np.searchsorted(ascending, records)]


def _tiers(plan: Plan, found: _Found, records: Array) -> Array | None:
    """The tier of each record (int8); None: all match in full, and none is asked for by its title."""
    title = plan.title if plan.sort == "relevance" else None
    if found.partial is None and title is None:
        return None
    tiers = np.full(len(records), _FULL, np.int8)
    tiers[found.is_partial(records)] += _PARTIAL
    if title is not None:
        tiers[holds(titled(found.segment, title), records, found.segment.size)] -= 1
    return tiers


def _chosen_places(tiers: Array | None, choose: Callable[[Any], tuple[Array, Array]]) -> tuple[Array, Array]:
    """The places of the first records, tier by tier, and their keys; ``choose`` does so within some places."""
    if tiers is None:
        return choose(slice(None))
    places, keys = [], []
    for tier in range(2 * _PARTIAL):
        inside = np.flatnonzero(tiers == tier)
        at, of_tier = choose(inside)
        places.append(inside[at])
        keys.append(of_tier)
    return np.concatenate(places), np.concatenate(keys)
