"""Texts -> an index of their own, in the product's own way, and queries -> what it finds, in its order.

A text becomes an article. Its id is not searched: in its place the article has the number of the text, in a form
that nobody types. Queries are plain words, and nothing limits how many.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from index import engines, parser
from index.concepts import shelf
from index.engines.base import Plan, Reader
from index.expansion import expand
from index.parser import Limits
from index.records import Article
from index.store import Store
from index.text import key
from indexer.evaluation.collection import Text
from indexer.vocabularies import reading

DEPTH = 1_000
"""How many of the first texts of a ranking are measured, as is usual since TREC."""
_NO_LIMITS = Limits(characters=None, clauses=None, expansions=None)
_ID = "{:012d}".format
Rankings = Mapping[str, Sequence[str]]
"""Query -> ids of texts, the best first."""


@contextmanager
def throw_away_index(texts: Iterable[tuple[str, Text]],
                     vocabularies: Sequence[Path] = ()) -> Iterator[tuple[Reader, list[str]]]:
    """An index of these texts and their ids by number, both gone in the end.

    Args:
        texts: with their ids.
        vocabularies: files that say what means the same, as for ``trialdex vocabulary add``.
    """
    with tempfile.TemporaryDirectory(prefix="trialdex-evaluate-", ignore_cleanup_errors=True) as folder:
        store, ids = Store(Path(folder), engines.get()), list[str]()
        with store.build([]) as build:
            for number, (name, text) in enumerate(texts):
                build.add(Article(id=_ID(number), title=text.title or "", summary=text.text or None))
                ids.append(name)
            for path in vocabularies:
                header, data = reading.read(str(path))
                shelf.put(store.folder, header.name, build.generation, data)
            build.commit()
        with closing(store.open()) as reader:
            yield reader, ids


def rank_texts(queries: Mapping[str, str], reader: Reader, ids: Sequence[str], match: str, *,
               synonyms: bool = True) -> Rankings:
    """The first texts of each query."""
    return {name: [ids[int(found)] for found in rank(query, reader, match, synonyms=synonyms)]
            for name, query in queries.items()}


def rank(query: str, reader: Reader, match: str, *, synonyms: bool = True, depth: int = DEPTH) -> list[str]:
    """The ids of the first records for a query of plain words; none if it has no word."""
    words = parser.read_words(query, limits=_NO_LIMITS)
    if words is None:
        return []
    if synonyms:
        words, _ = expand(words, reader)
    title = key(query)
    plan = Plan(full=words.full, partial=None if match == "all" else words.partial, match=match,
                title=title if reader.has_title(title) else None, filters={}, sort="relevance",
                offset=0, limit=depth, facets=())
    return [hit.id for hit in reader.select(plan).hits]
