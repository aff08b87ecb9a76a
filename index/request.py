"""A search request: what the command line, the API and the pages all ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.errors import RequestError
from index.fields import FACET_NAMES, SORTS

MATCHES = ("auto", "all", "any")
NONE = "(none)"
"""The facet value of records that have the field but state no value."""
MAX_OFFSET = 10_000
"""How deep pages go, in records; exports have no such limit."""
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to look for.

    Attributes:
        query: as typed, see :mod:`index.query`; empty: browse.
        filters: facet name -> chosen values as typed; of ``year`` also ``2019..2021``.
        match: whether records with only some of the words join: ``auto`` (when fewer than ten have
            all), ``all`` (never) or ``any`` (always).
        sort: one of :data:`index.fields.SORTS`; None: relevance, without words newest.
        offset, limit: which hits, counted from 0; ``limit`` None: all of them (exports).
        typing: the query is still being typed: open quotes and parentheses count as closed.
        synonyms: whether what means the same as a word is looked for, too.

    Raises:
        RequestError: for a value that is not allowed.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    match: str = "auto"
    sort: str | None = None
    offset: int = 0
    limit: int | None = 10
    typing: bool = False
    synonyms: bool = True

    def __post_init__(self) -> None:
        for name in self.filters:
            _one_of("filter", name, FACET_NAMES)
        _one_of("match", self.match, MATCHES)
        if self.sort is not None:
            _one_of("sort", self.sort, SORTS)
        if not 0 <= self.offset <= MAX_OFFSET:
            raise RequestError(f"offset {self.offset} is outside 0 to {MAX_OFFSET:,}",
                               hint="narrow the search, or export the whole result")
        if self.limit is not None and not 0 <= self.limit <= MAX_LIMIT:
            raise RequestError(f"limit {self.limit} is outside 0 to {MAX_LIMIT}",
                               hint="ask for several pages, or export the whole result, as with --format csv")


def _one_of(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise RequestError(f"unknown {what} “{value[:40]}”", hint="one of: " + ", ".join(allowed))
