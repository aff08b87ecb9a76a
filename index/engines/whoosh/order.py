"""The first of many records by a sort key, without sorting them all."""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.format import Array
from index.engines.whoosh.hashes import HashedStrings
from index.engines.whoosh.segment import Segment
from index.priors import AHEAD, OPEN
from index.text import key

_BLOCK = 256
_FEW = 1024
_PARTS = 10_000
"""Of a score, which has four decimals."""


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


def best(segment: Segment, records: Array, scores: Array, count: int) -> tuple[Array, Array]:
    """The places of the best records by score, then by :mod:`index.priors`; and a number of each that holds both.

    The numbers are below 2^53, and records of several segments are in order by them.
    """
    if count <= 0 or not len(scores):
        return np.zeros(0, np.intp), np.zeros(0)
    candidates = np.flatnonzero(scores >= scores[largest(scores, count)[-1]])
    keys = np.rint(scores[candidates] * _PARTS) * (2 * AHEAD) + _priors(segment, records[candidates])
    chosen = largest(keys, count)
    return candidates[chosen], keys[chosen]


def _priors(segment: Segment, records: Array) -> Array:
    """See :func:`index.priors.prior` (float64)."""
    days = np.maximum(segment.column("last_posted_from").take(records), 0).astype(np.float64)
    known = HashedStrings(segment.file, "status_keys")
    ordinals = [number for status in OPEN if (number := known.find(key(status))) is not None]
    return days + AHEAD * np.isin(segment.column("status_first").take(records), ordinals)


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
