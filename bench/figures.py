"""What is measured, as values that are kept as JSON, and what is worked out from them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

import msgspec


class Built(msgspec.Struct):
    """A build.

    Attributes:
        seconds: reading the records included.
        cpu: seconds of processors, over all processes that have ended by then.
        records: how many.
        bytes: of the index.
        memory: anonymous, of all processes together, in bytes, at its peak.
    """

    seconds: float
    cpu: float
    records: int
    bytes: int
    memory: int


class Opened(msgspec.Struct):
    """Seconds from opening an index to the first answer, of new processes: files in the page cache, and read anew."""

    warm: list[float]
    dropped: list[float]


class Crowds(msgspec.Struct):
    """Pages a second with so many threads of one process, and with so many processes."""

    threads: dict[int, float]
    processes: dict[int, float]


class Answered(msgspec.Struct):
    """The pages of one engine.

    Attributes:
        seconds: of each search all runs.
        first: of each search its very first run, before anything of it could be remembered.
        totals: of each search.
        facets: of each search the counts that are listed, by facet.
    """

    seconds: list[list[float]]
    first: list[float]
    totals: list[int]
    facets: list[dict[str, list[int]]]


class Engine(msgspec.Struct):
    """All figures of one engine over one corpus; what was not measured is None.

    Attributes:
        changed: seconds until one changed record is found.
    """

    built: Built
    opened: Opened | None = None
    answered: Answered | None = None
    crowds: Crowds | None = None
    changed: float | None = None


class Run(msgspec.Struct):
    """All figures of one corpus.

    Attributes:
        corpus: its name.
        machine: what it was measured on and with.
        reading: records a second that are read from the corpus, with no engine.
        labels, queries: class and query of each search, filters named in brackets.
        engines: by name, ours first.
    """

    corpus: str
    machine: dict[str, str]
    reading: float
    labels: list[str]
    queries: list[str]
    engines: dict[str, Engine]


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that ``share`` percent of them do not pass."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def of_class(run: Run, engine: str, label: str | None) -> list[list[float]]:
    """The runs of each search of a class, or of all."""
    answered = run.engines[engine].answered
    assert answered is not None
    return [times for times, each in zip(answered.seconds, run.labels, strict=True) if label in (None, each)]


def flat(runs: Iterable[Iterable[float]]) -> list[float]:
    """All runs of all searches."""
    return [each for times in runs for each in times]


def typical_ratio(ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> float:
    """The geometric mean of the ratios of medians, search by search."""
    return statistics.geometric_mean(
        statistics.median(one) / statistics.median(other) for one, other in zip(ours, theirs, strict=True))


def answered(run: Run) -> list[str]:
    """The engines whose pages were measured."""
    return [name for name, engine in run.engines.items() if engine.answered is not None]


def labels(run: Run) -> list[str]:
    """The classes, in order."""
    return list(dict.fromkeys(run.labels))
