"""The commonest spelling of a facet's value over the live records of several segments.

A spelling that is the commonest in each segment is so in all together. So the segments' own commonest
spellings need be doubted only where they differ, or where records were deleted since they were found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.counting import Values
from index.engines.whoosh.format import Array
from index.engines.whoosh.joining import Part


def doubtful(parts: Sequence[Part], size: int) -> Array:
    """Which of the numbers below ``size`` have values that may be spelt otherwise than in the first part with them."""
    found = np.zeros(size, np.bool_)
    for place, part in enumerate(parts):
        found[part.numbers[_touched(part.values)]] = True
        for earlier in parts[:place]:
            if len(earlier.new):
                found[_differing(part, earlier)] = True
    return found


def _touched(values: Values) -> Array:
    """Ordinals of the values with several spellings, one of which a deleted record uses; some repeatedly."""
    if values.segment.live is None:
        return np.zeros(0, np.int64)
    firsts = values.column("written_firsts").astype(np.int64)
    used = np.flatnonzero(values.used != values.column("written_counts"))
    ordinals = firsts.searchsorted(used, side="right") - 1
    return ordinals[np.diff(firsts)[ordinals] > 1]


def _differing(part: Part, earlier: Part) -> Array:
    """The numbers of values that were new in an earlier part, and are spelt otherwise in this one."""
    places = part.numbers[:-1] - earlier.first
    shared = np.flatnonzero((places >= 0) & (places < len(earlier.new)))
    if not len(shared):
        return shared
    theirs = earlier.new[places[shared]]
    same = part.values.spellings.equal(shared, earlier.values.spellings, theirs)
    return part.numbers[shared[~same]]


def commonest(values: Sequence[Values], key: str) -> str:
    """The spelling that most live records use; of equally common ones the first by code point.

    Args:
        values: of each segment.
        key: that at least one of them has.
    """
    counts: Counter[str] = Counter()
    for each in values:
        if (ordinal := each.find(key)) is not None:
            counts.update(dict(each.written(ordinal)))
    return min(counts, key=lambda spelling: (-counts[spelling], spelling))
