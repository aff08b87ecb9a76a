"""The one use case that command line, API and pages share: a request in, a page of results out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from index import filters, listing, parser
from index.advice import NONE, advise
from index.concepts import abbreviations
from index.engines.base import Choice, Counts, Plan, Reader, Selection
from index.errors import QueryError, RecordNotFound, RequestError
from index.expansion import expand
from index.fields import FACET_NAMES
from index.identification import identified, naming
from index.interpretation import applied
from index.parser import DEFAULT_LIMITS, Limits
from index.query import Fuzzy, Leaf, Prefix, Query, Range, Term, leaves, simple
from index.records import Record
from index.request import SearchRequest
from index.results import Expansion, Facet, FacetCount, Hit, Interpretation, Notice, SearchPage
from index.snippets import PER_FIELD, Passages
from index.text import key

_BATCH = 20
"""Records that an export reads at a time; some have thousands of labels."""


def search(request: SearchRequest, reader: Reader, *, limits: Limits = DEFAULT_LIMITS,
           brief: bool = False, advised: bool = True) -> SearchPage:
    """Answer a request from one generation.

    Args:
        request: what is asked.
        reader: the generation.
        limits: of queries.
        brief: hits need not carry more than their cards (:func:`index.records.card`).
        advised: say what could be asked instead (:mod:`index.advice`).

    Raises:
        QueryError: if the query cannot be read.
        RequestError: if it is past a limit.
    """
    started = time.perf_counter()
    asked = read(request, reader, limits)
    chosen = filters.resolve(request.filters, reader)
    plan = _plan(request, asked, chosen.choices, FACET_NAMES)
    selection = reader.select(plan)
    advice = NONE
    if advised:
        is_plain = asked.title is not None or asked.named is not None
        advice = advise(request, chosen.spelled, asked.query, is_plain, selection, reader,
                        lambda other: _totals(other, reader, limits))
    hits = _hits(selection, leaves(plan.partial or plan.full), reader, brief=brief)
    listed = {name: listing.beginning(name, selection.counts[name], chosen.of(name)) for name in FACET_NAMES}
    years = selection.counts["year"]
    return SearchPage(
        query=request.query, match=request.match, filters=chosen.spelled, sort=plan.sort,
        total=selection.total, total_all_words=selection.total_full,
        offset=request.offset, limit=request.limit,
        took_ms=round((time.perf_counter() - started) * 1000, 1), generation=reader.generation,
        hits=hits, facets=listed,
        suggestion=advice.suggestion, expansions=asked.expansions, interpretation=advice.interpretation,
        together=advice.together, diagnosis=advice.diagnosis,
        notices=(*reader.notices, *asked.notices, *chosen.notices),
        named=None if asked.named is None else asked.named.id,
        years=tuple(sorted((int(year.key), year.count) for year in years.top(years.distinct) if year.key.isdigit())),
    )


def stream(request: SearchRequest, reader: Reader) -> Iterator[Hit]:
    """Yield the whole result in order, whatever the request's offset and limit, without snippets.

    Raises:
        QueryError, RequestError: at once, before the first hit.
    """
    asked = read(request, reader, DEFAULT_LIMITS)
    choices = filters.resolve(request.filters, reader).choices
    plan = _plan(request, asked, choices, (), whole=True)
    hits = reader.select(plan).hits

    def hits_in_order() -> Iterator[Hit]:
        for start in range(0, len(hits), _BATCH):
            batch = hits[start:start + _BATCH]
            for hit, record in zip(batch, reader.records([hit.id for hit in batch]), strict=True):
                yield Hit(record, hit.score, hit.partial, {})

    return hits_in_order()


def list_facet(request: SearchRequest, reader: Reader, name: str, contains: str = "",
               offset: int = 0, limit: int = 100) -> Facet:
    """All values of a facet under a request.

    Args:
        request: its query and filters; its page does not matter.
        reader: the generation.
        name: of the facet.
        contains: only values that contain this, case and accents forgiven.
        offset, limit: which of the values, in the order in which they are listed.

    Returns:
        The values; ``distinct`` counts all that contain the text, ``(none)`` aside.
    """
    if name not in FACET_NAMES:
        raise RequestError(f"there is no facet “{name[:40]}”", hint="one of: " + ", ".join(FACET_NAMES))
    if offset < 0 or limit < 0:
        raise RequestError("offset and limit cannot be negative", hint="count from 0")
    counts, chosen = _count(request, reader, name)
    return listing.part(name, counts, chosen, contains, offset, limit)


def chosen_values(request: SearchRequest, reader: Reader, name: str) -> tuple[FacetCount, ...]:
    """The values of a facet that a request selects, also at zero, in the order in which they are listed."""
    counts, chosen = _count(request, reader, name)
    return listing.chosen_values(name, counts, chosen)


def _totals(request: SearchRequest, reader: Reader, limits: Limits) -> Selection:
    """How many records a request selects: no hits, no facets."""
    asked = read(request, reader, limits)
    choices = filters.resolve(request.filters, reader).choices
    return reader.select(_plan(replace(request, limit=0), asked, choices, ()))


def interpreted(request: SearchRequest, reader: Reader) -> tuple[SearchRequest, tuple[Interpretation, ...]]:
    """The request with all filters that its words propose in their place, and what they are.

    Raises:
        QueryError, RequestError: as :func:`search`.
    """
    proposals = search(replace(request, limit=0), reader).interpretation
    return applied(request, proposals), proposals


def _count(request: SearchRequest, reader: Reader, name: str) -> tuple[Counts, listing.Chosen]:
    asked = read(request, reader, DEFAULT_LIMITS)
    chosen = filters.resolve(request.filters, reader)
    plan = _plan(request, asked, chosen.choices, (name,))
    return reader.select(plan).counts[name], chosen.of(name)


def record(id: str, reader: Reader) -> Record:
    """The record of :func:`resolved`."""
    return reader.records([resolved(id, reader)])[0]


def resolved(id: str, reader: Reader) -> str:
    """The id of the record with this id, alias or other identifier; case, hyphens and spaces are forgiven.

    Raises:
        RecordNotFound: if there is none.
    """
    found = reader.resolve(id)
    if found is None:
        raise RecordNotFound(f"there is no record “{id[:80]}”", hint="search for it, or check the number")
    return found


def _hits(selection: Selection, found: list[Leaf], reader: Reader, *, brief: bool) -> tuple[Hit, ...]:
    if not selection.hits:
        return ()
    wanted = simple(found)
    ids = [hit.id for hit in selection.hits]
    is_wordless = all(isinstance(leaf, Range) for leaf in wanted)
    excerpts = reader.cards(ids) if is_wordless else reader.excerpts(ids, wanted, PER_FIELD)
    passages = Passages(found, reader.variants, reader.fields).of(excerpts)
    records = excerpts if brief else reader.records(ids)
    return tuple(Hit(record, hit.score, hit.partial, shown)
                 for hit, record, shown in zip(selection.hits, records, passages, strict=True))


class Asked(NamedTuple):
    """The query, its key if it is a whole title, what was added to it, what to tell, and the record that it names."""

    query: Query | None
    title: str | None
    expansions: tuple[Expansion, ...]
    notices: list[Notice]
    named: Record | None = None

    @property
    def first(self) -> str | None:
        """The key of the title whose records come first."""
        return self.title if self.named is None else key(self.named.title)


def read(request: SearchRequest, reader: Reader, limits: Limits) -> Asked:
    """What a request looks for in this generation.

    Raises:
        QueryError, RequestError: as :func:`search`.
    """
    parser.check_length(request.query, limits)
    title = key(request.query)
    if title and reader.has_title(title):
        words = parser.read_words(request.query, limits=limits)
        query, expansions = _expanded(words, request, reader)
        return Asked(query, title, expansions, _title_notice(request, words, limits))
    parsed = _parse(request.query, request.typing, limits)
    if (named := identified(request.query, reader)) is not None:
        return Asked(naming(request.query, parsed, reader), None, (), [], named)
    query, expansions = _expanded(parsed, request, reader)
    notices = _ambiguities(query, expansions) if request.synonyms else []
    if query is not None and query.last is not None and _is_unknown(query.last[0], query, reader):
        term, word = query.last
        if reader.expansions(Prefix(word, term.field)):
            query = query.with_last_as_prefix()
            notices.append(Notice("prefix", f"No record has “{word}”; read as the beginning of a word: {word}*."))
    _check_expansions(query, reader, limits)
    return Asked(query, None, expansions, notices)


def _expanded(query: Query | None, request: SearchRequest,
              reader: Reader) -> tuple[Query | None, tuple[Expansion, ...]]:
    return (query, ()) if query is None or not request.synonyms else expand(query, reader)


def _ambiguities(query: Query | None, expansions: Sequence[Expansion]) -> list[Notice]:
    """A notice for each abbreviation of which it is not known what it stands for."""
    read = {word for each in expansions for word in each.term.split()}
    doubtful = dict.fromkeys(word.text for run in (query.runs if query else ()) for word in run
                             if word.text.isupper() and word.text not in read)
    return [Notice("ambiguous", f"“{text}” is searched for as typed: it may be short for {' or '.join(found)}.")
            for text in doubtful if (found := abbreviations.long_forms(text))]


def _is_unknown(term: Term, query: Query, reader: Reader) -> bool:
    """Whether a word finds nothing, nor anything that means the same."""
    return not reader.has_stem(term.stem) and term in leaves(query.full)


@lru_cache(maxsize=256)
def _parse(query: str, typing: bool, limits: Limits) -> Query | None:
    """The query, remembered, since filters and pages ask for the same one again."""
    return parser.parse(query, typing=typing, limits=limits)


def _title_notice(request: SearchRequest, query: Query | None, limits: Limits) -> list[Notice]:
    try:
        ordinary = _parse(request.query, request.typing, limits)
    except QueryError:
        ordinary = None
    if ordinary is not None and query is not None and ordinary.full == query.full:
        return []
    return [Notice("title", "This is the title of a record, so it was read as plain words.")]


def _check_expansions(query: Query | None, reader: Reader, limits: Limits) -> None:
    if query is None or limits.expansions is None:
        return
    words = 0
    for leaf in leaves(query.full, negated=True):
        if isinstance(leaf, Prefix | Fuzzy):
            words += reader.expansions(leaf)
        if words > limits.expansions:
            raise QueryError(f"the word patterns stand for more than {limits.expansions:,} words", position=0,
                             hint="type more letters before the *")


def _plan(request: SearchRequest, asked: Asked, choices: Mapping[str, tuple[Choice, ...]],
          counted: tuple[str, ...], *, whole: bool = False) -> Plan:
    query = asked.query
    full = None if query is None else query.full
    has_words = any(not isinstance(leaf, Range) for leaf in leaves(full))
    sort = request.sort or "relevance"
    return Plan(
        full=full,
        partial=None if query is None or request.match == "all" else query.partial,
        match=request.match, title=asked.first, filters=choices,
        sort="newest" if sort == "relevance" and not has_words else sort,
        offset=0 if whole else request.offset, limit=None if whole else request.limit, facets=counted,
    )
