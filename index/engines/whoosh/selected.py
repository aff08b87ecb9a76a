"""The values of selected records, counted in the way that suits how many they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.counting import Chosen
from index.engines.whoosh.facets import Facet
from index.engines.whoosh.joining import Part
from index.engines.whoosh.tally import Dense, Few, Sparse, Tally

_HANDFUL = 24
"""So many records are counted one by one sooner than numpy is called."""
_FEW = 8
"""A facet with more values than this many times the records is counted by sorting theirs."""


def tally(facet: Facet, selected: Sequence[Chosen]) -> Tally:
    """Count a facet's values.

    Args:
        facet: the facet.
        selected: the records of each segment.
    """
    size = sum([len(each.records) for each in selected])
    if size <= _HANDFUL:
        return Few(facet, [number for each in selected for number in _few(facet.part(each.segment), each)])
    found = [(facet.part(each.segment), each) for each in selected]
    if size * _FEW < facet.size:
        numbers = [part.numbered(part.values.ordinals(each.records)) for part, each in found]
        return Sparse(facet, np.concatenate(numbers))
    return Dense(facet, facet.summed([(part, part.values.counts(each)) for part, each in found]))


def _few(part: Part, selected: Chosen) -> list[int]:
    """The numbers of the values of a handful of records."""
    ordinals = part.values.of_few(selected.listed)
    return part.numbers[ordinals].tolist() if part.first else ordinals
