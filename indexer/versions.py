"""Which version of a record comes first. Neither the order nor the time of reading matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from index.records import Record, Source, Trial

_PAGES = frozenset(["medpath"])
"""Sources that are pages about trials; every other one is a registry."""
_NOWHERE = Source("", "", 0, 0, "", "")

AnyRecord = TypeVar("AnyRecord", bound=Record)
Place = tuple[str, int, str, int, str]
"""Document, offset, SHA-256, length and parser: a source without the time at which it was read."""


def place(source: Source) -> Place:
    """Where the source is, whenever it was read; sources are listed in this order."""
    return source.document, source.offset, source.sha256, source.length, source.parser


def by_place(versions: Iterable[AnyRecord]) -> list[AnyRecord]:
    """In the order of path and offset; several of one place by what they say."""
    found = sorted(versions, key=_place)
    if len(set(map(_place, found))) < len(found):
        found.sort(key=lambda version: (_place(version), _content(version)))
    return found


def by_document(versions: Iterable[AnyRecord]) -> list[AnyRecord]:
    """In the order of SHA-256 and offset."""
    return sorted(by_place(versions), key=_document)


def newest_first(trials: Iterable[Trial]) -> list[Trial]:
    """By ``last_posted``; of one day registries before pages, then by SHA-256 and offset."""
    return sorted(sorted(by_document(trials), key=_is_page), key=_day_posted, reverse=True)


def united_sources(versions: Sequence[Record]) -> tuple[Source, ...]:
    """Those of all versions in their order, a place that was read several times once, as of the last time."""
    found = sorted({source for version in versions for source in version.sources}, key=lambda each: each.read_at)
    return tuple(sorted({place(source): source for source in found}.values(), key=place))


def first_source(record: Record) -> Source:
    """Where the record begins; nowhere, if it does not say."""
    return record.sources[0] if record.sources else _NOWHERE


def _place(record: Record) -> Place:
    return place(first_source(record))


def _document(record: Record) -> tuple[str, int]:
    return first_source(record).sha256, first_source(record).offset


def _content(record: Record) -> str:
    return repr(replace(record, sources=tuple(replace(source, read_at="") for source in record.sources)))


def _is_page(trial: Trial) -> bool:
    return all(source.parser.split("/")[0] in _PAGES for source in trial.sources)


def _day_posted(trial: Trial) -> str:
    """The day as which ``last_posted`` is sorted: of a partial date the first one."""
    return f"{trial.last_posted}-01-01"[:10] if trial.last_posted else ""
