"""Where the sources of a record differ about an attribute, ready to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.records import Record

Span = tuple[int, int]
"""The first and the last of consecutive numbers of sources."""
_DOTS = "…"
"""Stand where a statement of another source is cut."""
_EXTRA = "extra."
"""Begins the name of an attribute that is a label of ``extra``."""
_QUOTED = 60
"""Characters that are quoted of what another source lacks."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What not all sources state.

    Attributes:
        sources: that state the value, by number; empty: none states just this, or all do.
        others: what others state instead, each with the numbers of those that do; long ones are cut.
        shown: the value itself, as text.
    """

    sources: tuple[Span, ...]
    others: tuple[tuple[tuple[Span, ...], str], ...]
    shown: str = field(default="", compare=False)

    def remark(self, other: str) -> str:
        """Where another statement differs, if what is kept of it stands in the value shown too; else nothing."""
        passage = other.strip(_DOTS)
        if passage == other or passage not in self.shown:
            return ""
        before, _, after = self.shown.partition(passage)
        is_only = passage not in after
        if not other.endswith(_DOTS) and after.strip():
            return "it ends there; the value shown goes on" + f": “{_first(after)}”" * is_only
        if not other.startswith(_DOTS) and before.strip():
            return "it begins so; the value shown has something before" + f": “{_last(before)}”" * is_only
        return "the value shown has these words too"


def disagreement(record: Record, attribute: str) -> Disagreement | None:
    """How the sources differ about an attribute; None: all of them state its value, or there is but one."""
    origin = record.provenance.get(attribute)
    if origin is None or len(origin.sources) == len(record.sources):
        return None
    others = by_value((each.source, each.value) for each in origin.others)
    return Disagreement(tuple(spans(origin.sources)), others, _shown(record, attribute))


def differs(record: Record, attribute: str) -> Disagreement | None:
    """What a reader must know of it; None: the main source states the value, and none states another."""
    found = disagreement(record, attribute)
    if found is None or found.others:
        return found
    return None if main_source(record) in record.provenance[attribute].sources else found


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


def _shown(record: Record, attribute: str) -> str:
    """The value of an attribute as text, with the texts of a list as in the statements of other sources."""
    label = attribute.removeprefix(_EXTRA)
    value = getattr(record, attribute) if label == attribute else record.extra.get(label, ())
    return " | ".join(value) if isinstance(value, tuple) else str(value)


def _first(text: str) -> str:
    text = text.strip(" |\n")
    return text[:_QUOTED] + _DOTS * (len(text) > _QUOTED)


def _last(text: str) -> str:
    text = text.strip(" |\n")
    return _DOTS * (len(text) > _QUOTED) + text[-_QUOTED:]
