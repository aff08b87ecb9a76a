"""What a search would add to a term."""

from __future__ import annotations

from collections.abc import Sequence

from index.concepts.base import Concepts, Synonym
from index.parser import read_words
from index.query import Phrase


def synonyms(term: str, concepts: Concepts) -> Sequence[Synonym]:
    """What means the same as a term, or something narrower, whether or not a record has it.

    Raises:
        QueryError: if the term is too long for a query.
    """
    query = read_words(term)
    leaves = [word.leaf for run in query.runs for word in run] if query else []
    stems = tuple(stem for leaf in leaves for stem in (leaf.stems if isinstance(leaf, Phrase) else (leaf.stem,)))
    return concepts.find(stems, frozenset())
