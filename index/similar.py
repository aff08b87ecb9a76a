"""More like this: the records that are about what a record is about.

The words of its short fields that would add most to its score, were they a query of their own, find candidates
of its kind, by the same formula. Of these each word counts that both are about: score = Σ_t idf(t) · s(x) · s(x'),
with s(x) = x / (k1 + x), and x and x' of BM25F (:mod:`index.scoring`) over the short fields of the one and the other.
Common words are left out once the lists of postings become long, so that the work does not grow with the index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index import scoring
from index.engines.base import Plan, Reader
from index.errors import RequestError
from index.fields import BY_NAME, Field, values
from index.query import Term, any_of
from index.records import Record
from index.search import resolved
from index.text import STOP_WORDS, Token, field_tokens

TELLING = tuple(BY_NAME[name] for name in (
    "title", "acronym", "condition", "intervention", "other_name", "mesh", "keyword", "drug", "brand", "therapy",
    "indication"))
"""Fields that say what a record is about."""
_WORDS = 25
"""Words that are looked for."""
_POSTINGS = 50_000
"""Postings that their lists have together, at most."""
MOST = 20
"""Records that are looked at, and so the most that there can be."""
_LEAST = 0.05
"""How much of a record another one has to share, measured by the score that the record itself would have."""
_DECIMALS = 4
"""Of scores."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that is like another one, and how much."""

    id: str
    kind: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Similar:
    """The records that are like another one.

    Attributes:
        id, kind, title: of that record.
        words: of it that were looked for, the most telling first, as written and folded.
        alike: of the same kind, the most similar first, then by id.
        generation: that answered.
    """

    id: str
    kind: str
    title: str
    words: tuple[str, ...]
    alike: tuple[Alike, ...]
    generation: str


def similar(id: str, reader: Reader, limit: int = 5) -> Similar:
    """The records of its kind that are most like a record.

    Args:
        id: of the record, in any spelling.
        reader: the generation.
        limit: how many, up to :data:`MOST`.

    Raises:
        RecordNotFound: if there is no such record.
        RequestError: if the limit is not allowed.
    """
    if not 0 <= limit <= MOST:
        raise RequestError(f"limit {limit} is outside 0 to {MOST}", hint="give a smaller number")
    own = resolved(id, reader)
    (record,) = reader.excerpts([own], (), 0)
    x = _x(record)
    worth = dict(_telling(x, reader))
    least = max(_LEAST * _score(worth, x), 10 ** -_DECIMALS)
    alike = [Alike(other.id, other.kind, other.title, _score(worth, _x(other)))
             for other in _candidates(record, worth, reader)]
    ranked = sorted((each for each in alike if each.score >= least), key=lambda each: (-each.score, each.id))
    return Similar(own, record.kind, record.title, tuple(_as_written(record, worth)), tuple(ranked[:limit]),
                   reader.generation)


def _telling(x: Mapping[str, float], reader: Reader) -> Iterator[tuple[str, float]]:
    """The stems to look for, each with what it is worth in the record: idf · s(x)."""
    having = {stem: reader.having(Term(stem)) for stem in x}
    worth = {stem: scoring.idf(len(reader), having[stem]) * scoring.saturated(x[stem]) for stem in x}
    ordered = sorted((stem for stem in x if having[stem] > 1), key=lambda stem: (-worth[stem], stem))
    left, taken = _POSTINGS, 0
    for stem in ordered:
        if having[stem] <= left and taken < _WORDS:
            left, taken = left - having[stem], taken + 1
            yield stem, worth[stem]


def _candidates(record: Record, worth: Mapping[str, float], reader: Reader) -> list[Record]:
    """Other records of its kind with any of these stems, as a search ranks them."""
    if not worth:
        return []
    plan = Plan(full=any_of([Term(stem) for stem in worth]), partial=None, match="all", title=None,
                filters={"kind": (record.kind,)}, sort="relevance", offset=0, limit=MOST + 1, facets=())
    ids = [hit.id for hit in reader.select(plan).hits if hit.id != record.id]
    return reader.excerpts(ids[:MOST], (), 0)


def _score(worth: Mapping[str, float], x: Mapping[str, float]) -> float:
    return round(sum(worth[stem] * scoring.saturated(x[stem]) for stem in worth if stem in x), _DECIMALS)


def _x(record: Record) -> dict[str, float]:
    """Stem -> x over the telling fields; numbers, single letters and stop words aside."""
    found: dict[str, float] = {}
    for field in TELLING:
        tokens = _tokens(record, field)
        for (stem, word), frequency in Counter((token.stem, token.word) for token in tokens).items():
            if not (word.isdigit() or len(word) == 1 or word in STOP_WORDS):
                found[stem] = found.get(stem, 0.0) + scoring.weight(field, frequency, len(tokens))
    return found


def _as_written(record: Record, stems: Iterable[str]) -> Iterator[str]:
    """The words of these stems, as first written in the telling fields."""
    words = {token.stem: token.word for field in reversed(TELLING) for token in reversed(_tokens(record, field))}
    return (words[stem] for stem in stems)


def _tokens(record: Record, field: Field) -> list[Token]:
    return [token for _, token in field_tokens(values(record, field))]


def similar_dict(found: Similar) -> dict[str, Any]:
    """What is similar, as JSON values."""
    return {"id": found.id, "kind": found.kind, "title": found.title, "words": list(found.words),
            "similar": [{"id": each.id, "kind": each.kind, "title": each.title, "score": each.score}
                        for each in found.alike],
            "generation": found.generation}
