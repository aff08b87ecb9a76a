"""What words of a query say of facets: phase, status, country, years, kinds, and values that are typed whole.

Nothing is applied here: each reading is a proposal, with the count of what it would lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from index import vocabulary
from index.engines.base import Reader, Selection
from index.pieces import Piece, pieces, without
from index.request import SearchRequest
from index.results import Interpretation
from index.text import fold, key

Totals = Callable[[SearchRequest], Selection]
"""How many records a request selects."""
_MOST = 6
"""Proposals for one query; each costs a count."""
_LONGEST = 8
"""Words of the longest value that is looked for."""
_YEAR = r"((?:19|20)\d{2})"
_YEARS = re.compile(rf"(?:between )?{_YEAR} ?(?:-|\u2010|\u2011|–|\.\.|to|until|and) ?{_YEAR}")
_BOUND = re.compile(rf"(since|after|before|until|till) {_YEAR}")
_BEFORE_YEAR = frozenset(("in", "from", "of"))
_STUDIES = re.compile(r" (?:trials?|stud(?:y|ies)|interventions?)$")
_IN_CAPITALS = frozenset(("US",))
"""Names that are stop words unless they are written so."""
_NEGATIVES = frozenset("no not non nor neither never without except excluding".split())
"""A word that follows one of these is not what is meant."""
_AMBIGUOUS = frozenset(("unknown",))
"""Aliases of the vocabulary that are also words of every other text."""
_WHOLE_VALUES = ("condition", "intervention", "sponsor", "drug")
"""Facets among which a typed value has to be of one alone."""
_NEED_WORDS = {"condition": 2, "intervention": 2}
"""How many words of a value are no chance; one of the others."""


def interpret(request: SearchRequest, filters: Mapping[str, tuple[str, ...]], reader: Reader,
              totals: Totals) -> tuple[tuple[Interpretation, ...], int]:
    """The proposals for a query that can be read, in the order of its words, and what they find together.

    Args:
        request: its query is not read as a title.
        filters: that are on already, as people read them.
        reader: the generation.
        totals: see :data:`Totals`.
    """
    readings = _readings(pieces(request.query, request.typing), reader)
    fresh = (each for each in readings if each.value not in filters.get(each.field, ()))
    found = [replace(each, count=totals(applied(request, (each,))).total) for each in islice(fresh, _MOST)]
    finding = [each for each in found if each.count]
    # The words of one may be found nowhere but as its filter: then the others find something together with it alone.
    for some in (found, finding):
        together = totals(applied(request, some)).total if len(some) > 1 else sum(each.count for each in some)
        if together or some == finding:
            break
    return tuple(some), together


def applied(request: SearchRequest, proposals: Collection[Interpretation]) -> SearchRequest:
    """The request with filters in the place of words, at its first page."""
    filters = dict(request.filters)
    for each in proposals:
        filters[each.field] = tuple(dict.fromkeys((*filters.get(each.field, ()), each.value)))
    text = without(request.query, request.typing, [each.span for each in proposals])
    return replace(request, query=text, filters=filters, offset=0)


def _readings(found: Sequence[Piece], reader: Reader) -> Iterator[Interpretation]:
    """From left to right the longest words that say something of a facet, not yet counted."""
    at = 0
    while at < len(found):
        first = _beyond_stop_words(found, at)
        is_denied = at > 0 and fold(found[at - 1].text) in _NEGATIVES
        for end in () if is_denied else range(min(first + _LONGEST, _beyond_plain(found, first)), first, -1):
            text = _text(found[first:end])
            if not _is_stop(found[end - 1]) and (read := _read(text, fold(_text(found[at:first])), reader)):
                yield Interpretation(text, *read, 0, (found[at].start, found[end - 1].end))
                first = end - 1
                break
        at = first + 1


def _beyond_stop_words(found: Sequence[Piece], at: int) -> int:
    return next((place for place in range(at, len(found)) if not _is_stop(found[place])), len(found))


def _is_stop(piece: Piece) -> bool:
    return piece.is_stop and piece.text not in _IN_CAPITALS


def _beyond_plain(found: Sequence[Piece], at: int) -> int:
    return next((place for place in range(at, len(found)) if not found[place].plain), len(found))


def _text(found: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in found)


def _read(text: str, before: str, reader: Reader) -> tuple[str, str] | None:
    """The facet and its value that words are; ``before`` are stop words in front of them, folded."""
    plain = key(text)
    readings: tuple[tuple[str, str | None], ...] = (
        ("phase", _phase(plain)), ("year", _years(plain, before)),
        ("status", None if plain in _AMBIGUOUS else vocabulary.status(plain)),
        ("country", _country(plain, reader)), ("kind", vocabulary.canonical("kind", plain)),
        ("intervention_type", _intervention_type(plain)))
    return next(((name, value) for name, value in readings if value is not None), None) or _whole_value(plain, reader)


def _phase(text: str) -> str | None:
    found = vocabulary.phases(text) if "phase" in text else None
    return None if found is None else "/".join(found)


def _years(text: str, before: str) -> str | None:
    if match := _YEARS.fullmatch(text):
        return f"{match[1]}..{match[2]}" if match[1] <= match[2] else None
    if match := _BOUND.fullmatch(text):
        year = int(match[2])
        return {"since": f"{year}..", "after": f"{year + 1}..", "before": f"..{year - 1}"}.get(match[1], f"..{year}")
    is_year = re.fullmatch(_YEAR, text) and before.rpartition(" ")[2] in _BEFORE_YEAR
    return text if is_year else None


def _country(text: str, reader: Reader) -> str | None:
    """The country that is named, without its code: ``de`` and ``no`` are words."""
    return reader.totals("country").spelling(text) or vocabulary.country_alias(text)


def _intervention_type(text: str) -> str | None:
    """A kind of intervention in several words, or one with what it is a kind of: ``device trials``."""
    name, studies = _STUDIES.subn("", text)
    return vocabulary.canonical("intervention_type", name) if studies or " " in name else None


def _whole_value(text: str, reader: Reader) -> tuple[str, str] | None:
    found = {name: value for name in _WHOLE_VALUES if (value := reader.totals(name).spelling(text)) is not None}
    if len(found) != 1:
        return None
    ((name, value),) = found.items()
    return (name, value) if len(text.split()) >= _NEED_WORDS.get(name, 1) else None
