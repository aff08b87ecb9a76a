"""Trials that share a registration number with a trial: registered twice, or one a part of the other.

They stay records of their own, since registries may state different things. Who shares a number is
found by searching for it, when a record is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from index import identifiers
from index.engines.base import Reader
from index.records import Record, Trial
from index.request import SearchRequest
from index.search import stream

MOST = 50
"""Trials that are shown of those that share some numbers."""
_AT_ONCE = 20
"""Numbers in one query."""


@dataclass(frozen=True, slots=True)
class Related:
    """A trial that shares numbers with another one.

    Attributes:
        trial: the related one.
        numbers: which, as the other one writes them.
    """

    trial: Trial
    numbers: tuple[str, ...]


def related(record: Record, reader: Reader) -> tuple[Related, ...]:
    """Other trials that have or name a registration number of a trial, by id; at most :data:`MOST` for 20 numbers."""
    if not isinstance(record, Trial):
        return ()
    wanted = numbers(record)
    found = {trial.id: trial for trial in _with(sorted({*wanted.values()}), reader) if trial.id != record.id}
    return tuple(each for _, trial in sorted(found.items()) if (each := _shared(wanted, trial)).numbers)


def _shared(wanted: Mapping[str, str], trial: Trial) -> Related:
    theirs = frozenset(numbers(trial).values())
    return Related(trial, tuple(text for text, form in wanted.items() if form in theirs))


def numbers(trial: Trial) -> Mapping[str, str]:
    """The registration numbers that a trial has or names, as written -> in the form in which they are compared."""
    written = (trial.id, trial.registration_number or "", *trial.aliases, *trial.secondary_ids)
    return {text[start:end]: form for text in written for start, end, form in identifiers.find(text)}


def _with(forms: Sequence[str], reader: Reader) -> Iterator[Trial]:
    for start in range(0, len(forms), _AT_ONCE):
        query = " OR ".join(f"id:{form}" for form in forms[start:start + _AT_ONCE])
        hits = stream(SearchRequest(query, {"kind": (Trial.kind,)}, match="all"), reader)
        yield from (hit.record for hit in islice(hits, MOST) if isinstance(hit.record, Trial))
