"""Why nothing has all of what was asked for: each word and filter, and what there is without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from index.interpretation import Totals
from index.pieces import pieces, without
from index.request import SearchRequest
from index.results import Diagnosis

_MOST = 8
"""Words and filters that are left out in turn; each costs a count."""


def diagnose(request: SearchRequest, filters: Mapping[str, tuple[str, ...]], plain: bool,
             totals: Totals) -> tuple[Diagnosis, ...]:
    """The parts of a request that no record meets, each with how many records meet all the others.

    Args:
        request: no record has all of it.
        filters: its filters, as people read them.
        plain: its query is read as plain words, as a whole title is, so that none can be left out.
        totals: how many records a request selects.
    """
    parts = list(islice(_parts(request, filters, plain), _MOST))
    if len(parts) < 2 and not filters:
        return ()
    return tuple(replace(part, without=totals(replace(lacking(request, part), match="all")).total) for part in parts)


def lacking(request: SearchRequest, part: Diagnosis) -> SearchRequest:
    """The request without a part, at its first page."""
    if part.span is not None:
        return replace(request, query=without(request.query, request.typing, (part.span,)), offset=0)
    filters = {name: chosen for name, chosen in request.filters.items() if name != part.field}
    return replace(request, filters=filters, offset=0)


def _parts(request: SearchRequest, filters: Mapping[str, tuple[str, ...]], plain: bool) -> Iterator[Diagnosis]:
    for name, chosen in filters.items():
        yield Diagnosis("filter", " or ".join(chosen), name, 0)
    for piece in () if plain else pieces(request.query, request.typing):
        if not piece.is_stop:
            yield Diagnosis("word", piece.text, None, 0, (piece.start, piece.end))
