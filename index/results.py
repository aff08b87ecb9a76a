"""What a search answers, and the one function that makes its JSON bytes.

Highlights are spans over text, never markup: who shows them escapes them. What a page holds by the
hundred is a msgspec structure, frozen like a dataclass but made in a tenth of the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from index.records import Record, to_dict


class Snippet(msgspec.Struct, frozen=True, gc=False):
    """A passage of a field; ``spans`` are half-open, in code points of ``text``, ascending."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One record of the result; ``partial`` says that it lacks some of the words.

    ``snippets`` maps names of fields to the passages in which something was found. The title is
    always there, whole.
    """

    record: Record
    score: float
    partial: bool
    snippets: Mapping[str, tuple[Snippet, ...]]


class FacetCount(msgspec.Struct, frozen=True, gc=False):
    """A value of a facet in its commonest spelling, with the number of records that have it."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The listed values of a facet, and how many ``distinct`` ones the result has, ``(none)`` aside."""

    distinct: int
    values: tuple[FacetCount, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about the answer, such as a word that was read as a prefix."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was looked for besides.

    Attributes:
        term: of the query, as typed.
        added: what means the same, as its source spells it.
        source: see :class:`index.concepts.base.Synonym`.
        hits: records of the index that have it.
        narrower: whether it is only one kind of what the term means.
    """

    term: str
    added: str
    source: str
    hits: int
    narrower: bool


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What words of the query may mean: a filter that is proposed in their place.

    Attributes:
        text: the words, as typed.
        field, value: the facet and its value; of phases and years it may be several.
        count: records of the page that has the filter, and not the words.
        span: half-open, in code points of the query: the words, and stop words before them; not in the JSON.
    """

    text: str
    field: str
    value: str
    count: int
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A part of a request of which no record has all.

    Attributes:
        kind: ``word`` or ``filter``.
        text: of the query, as typed, or the chosen values.
        field: of a filter its facet.
        without: records that have all of the rest.
        span: of a word, half-open, in code points of the query; not in the JSON.
    """

    kind: str
    text: str
    field: str | None
    without: int
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a result.

    Attributes:
        query, match, filters, sort, offset, limit: the request; filters in canonical spelling.
        total: the records that the query and all filters select, partial ones included.
        total_all_words: those among them that match the whole query.
        took_ms: milliseconds.
        generation: that answered, such as ``gen-000003``.
        suggestion: the query with words that are in the index, where its own are not.
        together: records of the page that has all filters of the interpretation; not in the JSON.
        named: the id of the record that the query is an identifier of; not in the JSON.
        years: (year, count) for every year of the facet ``year``, ascending; not in the JSON.
    """

    query: str
    match: str
    filters: Mapping[str, tuple[str, ...]]
    sort: str
    total: int
    total_all_words: int
    offset: int
    limit: int | None
    took_ms: float
    generation: str
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    suggestion: str | None
    notices: tuple[Notice, ...]
    expansions: tuple[Expansion, ...] = ()
    interpretation: tuple[Interpretation, ...] = ()
    together: int = 0
    diagnosis: tuple[Diagnosis, ...] = ()
    named: str | None = None
    years: tuple[tuple[int, int], ...] = ()


def hit_dict(hit: Hit) -> dict[str, Any]:
    """A hit as JSON values."""
    return {
        "id": hit.record.id, "kind": hit.record.kind, "title": hit.record.title,
        "score": hit.score, "partial": hit.partial,
        "snippets": {name: [{"text": s.text, "spans": [list(span) for span in s.spans]} for s in found]
                     for name, found in hit.snippets.items()},
        "record": to_dict(hit.record),
    }


def facet_dict(facet: Facet) -> dict[str, Any]:
    """A facet as JSON values."""
    return {"distinct": facet.distinct,
            "values": [{"value": v.value, "count": v.count, "selected": v.selected} for v in facet.values]}


def page_dict(page: SearchPage) -> dict[str, Any]:
    """A page as JSON values, keys in the order of the contract."""
    return {
        "query": page.query, "match": page.match,
        "filters": {name: list(chosen) for name, chosen in page.filters.items()},
        "sort": page.sort, "total": page.total, "total_all_words": page.total_all_words,
        "offset": page.offset, "limit": page.limit, "took_ms": page.took_ms,
        "generation": page.generation, "hits": [hit_dict(hit) for hit in page.hits],
        "facets": {name: facet_dict(facet) for name, facet in page.facets.items()},
        "suggestion": page.suggestion,
        "expansions": [asdict(each) for each in page.expansions],
        "interpretation": [{"text": each.text, "field": each.field, "value": each.value, "count": each.count}
                           for each in page.interpretation],
        "diagnosis": [{"kind": each.kind, "text": each.text, "field": each.field, "without": each.without}
                      for each in page.diagnosis],
        "notices": [{"code": notice.code, "text": notice.text} for notice in page.notices],
    }


def to_bytes(values: Mapping[str, Any]) -> bytes:
    """JSON values as the bytes that command line and API send: UTF-8, two blanks of indent, a newline."""
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
