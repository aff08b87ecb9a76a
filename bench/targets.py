"""What we set ourselves, and what was measured, over all corpora that have figures."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

from bench.figures import Run, answered, flat, labels, of_class, percentile
from bench.tables import OURS, table

_MEBIBYTE = 2**20
_FIXED = ("rare word", "identifier")
"""Classes whose results do not grow with the corpus."""

Row = tuple[str, str, str, str]


def targets(runs: Sequence[Run]) -> str:
    """A table: what, what it must be, what it should be, what it is; of what was measured."""
    by_name = {run.corpus: run for run in runs if OURS in run.engines}
    rows = [row for run in by_name.values() for rows_of in (_pages, _engines) for row in rows_of(run)]
    return table(["", "must", "aim", "is"], [*rows, *_growth(by_name)])


def _pages(run: Run) -> Iterator[Row]:
    if OURS not in answered(run):
        return
    name, others = run.corpus, answered(run)
    if "tantivy" in others and name in ("100000", "500000"):
        yield f"page p50, {name}, against tantivy", "0.70", "0.40", _ratio(run, "tantivy", 50)
        yield f"page p95, {name}, against tantivy", "0.70", "0.40", _ratio(run, "tantivy", 95)
        worst = max(labels(run), key=lambda label: float(_ratio(run, "tantivy", 50, label)))
        yield (f"the worst class, p50, {name}, against tantivy", "1.00", "",
               f"{_ratio(run, 'tantivy', 50, worst)} ({worst})")
    if "fts5" in others and name == "100000":
        yield f"page p50, {name}, against FTS5", "0.50", "", _ratio(run, "fts5", 50)
        yield f"page p95, {name}, against FTS5", "0.10", "", _ratio(run, "fts5", 95)
    if "whoosh" in others and name == "100000":
        yield f"page p50, {name}, against stock Whoosh", "0.010", "", _ratio(run, "whoosh", 50, digits=4)
        yield f"page p95, {name}, against stock Whoosh", "", "", _ratio(run, "whoosh", 95, digits=4)
        yield f"all {len(run.labels)} pages, {name}, against stock Whoosh", "", "", _of_all(run, "whoosh")


def _ratio(run: Run, other: str, share: int, label: str | None = None, digits: int = 2) -> str:
    ours, theirs = (percentile(flat(of_class(run, name, label)), share) for name in (OURS, other))
    return f"{ours / theirs:.{digits}f}"


def _of_all(run: Run, other: str) -> str:
    """The time of all searches together, each at its median, over theirs."""
    ours, theirs = (sum(map(statistics.median, of_class(run, name, None))) for name in (OURS, other))
    return f"{ours / theirs:.4f}"


def _engines(run: Run) -> Iterator[Row]:
    ours, name = run.engines[OURS], run.corpus
    for other, must, aim in (("tantivy", "0.40", "0.75"), ("whoosh", "10.0", "20.0")):
        if other in run.engines:
            built = run.engines[other].built
            yield (f"build, records/s, {name}, against {other}", must, aim,
                   f"{built.seconds / ours.built.seconds:.2f}")
    if "tantivy" in run.engines:
        yield (f"index bytes, {name}, against tantivy", "2.00", "1.20",
               f"{ours.built.bytes / run.engines['tantivy'].built.bytes:.2f}")
    if name == "500000":
        yield "anonymous memory of the build of 500000, MiB", "1,536", "768", f"{ours.built.memory / _MEBIBYTE:,.0f}"
        if ours.opened is not None:
            yield ("cold open of 500000 to the first answer, ms", "300", "50",
                   f"{statistics.median(ours.opened.warm) * 1000:,.0f}")
        yield ("one changed record among 500000 until it is found, ms", "1,000", "200",
               "not available" if ours.changed is None else f"{ours.changed * 1000:,.0f}")


def _growth(runs: dict[str, Run]) -> Iterator[Row]:
    small, large = runs.get("100000"), runs.get("500000")
    if small is None or large is None or not all(OURS in answered(run) for run in (small, large)):
        return
    before, after = (percentile([each for label in _FIXED for each in flat(of_class(run, OURS, label))], 95)
                     for run in (small, large))
    yield "p95 of 500000 over that of 100000, results that do not grow", "1.50", "1.00", f"{after / before:.2f}"
