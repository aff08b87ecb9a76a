"""Rankings and judgements -> measures, with how sure they are.

The measures are those of ``ir-measures`` (MacAvaney et al. 2022); their intervals hold 95 % of the means of bootstrap
samples of the queries (Sakai 2006), drawn with one seed, so that the same figures have the same intervals. Two runs are
compared query by query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from indexer.evaluation.collection import Qrels
from indexer.evaluation.ranking import Rankings

NAMES = ("nDCG@10", "recall@100", "MRR@10", "MAP")
"""The measures, as collections are usually measured."""
_SAMPLES = 10_000
_SEED = 20_060_806
_AT_A_TIME = 500
"""Samples that are in memory at once."""

PerQuery = Mapping[str, Mapping[str, float]]
"""Query -> measure -> value."""


class Estimate(NamedTuple):
    """A mean over the queries, and the bounds of its interval."""

    value: float
    low: float
    high: float


def per_query(rankings: Rankings, qrels: Qrels) -> PerQuery:
    """Every measure of every query that has judgements; nothing found is 0."""
    ours = {measure: name for name, measure in _measures().items()}
    found: dict[str, dict[str, float]] = {query: {} for query in qrels}
    for metric in _evaluate(rankings, qrels, list(ours)):
        found[metric.query_id][ours[metric.measure]] = round(metric.value, 6)
    return {query: {name: measured.get(name, 0.0) for name in NAMES} for query, measured in found.items()}


def _evaluate(rankings: Rankings, qrels: Qrels, measures: Sequence[Any]) -> Any:
    import ir_measures

    # Its scores are our places, since it would put texts of equal score into an order of its own.
    run = {query: {text: float(-place) for place, text in enumerate(texts)} for query, texts in rankings.items()}
    return ir_measures.iter_calc(measures, {query: dict(judged) for query, judged in qrels.items()}, run)


@cache
def _measures() -> dict[str, Any]:
    import ir_measures

    theirs = (ir_measures.nDCG @ 10, ir_measures.R @ 100, ir_measures.RR @ 10, ir_measures.AP)
    return dict(zip(NAMES, theirs, strict=True))


def means(measured: PerQuery) -> dict[str, Estimate]:
    """Each measure over all queries."""
    return {name: estimate([values[name] for values in measured.values()]) for name in NAMES}


def differences(measured: PerQuery, earlier: PerQuery) -> dict[str, Estimate]:
    """Each measure's gain over an earlier run, over the queries that both have."""
    both = [query for query in measured if query in earlier]
    return {name: estimate([measured[query][name] - earlier[query][name] for query in both]) for name in NAMES}


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of values, one or more, with its bootstrap interval."""
    from scipy.stats import bootstrap

    mean = float(np.mean(values))
    if len(set(values)) == 1:
        return Estimate(mean, mean, mean)
    interval = bootstrap((values,), np.mean, n_resamples=_SAMPLES, batch=_AT_A_TIME, method="percentile",
                         rng=_SEED).confidence_interval
    return Estimate(mean, float(interval.low), float(interval.high))
