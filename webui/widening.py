"""What was looked for besides the words of a query, and the links that leave it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from index.errors import QueryError
from index.expansion import exactly
from index.request import SearchRequest
from index.results import Expansion, SearchPage
from webui import params

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Widened:
    """A term of the query and what means the same.

    Attributes:
        term: as typed.
        shown, more: what was looked for besides; ``more`` is told when asked for.
        address: of the search without it.
    """

    term: str
    shown: tuple[Expansion, ...]
    more: tuple[Expansion, ...]
    address: str


def widened(path: str, request: SearchRequest, page: SearchPage) -> tuple[Widened, ...]:
    """The terms of a page's query that were looked for in other words, too."""
    return tuple(_widened(path, request, page))


def _widened(path: str, request: SearchRequest, page: SearchPage) -> Iterator[Widened]:
    for term, found in groupby(page.expansions, key=lambda each: each.term):
        added = tuple(found)
        yield Widened(term, added[:_SHOWN], added[_SHOWN:], params.address(path, _narrowed(request, term)))


def _narrowed(request: SearchRequest, term: str) -> SearchRequest:
    """The search in which a term means just itself; for a title that is no query, all terms."""
    try:
        return replace(request, query=exactly(request.query, term), offset=0)
    except QueryError:
        return replace(request, synonyms=False, offset=0)
