"""Rows of different lengths that stand one after the other in a flat array."""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.format import Array


def rows(starts: Array, counts: Array) -> Array:
    """The numbers ``start`` to ``start + count`` of each row, one row after the other."""
    widths = counts.astype(np.int64)
    ends = np.cumsum(widths)
    found: Array = np.repeat(starts.astype(np.int64) - (ends - widths), widths)
    found += np.arange(len(found))
    return found
