"""How often a leaf stands in one record: what x of the formula is made of.

Nothing but this record's part of a list of positions is read, however long the list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.engines.base import Occurrence
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.vocabulary import expand, forms_of
from index.fields import TEXT_NAMES
from index.query import Fuzzy, Phrase, Prefix, Term

_Key = tuple[str, int]
"""A word and the number of a field."""


def occurrences(segment: Segment, number: int, leaf: Term | Phrase | Prefix | Fuzzy) -> list[Occurrence]:
    """Where a leaf occurs in a record, given by its number; see :meth:`index.engines.base.Reader.occurrences`."""
    lengths = segment.column("lengths")
    return [Occurrence(word, TEXT_NAMES[field], frequency, lengths[field * segment.size + number])
            for (word, field), frequency in sorted(_frequencies(segment, number, leaf).items())
            if leaf.field in (None, TEXT_NAMES[field])]


def _frequencies(segment: Segment, number: int, leaf: Term | Phrase | Prefix | Fuzzy) -> Counter[_Key]:
    match leaf:
        case Term(stem):
            return _counted(segment, number, [(form, stem) for form in forms_of(segment, stem)])
        case Phrase(stems):
            return _phrase(segment, number, stems)
        case Prefix():
            forms: Iterable[int] = _forms_in(segment, number, range(*segment.words.starting_with(leaf.prefix)))
        case Fuzzy():
            forms = expand(segment, leaf).tolist()
    return _counted(segment, number, [(form, segment.words[form]) for form in forms])


def _counted(segment: Segment, number: int, forms: Iterable[tuple[int, str]]) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    for form, word in forms:
        for field, places in _places(segment, number, form):
            found[word, field] += len(places)
    return found


def _phrase(segment: Segment, number: int, stems: Sequence[str]) -> Counter[_Key]:
    """Of each field how often the stems stand there, one after the other."""
    begins: list[defaultdict[int, set[int]]] = []
    for offset, stem in enumerate(stems):
        of_stem: defaultdict[int, set[int]] = defaultdict(set)
        for form in forms_of(segment, stem):
            for field, places in _places(segment, number, form):
                of_stem[field].update(place - offset for place in places)
        begins.append(of_stem)
    word = " ".join(stems)
    return +Counter({(word, field): len(set.intersection(*(each[field] for each in begins))) for field in begins[0]})


def _places(segment: Segment, number: int, form: int) -> Iterator[tuple[int, memoryview]]:
    """Field by field, the positions of a form in a record."""
    positions, row = segment.column("positions"), segment.size + 1
    for pair in range(*segment.column("pair_firsts").items(form, form + 2)):
        field = segment.column("pair_fields")[pair]
        first, last = segment.column("pair_starts").items(pair, pair + 2)
        begin, end = segment.column("starts").items(field * row + number, field * row + number + 2)
        low = bisect_left(positions, begin, first, last)
        high = bisect_left(positions, end, low, last)
        if low < high:
            yield field, positions.items(low, high)


def _forms_in(segment: Segment, number: int, forms: range) -> list[int]:
    """Those of these forms that a record has."""
    if not forms:
        return []
    bounds = segment.column("form_bounds").part(forms.start, forms.stop + 1)
    records = segment.column("posting_records").part(int(bounds[0]), int(bounds[-1]))
    places = np.flatnonzero(records == number) + bounds[0]
    return [int(form) + forms.start for form in np.searchsorted(bounds, places, side="right") - 1]
