"""Suggested titles: those that begin as typed, then those that have the words elsewhere.

The latter are found through the positions of words in the field of titles. Where a word has too many of these, it is
looked for in the titles that the rarer ones leave, and no more than some of them are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.asked import Asked
from index.engines.base import Value
from index.engines.whoosh.format import Array
from index.engines.whoosh.heads import Ordered
from index.engines.whoosh.ragged import rows
from index.engines.whoosh.segment import FIELD_NUMBER, Segment
from index.engines.whoosh.select import titled
from index.text import tokens

_MOST = 5_000
"""Occurrences of a word that are followed to their records."""
_READ = 50
"""Titles that are read."""
_TITLE = FIELD_NUMBER["title"]


def suggest_titles(segments: Sequence[Segment], asked: Asked, limit: int) -> list[Value]:
    """The first titles."""
    found = sorted({key for segment in segments for key in _begun(segment, asked.key, limit)})[:limit]
    if len(found) < limit:
        found += sorted({key for segment in segments for key in _having(segment, asked, limit)})[:limit - len(found)]
    return [_value(segments, key) for key in found]


def _begun(segment: Segment, beginning: str, limit: int) -> Iterator[str]:
    """The first keys of live titles that begin so."""
    titles = Ordered(segment.titles, segment.column("title_order"), segment.column("title_heads"))
    records = segment.only_live(titles.order.part(*titles.starting_with(beginning)))
    firsts = np.flatnonzero(np.diff(segment.column("title_ranks").take(records), prepend=-1))
    return (segment.titles[number] for number in records[firsts[:limit]].tolist())


def _having(segment: Segment, asked: Asked, limit: int) -> Iterator[str]:
    """The first keys of live titles that have the words, but do not begin as typed."""
    *whole, last = asked.words
    spans = [segment.words.starting_with(last), *map(segment.words.range_of, whole)]
    places = [_places(segment, span) for span in spans]
    rare = [each for each in places if each is not None]
    if not rare:
        return
    is_complete = len(rare) == len(places)
    kept = np.ones(segment.size, np.bool_) if segment.live is None else segment.live.copy()
    for each in rare:
        kept &= _records(segment, each)
    count = 0
    for read, key in enumerate(_keys(segment, np.flatnonzero(kept))):
        if count == limit or not (is_complete or read < _READ):
            return
        if not key.startswith(asked.key) and (is_complete or _meets(asked, key)):
            count += 1
            yield key


def _meets(asked: Asked, key: str) -> bool:
    """Whether a title has the words; one without a digit is no identifier, and stands in it as typed."""
    as_typed = (word for word in asked.words if not any(map(str.isdigit, word)))
    return all(word in key for word in as_typed) and asked.meets(key, {token.word for token in tokens(key)})


def _places(segment: Segment, span: tuple[int, int]) -> Array | None:
    """Where words stand in titles; None: in too many places."""
    firsts, starts = segment.column("pair_firsts"), segment.column("pair_starts")
    first, last = firsts[span[0]], firsts[span[1]]
    pairs = first + np.flatnonzero(segment.column("pair_fields").part(first, last) == _TITLE)
    begins = starts.take(pairs).astype(np.int64)
    sizes = starts.take(pairs + 1).astype(np.int64) - begins
    return segment.column("positions").take(rows(begins, sizes)) if sizes.sum() <= _MOST else None


def _records(segment: Segment, places: Array) -> Array:
    """Which records have these places (bool)."""
    found = np.zeros(segment.size, np.bool_)
    starts = segment.starts(_TITLE)
    found[starts.searchsorted(places.astype(starts.dtype), side="right") - 1] = True
    return found


def _keys(segment: Segment, records: Array) -> Iterator[str]:
    """The different keys of these records' titles, ascending."""
    _, firsts = np.unique(segment.column("title_ranks").take(records), return_index=True)
    return (segment.titles[number] for number in records[firsts].tolist())


def _value(segments: Sequence[Segment], key: str) -> Value:
    found = [(segment, numbers) for segment in segments if len(numbers := titled(segment, key))]
    # Records ascend by id.
    segment, numbers = min(found, key=lambda each: each[0].ids[int(each[1][0])])
    return Value(key, " ".join(segment.card(int(numbers[0])).title.split()), sum(len(each) for _, each in found))
