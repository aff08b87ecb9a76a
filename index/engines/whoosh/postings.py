"""The leaves of our syntax tree over the arrays of a segment: which records have them, and with which x."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.ascending import common
from index.engines.whoosh.format import Array
from index.engines.whoosh.segment import FIELD_NUMBER, Segment
from index.engines.whoosh.vocabulary import expand, find_stem, forms_of
from index.fields import TEXT_FIELDS
from index.query import Group, Phrase, Scored, Term
from index.scoring import SYNONYM

LONG = 12
"""A list that is longer than this many times the records asked about is looked up, not walked."""
_SPARSE = 16
"""Lists with less than one record in so many are sorted; the others are marked in a table of all records."""
_RATIO = 8
"""Lists that are longer than this many times what is looked for in them are not brought into one order for it."""
_NUMBERS: Array = np.zeros(0, np.uint32)
_X: Array = np.zeros(0, np.float32)


class Postings(NamedTuple):
    """The live records that have a leaf, ascending, and x of each."""

    records: Array
    x: Array


def postings(segment: Segment, leaf: Scored) -> Postings:
    """The postings of a leaf; remembered."""
    return segment.remembered("postings", lambda leaf: _live(segment, _postings(segment, leaf)))(leaf)


def _live(segment: Segment, found: Postings) -> Postings:
    if segment.live is None:
        return found
    kept = segment.live[found.records]
    return Postings(found.records[kept], found.x[kept])


def _postings(segment: Segment, leaf: Scored) -> Postings:
    if isinstance(leaf, Group):
        return _of_group(segment, leaf)
    if isinstance(leaf, Phrase):
        return in_fields(segment, _phrase(segment, leaf), leaf.field)
    if leaf.field is not None:
        forms = forms_of(segment, leaf.stem) if isinstance(leaf, Term) else expand(segment, leaf)
        return in_fields(segment, positions(segment, forms, FIELD_NUMBER[leaf.field]), leaf.field)
    if isinstance(leaf, Term):
        return _term(segment, leaf.stem)
    return group(segment, expand(segment, leaf))


def _of_group(segment: Segment, leaf: Group) -> Postings:
    records = _union(segment, leaf)
    return Postings(records, x_of_group(segment, leaf, records))


def records_of(segment: Segment, leaf: Scored) -> Array:
    """The live records that have a leaf, ascending; remembered, and found without x where that is less work."""
    if isinstance(leaf, Group):
        return segment.remembered("unions", lambda leaf: _union(segment, leaf))(leaf)
    return postings(segment, leaf).records


def _union(segment: Segment, leaf: Group) -> Array:
    lists = [records_of(segment, member) for member in leaf.members]
    if sum(map(len, lists)) * _SPARSE < segment.size:
        return np.unique(np.concatenate(lists))
    return _present(lists, segment.size)


def _present(lists: Iterable[Array], size: int) -> Array:
    """The records of all lists, ascending and each once, by way of a table of all records."""
    is_there = np.zeros(size, np.bool_)
    for records in lists:
        is_there[records] = True
    return np.flatnonzero(is_there).astype(np.uint32)


def x_of_group(segment: Segment, leaf: Group, records: Array) -> Array:
    """x of a group in each of these records, ascending; 0 where it has none (float64)."""
    word, *others = (postings(segment, member) for member in leaf.members)
    if len(word.records) + sum(len(other.records) for other in others) > LONG * len(records):
        x = x_of(word, records, segment.size)
        for other in others:
            x += SYNONYM * x_of(other, records, segment.size)
        return x
    table = np.zeros(segment.size)
    table[word.records] = word.x
    for other in others:
        table[other.records] += SYNONYM * other.x.astype(np.float64)
    return table[records]


def x_of(found: Postings, records: Array, size: int) -> Array:
    """x of each of these records, ascending; 0 where it has none (float64)."""
    if are(found.records, records):
        return found.x.astype(np.float64)
    if not len(found.records):
        return np.zeros(len(records))
    if len(found.records) > LONG * len(records):
        at = np.searchsorted(found.records, records.astype(found.records.dtype))
        at[at == len(found.records)] = 0
        return np.where(found.records[at] == records, found.x[at], 0).astype(np.float64)
    table = np.zeros(size, found.x.dtype)
    table[found.records] = found.x
    return table[records].astype(np.float64)


def are(one: Array, other: Array) -> bool:
    """Whether two lists of records are the same."""
    return one is other or (len(one) == len(other) and bool((one == other).all()))


def has_stem(segment: Segment, stem: str) -> bool:
    """Whether a live record has a stem."""
    return find_stem(segment, stem) is not None and (
        segment.live is None or len(postings(segment, Term(stem)).records) > 0)


def _term(segment: Segment, stem: str) -> Postings:
    number = find_stem(segment, stem)
    if number is None:
        return Postings(_NUMBERS, _X)
    start = segment.column("stem_starts")[number]
    return _slice(segment, start, start + segment.column("stem_counts")[number])


def _slice(segment: Segment, start: int, stop: int) -> Postings:
    return Postings(segment.column("posting_records").part(start, stop), segment.column("posting_x").part(start, stop))


def group(segment: Segment, forms: Array) -> Postings:
    """Several forms as one word: x adds up."""
    if not len(forms):
        return Postings(_NUMBERS, _X)
    bounds = segment.column("form_bounds")
    first, last = int(forms[0]), int(forms[-1])
    if last - first + 1 == len(forms):
        found = _slice(segment, bounds[first], bounds[last + 1])
    else:
        pieces = [_slice(segment, bounds[form], bounds[form + 1]) for form in forms.tolist()]
        found = Postings(np.concatenate([piece.records for piece in pieces]),
                         np.concatenate([piece.x for piece in pieces]))
    return found if len(forms) == 1 else added(found.records, found.x, segment.size)


def added(records: Array, x: Array, size: int) -> Postings:
    """Postings in any order -> ascending ones, with the sum of each record's x."""
    if len(records) * _SPARSE > size:
        present = _present([records], size)
        return Postings(present, np.bincount(records, x, size)[present])
    order = np.argsort(records, kind="stable")
    ascending = records[order]
    firsts = np.flatnonzero(np.diff(ascending.astype(np.int64), prepend=-1))
    if not len(firsts):
        return Postings(_NUMBERS, _X)
    return Postings(ascending[firsts], np.add.reduceat(x[order].astype(np.float64), firsts))


