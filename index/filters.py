"""Filters as typed -> filters as engines take them, forgiving case, accents and aliases."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from index import vocabulary
from index.engines.base import Choice, Counts, Reader, Years
from index.fields import BY_NAME, FACET_NAMES
from index.request import NONE
from index.results import Notice
from index.text import key

NEAR = 5_000
"""How many of the commonest values an unknown one is compared with."""
_YEARS = re.compile(r"(\d{4})?\s*\.\.\s*(\d{4})?")


@dataclass(frozen=True, slots=True)
class Filters:
    """Resolved filters.

    Attributes:
        choices: facet name -> what engines compare.
        spelled: facet name -> the same values as people read them; facets in the order of their table.
        notices: on values that the index does not have.
    """

    choices: Mapping[str, tuple[Choice, ...]]
    spelled: Mapping[str, tuple[str, ...]]
    notices: tuple[Notice, ...]

    def of(self, name: str) -> Mapping[Choice, str]:
        """The selection of one facet: choice -> as people read it."""
        if name not in self.choices:
            return _NOTHING
        return dict(zip(self.choices[name], self.spelled[name], strict=True))


_NOTHING: Mapping[Choice, str] = MappingProxyType({})
_NONE = Filters(MappingProxyType({}), MappingProxyType({}), ())


def resolve(filters: Mapping[str, tuple[str, ...]], reader: Reader) -> Filters:
    """Find the values that a person means. An unknown value stays, selects nothing and is told."""
    if not filters:
        return _NONE
    choices: dict[str, tuple[Choice, ...]] = {}
    spelled: dict[str, tuple[str, ...]] = {}
    notices: list[Notice] = []
    for name in FACET_NAMES:
        found: dict[Choice, str] = {}
        for typed in filter(str.strip, filters.get(name, ())):
            for value in (name == "phase" and vocabulary.phases(typed)) or (typed.strip(),):
                choice, spelling, notice = _resolve(name, value, reader)
                found.setdefault(choice, spelling)
                notices += [notice] if notice else []
        if found:
            choices[name] = tuple(found)
            spelled[name] = tuple(found.values())
    return Filters(choices, spelled, tuple(dict.fromkeys(notices)))


def _resolve(name: str, value: str, reader: Reader) -> tuple[Choice, str, Notice | None]:
    if key(value) == NONE:
        return NONE, NONE, None
    if name == "year" and (match := _YEARS.fullmatch(value)) and (match[1] or match[2]):
        low, high = (None if year is None else int(year) for year in match.groups())
        if low is not None and high is not None and low > high:
            return key(value), value, Notice("unknown-value", f"No year is from {low} up to {high}.")
        return Years(low, high), f"{match[1] or ''}..{match[2] or ''}", None
    known = reader.totals(name)
    spelling = known.spelling(key(value))
    if spelling is not None:
        return key(value), spelling, None
    canonical = vocabulary.canonical(name, value)
    if canonical is not None:
        return key(canonical), known.spelling(key(canonical)) or canonical, None
    return key(value), value, _unknown(name, value, known)


def _unknown(name: str, value: str, known: Counts) -> Notice:
    label = BY_NAME[name].label.lower()
    nearest = _nearest(key(value), known)
    remedy = f"; the nearest is “{nearest}”" if nearest else ""
    return Notice("unknown-value", f"No record has the {label} “{value}”{remedy}.")


def _nearest(text: str, known: Counts) -> str | None:
    """The spelling of the shortest value that contains a text, else of the one that is most like it."""
    _, containing = known.containing(text, NEAR)
    if containing:
        return min(containing, key=lambda each: (len(each.key), each.key)).spelling
    spellings = {each.key: each.spelling for each in known.top(NEAR)}
    close = difflib.get_close_matches(text, spellings, n=1)
    return spellings[close[0]] if close else None
