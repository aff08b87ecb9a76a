"""The judged queries of our own, over the samples of the registry: see ``tests/relevance/README.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench.registry import DATA
from index import engines
from index.engines.base import Reader
from index.request import SearchRequest
from index.search import search
from index.store import Store
from indexer.evaluation.collection import Judged, read_judged
from indexer.evaluation.measuring import PerQuery, per_query
from indexer.pipeline import reindex
from indexer.vocabularies import changing, reading

_QUERIES = Path(__file__).parents[1] / "tests" / "relevance"
_SAMPLES = ("ctg-studies.json.zip", "search-results-xml.zip")
_KNOWN = "known-"
"""Begins the ids of queries that have one right answer."""
_FIRST = 3
_DEPTH = 100


def judged() -> Judged:
    """The queries with their judgements."""
    return read_judged(_QUERIES / "queries.jsonl", _QUERIES / "qrels.tsv")


@contextmanager
def sample_index(folder: Path, vocabularies: Sequence[Path] = ()) -> Iterator[Reader]:
    """The samples, indexed in this folder as ``reindex`` does it, with these vocabularies."""
    store = Store(folder, engines.get(jobs=1))
    reindex([str(DATA / name) for name in _SAMPLES], store, jobs=1)
    for path in vocabularies:
        changing.add(store, *reading.read(str(path)))
    with closing(store.open()) as reader:
        yield reader


def answers(queries: Mapping[str, str], reader: Reader, *, synonyms: bool = True,
            match: str = "auto") -> dict[str, list[str]]:
    """What a person would see of each query, down to the hundredth hit."""
    return {name: [hit.record.id for hit in search(
                SearchRequest(query, match=match, limit=_DEPTH, synonyms=synonyms), reader, brief=True).hits]
            for name, query in queries.items()}


def measured(found: Mapping[str, Sequence[str]], judged: Judged) -> PerQuery:
    """Every measure of every query."""
    return per_query(found, judged.qrels)


def missed(found: Mapping[str, Sequence[str]], judged: Judged) -> list[str]:
    """The queries whose one right answer is not among the first three."""
    return [name for name in found if name.startswith(_KNOWN)
            and not any(judged.qrels[name].get(found_id, 0) > 0 for found_id in found[name][:_FIRST])]


def known(judged: Judged) -> int:
    """How many queries have one right answer."""
    return sum(name.startswith(_KNOWN) for name in judged.queries)
