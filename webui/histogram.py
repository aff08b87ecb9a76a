"""The histogram of years: a row per decade, a bar per year, each bar a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.engines.base import Years
from index.request import SearchRequest
from webui import params

HEIGHT = 32
"""Of the tallest bar, in units of the drawing."""
_YEARS = re.compile(r"([0-9]{4})?(\.\.)?(?(2)([0-9]{4})?)")


@dataclass(frozen=True, slots=True)
class Bar:
    """A year that has records; ``height`` is in units of the drawing, at least 1.

    Following ``address`` selects this year alone, or frees the years if it is the only one selected.
    """

    year: int
    count: int
    height: float
    address: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """Rows of ten years each; None stands for a year without records.

    ``low`` and ``high`` fill the boxes; ``others`` are chosen values that the boxes cannot say.
    """

    rows: tuple[tuple[Bar | None, ...], ...]
    low: str
    high: str
    others: tuple[str, ...]


def histogram(path: str, request: SearchRequest, years: Sequence[tuple[int, int]]) -> Histogram:
    """Draw ``years``, pairs of (year, count) in ascending order, as filters of ``request``."""
    chosen = request.filters.get("year", ())
    spans = [(value, span) for value in chosen if (span := _span(value))]
    bars = {year: _bar(path, request, year, count, [span for _, span in spans], max(count for _, count in years))
            for year, count in years}
    decades = sorted({year // 10 for year in bars})
    first, span = spans[0] if spans else ("", Years(None, None))
    return Histogram(
        rows=tuple(tuple(bars.get(decade * 10 + digit) for digit in range(10)) for decade in decades),
        low="" if span.low is None else str(span.low), high="" if span.high is None else str(span.high),
        others=tuple(value for value in chosen if value != first),
    )


def _bar(path: str, request: SearchRequest, year: int, count: int, spans: Sequence[Years], most: int) -> Bar:
    only = request.filters.get("year") == (str(year),)
    target = params.choosing(request, "year", *(() if only else (str(year),)))
    selected = any(_holds(span, year) for span in spans)
    return Bar(year, count, max(1.0, round(HEIGHT * count / most, 1)), params.address(path, target), selected)


def count_within(value: str, years: Sequence[tuple[int, int]]) -> int:
    """How many records a chosen value stands for: those of a year, or of a span of years."""
    span = _span(value)
    return 0 if span is None else sum(count for year, count in years if _holds(span, year))


def _holds(span: Years, year: int) -> bool:
    return (span.low or 0) <= year <= (span.high or 9999)


def _span(value: str) -> Years | None:
    match = _YEARS.fullmatch(value)
    if match is None:
        return None
    low, high = (None if year is None else int(year) for year in (match[1], match[3]))
    return Years(low, high) if match[2] else Years(low, low)
