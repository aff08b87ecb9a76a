"""A query with what means the same as its words, and the account of what was added.

Terms are looked for from left to right, the longest first. Each word of a term that has several becomes a group
with the whole synonym: a record has to have every word, or the synonym in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.concepts.base import Synonym
from index.engines.base import Reader
from index.parser import parse
from index.query import Group, Node, Phrase, Query, Term, Word
from index.results import Expansion

_MOST, _TRIED = 12, 32
"""Synonyms of one term that are looked for, and those of which it is asked whether the index has them."""


def expand(query: Query, reader: Reader) -> tuple[Query, tuple[Expansion, ...]]:
    """The query, each bare word with what means the same, and what was added."""
    groups: dict[Term | Phrase, dict[Term | Phrase, None]] = {}
    added: list[Expansion] = []
    for words, synonyms in terms(query, reader):
        term = " ".join(word.text for word in words)
        for synonym, leaf, hits in synonyms:
            added.append(Expansion(term, synonym.text, synonym.source, hits, synonym.narrower))
            for word in _replaced(words, synonym):
                groups.setdefault(word.leaf, {})[leaf] = None
    if not added:
        return query, ()

    def grouped(node: Node) -> Node:
        return Group(node, tuple(groups[node])) if isinstance(node, Term | Phrase) and node in groups else node

    return query.changed(grouped), tuple(added)


def exactly(text: str, term: str) -> str:
    """The text of a query in which this term, wherever it stands in bare words, means just itself.

    Raises:
        QueryError: if it cannot be read, as a title that was read as plain words.
    """
    query = parse(text, typing=True)
    starts = {word.start for run in query.runs for words in _spelled(run, term) for word in words} if query else set()
    return "".join(f"={letter}" if at in starts else letter for at, letter in enumerate(text))


def _spelled(run: Sequence[Word], term: str) -> Iterator[Sequence[Word]]:
    """The places of a run where the term stands."""
    for at in range(len(run)):
        for end in range(at + 1, len(run) + 1):
            if " ".join(word.text for word in run[at:end]) == term:
                yield run[at:end]


Known = tuple[Synonym, Term | Phrase, int]
"""A synonym that the index has, its leaf, and how many records have it."""


def terms(query: Query, reader: Reader) -> Iterator[tuple[Sequence[Word], list[Known]]]:
    """The terms of which the index has a synonym, each with the words that it is of."""
    every = frozenset(stem for run in query.runs for word in run for stem in _stems(word.leaf))
    longest = reader.concepts.longest
    for run in query.runs:
        at = 0
        while at < len(run):
            for end in range(min(len(run), at + longest), at, -1):
                if known := _known(run[at:end], every, reader):
                    yield run[at:end], known
                    at = end - 1
                    break
            at += 1


def _known(words: Sequence[Word], every: frozenset[str], reader: Reader) -> list[Known]:
    """The synonyms of these words that the index has; ``every`` are the stems of the whole query."""
    stems = tuple(stem for word in words for stem in _stems(word.leaf))
    synonyms = reader.concepts.find(stems, every)
    asked = [_run(_stems(word.leaf)) for word in words] if synonyms else []
    found: dict[str, Known] = {}
    tried = 0
    for synonym in synonyms:
        run = _run(synonym.stems)
        is_found = all(word in run for word in asked) or any(other in run for other in found)
        if is_found or not all(map(reader.has_stem, synonym.stems)):
            continue
        leaf = Term(synonym.stems[0]) if len(synonym.stems) == 1 else Phrase(synonym.stems)
        tried += 1
        if hits := reader.having(leaf):
            # What has a synonym within is found by that one.
            found = {other: known for other, known in found.items() if run not in other}
            found[run] = synonym, leaf, hits
        if len(found) == _MOST or tried == _TRIED:
            break
    return list(found.values())


def _replaced(words: Sequence[Word], synonym: Synonym) -> list[Word]:
    """The words that a synonym stands in the place of; those that it has itself are found there anyway."""
    run = _run(synonym.stems)
    return [word for word in words if _run(_stems(word.leaf)) not in run]


def _run(stems: Sequence[str]) -> str:
    """The stems as a text, in which that of others is found where they stand in them unbroken."""
    return f" {' '.join(stems)} "


def _stems(leaf: Term | Phrase) -> tuple[str, ...]:
    return leaf.stems if isinstance(leaf, Phrase) else (leaf.stem,)