def positions(segment: Segment, forms: Iterable[int], field: int | None = None) -> Array:
    """Where these forms stand, ascending; in one field, by its number, or in all."""
    found = [piece for form in forms for piece in _positions_of(segment, int(form), field)]
    if len(found) == 1:
        return found[0]
    return np.sort(np.concatenate(found), kind="stable") if found else _NUMBERS


def _positions_of(segment: Segment, form: int, field: int | None) -> list[Array]:
    first, last = segment.column("pair_firsts").part(form, form + 2).tolist()
    if field is not None:
        places = np.flatnonzero(segment.column("pair_fields").part(first, last) == field)
        if not len(places):
            return []
        first += int(places[0])
        last = first + 1
    starts = segment.column("pair_starts")
    return [segment.column("positions").part(starts[first], starts[last])]


def _phrase(segment: Segment, leaf: Phrase) -> Array:
    """Where the phrase begins: its rarest word is read, and of the others no more than what stands beside it."""
    field = None if leaf.field is None else FIELD_NUMBER[leaf.field]
    rarest, *others = sorted(range(len(leaf.stems)), key=lambda n: _having(segment, leaf.stems[n]))
    places = _places(segment, leaf.stems[rarest], field)
    begins = places[np.searchsorted(places, rarest):].astype(np.uint32) - np.uint32(rarest)
    for offset in others:
        if len(begins):
            begins = _followed(segment, begins, offset, leaf.stems[offset], field)
    return begins


def _having(segment: Segment, stem: str) -> int:
    """How many records have a stem, deleted ones too."""
    number = find_stem(segment, stem)
    return 0 if number is None else int(segment.column("stem_counts")[number])


def _places(segment: Segment, stem: str, field: int | None) -> Array:
    return segment.remembered("places", lambda stem, field: positions(
        segment, forms_of(segment, stem), field))(stem, field)


def _followed(segment: Segment, begins: Array, offset: int, stem: str, field: int | None) -> Array:
    """Those of some places, ascending, at which a stem stands so many words later."""
    wanted = begins + np.uint32(offset)
    lists = [piece for form in forms_of(segment, stem) for piece in _positions_of(segment, int(form), field)]
    if sum(map(len, lists)) < _RATIO * len(wanted):
        return common(wanted, _places(segment, stem, field)) - np.uint32(offset)
    found = np.zeros(len(wanted), np.bool_)
    for piece in lists:
        if len(piece):
            found |= piece.take(piece.searchsorted(wanted.astype(piece.dtype)), mode="clip") == wanted
    return begins[found]


def in_fields(segment: Segment, places: Array, field: str | None) -> Postings:
    """Positions, ascending -> records and x: the sum over fields of w tf / (1 - b + b len / pivot)."""
    if not len(places):
        return Postings(_NUMBERS, _X)
    numbers = range(len(TEXT_FIELDS)) if field is None else (FIELD_NUMBER[field],)
    # The type of places holds where the last field ends, too.
    bounds = [*places.searchsorted(segment.field_starts.astype(places.dtype)).tolist(), len(places)]
    found = [_in_field(segment, places[low:high], number) for number in numbers
             for low, high in (bounds[number:number + 2],) if low < high]
    if not found:
        return Postings(_NUMBERS, _X)
    return found[0] if len(found) == 1 else _summed(found, segment.size)


def _summed(pieces: Sequence[Postings], size: int) -> Postings:
    """Postings of several fields as one: x adds up."""
    if sum(len(piece.records) for piece in pieces) * _SPARSE < size:
        return added(np.concatenate([piece.records for piece in pieces]),
                     np.concatenate([piece.x for piece in pieces]), size)
    sums = np.zeros(size)
    for records, x in pieces:
        sums[records] += x
    present = _present((piece.records for piece in pieces), size)
    return Postings(present, sums[present])


def _in_field(segment: Segment, places: Array, number: int) -> Postings:
    """The postings of positions of one field."""
    starts = segment.starts(number)
    records, frequencies = per_record(starts, places.astype(starts.dtype))
    spec = TEXT_FIELDS[number]
    norms = 1 - spec.b + spec.b * segment.lengths(number)[records] / spec.pivot
    return Postings(records.astype(np.uint32), spec.weight * frequencies / norms)


def per_record(starts: Array, places: Array) -> tuple[Array, Array]:
    """The records in which positions of one field, ascending, lie; and how many in each."""
    if len(places) > len(starts):
        counts = np.diff(np.searchsorted(places, starts))
        records = np.flatnonzero(counts)
        return records, counts[records]
    of_places = np.searchsorted(starts, places, side="right") - 1
    firsts = np.flatnonzero(np.diff(of_places, prepend=-1))
    return of_places[firsts], np.diff(firsts, append=len(of_places))
