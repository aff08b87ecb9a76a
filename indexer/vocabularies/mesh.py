"""Descriptors of MeSH, whatever file they come in: the tree numbers say which are above which.

A term of its preferred concept means the same as the heading; a narrower one is a concept of its own below; broader and
related ones never count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.concepts.vocabulary import Concept
from indexer.vocabularies.base import concept

TITLE = "Medical Subject Headings"
NAME = "mesh"


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A descriptor.

    Attributes:
        id: its unique identifier.
        terms: of its preferred concept, the heading first.
        narrower: (id, terms) of concepts of it that are narrower.
        trees: its places in the trees, such as ``C23.888.592``.
    """

    id: str
    terms: tuple[str, ...]
    narrower: tuple[tuple[str, tuple[str, ...]], ...]
    trees: tuple[str, ...]


def concepts(descriptors: Iterable[Descriptor]) -> Iterator[Concept]:
    """The concepts of all descriptors, which are held, since one that is above another may come after it."""
    found = list(descriptors)
    at = {tree: each.id for each in found for tree in each.trees}
    for each in found:
        above = (at.get(tree.rpartition(".")[0]) for tree in each.trees)
        made = (concept(each.id, each.terms, filter(None, above)),
                *(concept(below, terms, [each.id]) for below, terms in each.narrower))
        yield from filter(None, made)
