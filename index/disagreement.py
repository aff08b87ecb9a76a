"""Where the sources of a record differ about an attribute, ready to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.records import Record

Span = tuple[int, int]
"""The first and the last of consecutive numbers of sources."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What not all sources state.

    Attributes:
        sources: that state the value, by number; empty: none states just this, or all do.
        others: what others state instead, each with the numbers of those that do.
    """

    sources: tuple[Span, ...]
    others: tuple[tuple[tuple[Span, ...], str], ...]


def disagreement(record: Record, attribute: str) -> Disagreement | None:
    """How the sources differ about an attribute; None: all of them state its value, or there is but one."""
    origin = record.provenance.get(attribute)
    if origin is None or len(origin.sources) == len(record.sources):
        return None
    return Disagreement(tuple(spans(origin.sources)), by_value((each.source, each.value) for each in origin.others))


def main_source(record: Record) -> int | None:
    """The number of the source that states most of a record's values; None: the record has but one."""
    stated = Counter(number for origin in record.provenance.values() for number in origin.sources)
    return min(stated, key=lambda number: (-stated[number], number), default=None)


def by_value(stated: Iterable[tuple[int, str]]) -> tuple[tuple[tuple[Span, ...], str], ...]:
    """Pairs of a source's number and what it states -> what is stated, with the numbers of those that do."""
    found: dict[str, list[int]] = {}
    for number, value in stated:
        found.setdefault(value, []).append(number)
    return tuple((tuple(spans(numbers)), value) for value, numbers in found.items())


def spans(numbers: Sequence[int]) -> Iterator[Span]:
    """Ascending numbers, consecutive ones as one: 1, 2, 3, 5 are 1 to 3, and 5."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], numbers[at - 1]
            start = at


def span_text(span: Span) -> str:
    """``5``, ``1–3``; two numbers alone are ``1, 2``."""
    first, last = span
    return str(first) if first == last else f"{first}, {last}" if last == first + 1 else f"{first}–{last}"
