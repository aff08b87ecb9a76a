"""The leaves of our syntax tree over Whoosh postings: which records have them, and with which x.

Groups and phrases are one word of the formula, which no query of Whoosh's own is. So they are
queries of ours that read Whoosh postings and hand Whoosh a list of (record, x).
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from whoosh.matching import ListMatcher, Matcher, NullMatcher
from whoosh.query import Query as WhooshQuery
from whoosh.reading import IndexReader

from index.engines.whoosh.schema import RECORD_LEVEL, Placed, word_field, x_of
from index.engines.whoosh.weighting import WeightScorer
from index.fields import BY_NAME, TEXT_FIELDS, Field
from index.fuzzy import close_words
from index.query import Fuzzy, Phrase, Prefix, Term
from index.scoring import idf
from index.variants import stands_for

Scored = Term | Phrase | Prefix | Fuzzy
_PLACED = Placed()


class LeafQuery(WhooshQuery):  # type: ignore[misc]
    """A phrase or a group as one word of the formula."""

    def __init__(self, leaf: Scored) -> None:
        self.leaf = leaf
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LeafQuery) and self.leaf == other.leaf

    def __hash__(self) -> int:
        return hash(self.leaf)

    def __repr__(self) -> str:
        return f"LeafQuery({self.leaf!r})"

    __str__ = __repr__

    def is_leaf(self) -> bool:
        """Whoosh's trees ask."""
        return True

    def estimate_size(self, ixreader: IndexReader) -> int:
        """How many records match, as far as can be told without looking."""
        return int(ixreader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """The matching records with their x as weights."""
        found = postings(self.leaf, searcher.reader())
        if not found:
            return NullMatcher()
        ids = sorted(found)
        scorer = WeightScorer(leaf_idf(self.leaf, searcher.reader()))
        return ListMatcher(ids, [found[number] for number in ids], scorer=scorer)


def forget() -> None:
    """Drop what was remembered of readers, so that closed ones can go."""
    for remembered in (postings, leaf_idf, expand, variants, vocabulary):
        remembered.cache_clear()


@lru_cache(maxsize=256)
def postings(leaf: Scored, reader: IndexReader) -> Mapping[int, float]:
    """Record number -> x, of the records that have the leaf; remembered, since a search asks several times."""
    if isinstance(leaf, Term):
        return _term(reader, leaf.field or RECORD_LEVEL, leaf.stem)
    if isinstance(leaf, Phrase):
        return _phrase(reader, leaf)
    found: dict[int, float] = {}
    for word in expand(leaf, reader):
        for number, x in _term(reader, word_field(leaf.field or RECORD_LEVEL), word).items():
            found[number] = found.get(number, 0.0) + x
    return found


@lru_cache(maxsize=256)
def leaf_idf(leaf: Scored, reader: IndexReader) -> float:
    """idf of a leaf: of a phrase the sum over its words, of a group that of its union."""
    count = reader.doc_count()
    if isinstance(leaf, Term):
        return idf(count, reader.doc_frequency(RECORD_LEVEL, leaf.stem.encode()))
    if isinstance(leaf, Phrase):
        return sum(idf(count, reader.doc_frequency(RECORD_LEVEL, stem.encode())) for stem in leaf.stems)
    return idf(count, len(postings(type(leaf)(*_unfielded(leaf)), reader)))


def _unfielded(leaf: Prefix | Fuzzy) -> tuple[str]:
    return (leaf.prefix if isinstance(leaf, Prefix) else leaf.word,)


@lru_cache(maxsize=256)
def expand(leaf: Prefix | Fuzzy, reader: IndexReader) -> list[str]:
    """The words of the index that a group stands for."""
    words = vocabulary(reader)
    if isinstance(leaf, Prefix):
        first = bisect.bisect_left(words, leaf.prefix)
        last = bisect.bisect_left(words, leaf.prefix + "\U0010ffff")
        return list(words[first:last])
    return close_words(leaf.word, words)


@lru_cache(maxsize=256)
def variants(leaf: Term | Phrase | Fuzzy, reader: IndexReader) -> tuple[str, ...]:
    """The words of the index that a leaf stands for, ascending by code point."""
    return tuple(word for word in vocabulary(reader) if stands_for(leaf, word))


@lru_cache(maxsize=8)
def vocabulary(reader: IndexReader) -> tuple[str, ...]:
    """All words as written, ascending by code point."""
    return tuple(sorted(word.decode() for word in reader.lexicon(word_field(RECORD_LEVEL))))


def _term(reader: IndexReader, field: str, term: str) -> dict[int, float]:
    return {number: x_of(value) for number, value in _values(reader, field, term)}


def _values(reader: IndexReader, field: str, term: str) -> list[tuple[int, bytes]]:
    text = term.encode()
    if (field, text) not in reader:
        return []
    matcher = reader.postings(field, text)
    found = []
    while matcher.is_active():
        found.append((matcher.id(), matcher.value()))
        matcher.next()
    return found


def _phrase(reader: IndexReader, leaf: Phrase) -> dict[int, float]:
    found: dict[int, float] = {}
    for field in (TEXT_FIELDS if leaf.field is None else (BY_NAME[leaf.field],)):
        for number, x in _phrase_in(reader, leaf, field).items():
            found[number] = found.get(number, 0.0) + x
    return found


def _phrase_in(reader: IndexReader, leaf: Phrase, field: Field) -> dict[int, float]:
    values: dict[str, dict[int, bytes]] = {}
    for stem in dict.fromkeys(leaf.stems):
        values[stem] = dict(_values(reader, field.name, stem))
        if not values[stem]:
            return {}
    found = {}
    for number in set.intersection(*(set(of_stem) for of_stem in values.values())):
        places = {stem: set(_PLACED.decode_positions(of_stem[number])) for stem, of_stem in values.items()}
        starts = places[leaf.stems[0]]
        occurrences = sum(all(start + n in places[stem] for n, stem in enumerate(leaf.stems)) for start in starts)
        if occurrences:
            # x is linear in the frequency, so one occurrence is worth x / frequency of any of its words.
            found[number] = x_of(values[leaf.stems[0]][number]) / len(starts) * occurrences
    return found
