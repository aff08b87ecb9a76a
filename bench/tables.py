"""The figures as tables, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence

from bench.figures import Run, answered, flat, labels, of_class, percentile, typical_ratio

OURS = "ours"
_MEBIBYTE = 2**20
_DIFFERENT = .01


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns line up, the first to the left, the others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = (cell.rjust(width) if at else cell.ljust(width)
                  for at, (cell, width) in enumerate(zip(cells, widths, strict=True)))
        return f"| {' | '.join(padded)} |"

    rule = [("-" * (width - 1) + ":") if at else "-" * width for at, width in enumerate(widths)]
    return "\n".join(map(line, [lines[0], rule, *lines[1:]]))


def report(run: Run) -> str:
    """Everything about one corpus."""
    parts = {
        "Pages, in milliseconds": _pages(run), "Ours against the others, pages": _ratios(run),
        "Building, opening, changing": _engines(run), "Ours against the others, the rest": _other_ratios(run),
        "Pages a second": _crowds(run), "Totals that differ": _differences(run),
    }
    machine = ", ".join(f"{name} {value}" for name, value in run.machine.items())
    head = f"## {run.corpus} records\n\n{machine}.\nThe corpus alone is read at {run.reading:,.0f} records/s."
    return "\n\n".join([head, *(f"### {title}\n\n{text}" for title, text in parts.items() if text)]) + "\n"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.2f}"


def _pages(run: Run) -> str:
    if not answered(run):
        return ""

    def figures(label: str | None) -> Iterator[str]:
        for name in answered(run):
            times = flat(of_class(run, name, label))
            yield " / ".join(_milliseconds(percentile(times, share)) for share in (50, 95, 99))

    def first() -> Iterator[str]:
        for name in answered(run):
            found = run.engines[name].answered
            assert found is not None
            yield " / ".join(_milliseconds(percentile(found.first, share)) for share in (50, 95, 99))

    engines = [f"{name}: p50 / p95 / p99" for name in answered(run)]
    rows = [[label or "all", str(len(of_class(run, answered(run)[0], label))), *figures(label)]
            for label in [*labels(run), None]]
    return table(["class", "searches", *engines], [*rows, ["all, for the first time", str(len(run.labels)), *first()]])


def _ratios(run: Run) -> str:
    others = [name for name in answered(run) if name != OURS]
    if OURS not in answered(run) or not others:
        return ""

    def figures(label: str | None) -> Iterator[str]:
        ours = of_class(run, OURS, label)
        for name in others:
            theirs = of_class(run, name, label)
            p50, p95 = (percentile(flat(ours), share) / percentile(flat(theirs), share) for share in (50, 95))
            yield f"{p50:.2f} / {p95:.2f} / {typical_ratio(ours, theirs):.2f}"

    return table(["class", *(f"{name}: p50 / p95 / mean" for name in others)],
                 ([label or "all", *figures(label)] for label in [*labels(run), None]))


def _engines(run: Run) -> str:
    rows = []
    for name, engine in run.engines.items():
        built, opened = engine.built, engine.opened
        openings = [] if opened is None else [statistics.median(opened.warm), statistics.median(opened.dropped)]
        rows.append([
            name, f"{built.records / built.seconds:,.0f}", f"{built.records / built.cpu:,.0f}",
            f"{built.memory / _MEBIBYTE:,.0f}", f"{built.bytes / _MEBIBYTE:,.0f}",
            *(map(_milliseconds, openings) if openings else ("–", "–")),
            "not available" if engine.changed is None else _milliseconds(engine.changed)])
    head = ["engine", "records/s", "records/s of a processor", "memory MiB", "index MiB", "open ms",
            "open ms, not cached", "change ms"]
    return table(head, rows)


def _other_ratios(run: Run) -> str:
    if OURS not in run.engines or len(run.engines) == 1:
        return ""
    ours = run.engines[OURS]
    rows = []
    for name, other in run.engines.items():
        if name != OURS:
            speed = other.built.seconds / ours.built.seconds
            work = other.built.cpu / ours.built.cpu
            rows.append([name, f"{speed:.2f}", f"{work:.2f}", f"{ours.built.memory / other.built.memory:.2f}",
                         f"{ours.built.bytes / other.built.bytes:.2f}"])
    return table(["ours against", "records/s", "records/s of a processor", "memory", "index"], rows)


def _crowds(run: Run) -> str:
    found = {name: engine.crowds for name, engine in run.engines.items() if engine.crowds is not None}
    counts = sorted({count for crowd in found.values() for count in crowd.processes})

    def row(title: str, of: Callable[[int], float | None]) -> list[str]:
        return [title, *("–" if (value := of(count)) is None else f"{value:,.0f}" for count in counts)]

    rows = [row(f"{name}, {title}", each.get) for name, crowd in found.items()
            for title, each in (("threads", crowd.threads), ("processes", crowd.processes))]
    return table(["", *map(str, counts)], rows) if found else ""


def _differences(run: Run) -> str:
    """The searches whose total differs from ours by more than one in a hundred; and a line on the facets."""
    others = [name for name in answered(run) if name != OURS]
    if OURS not in answered(run) or not others:
        return ""
    ours = run.engines[OURS].answered
    assert ours is not None
    lines, rows = [], []
    for name in others:
        theirs = run.engines[name].answered
        assert theirs is not None
        far = [at for at, (one, other) in enumerate(zip(ours.totals, theirs.totals, strict=True))
               if abs(one - other) > _DIFFERENT * max(one, other)]
        same = sum(one == other for one, other in zip(ours.totals, theirs.totals, strict=True))
        counts = sum(one == other for one, other in zip(ours.facets, theirs.facets, strict=True))
        lines.append(f"- {name}: {same} of {len(ours.totals)} totals are the same, {len(far)} differ by more than 1 %; "
                     f"of {counts} searches every count of every facet is the same.")
        rows += [[run.queries[at], run.labels[at], name, f"{ours.totals[at]:,}", f"{theirs.totals[at]:,}"]
                 for at in far]
    listed = table(["search", "class", "engine", "ours", "theirs"], rows) if rows else ""
    return "\n\n".join(filter(None, ["\n".join(lines), listed]))
