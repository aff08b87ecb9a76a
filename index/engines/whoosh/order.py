"""The first of many records by a sort key, without sorting them all."""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.format import Array
from index.engines.whoosh.segment import Segment

_BLOCK = 256
_FEW = 1024


def largest(keys: Array, count: int) -> Array:
    """The places of the ``count`` largest keys, descending; of equal ones those that come first."""
    if count <= 0 or len(keys) <= 1:
        return np.arange(len(keys[:count]))
    if len(keys) <= max(_FEW, 4 * count):
        return np.argsort(-keys, kind="stable")[:count]
    bound = _bound(keys, count)
    candidates = np.flatnonzero(keys >= bound)
    last = -np.partition(-keys[candidates], count - 1)[count - 1]
    above = candidates[keys[candidates] > last]
    equal = candidates[keys[candidates] == last][:count - len(above)]
    chosen = np.concatenate([above, equal])
    chosen.sort()
    return chosen[np.argsort(-keys[chosen], kind="stable")]


def _bound(keys: Array, count: int) -> float:
    """A number that at least ``count`` keys reach: so many blocks have a maximum that does."""
    blocks = len(keys) // _BLOCK
    if blocks < 2 * count:
        return float(np.partition(keys, len(keys) - count)[len(keys) - count])
    maxima = keys[:blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    return float(np.partition(maxima, blocks - count)[blocks - count])


def sort_keys(segment: Segment, sort: str, records: Array) -> Array:
    """Keys of records, larger ones first, for every sort but relevance (float64; exact up to 2^53)."""
    if sort == "title":
        return -segment.column("title_ranks").take(records).astype(np.float64)
    name = "enrollment" if sort == "enrollment" else "last_posted"
    values = segment.column(f"{name}_from").take(records)
    missing = values == np.iinfo(np.int64).min
    keys = values.astype(np.float64) * (-1 if sort == "oldest" else 1)
    keys[missing] = -np.inf
    return keys
