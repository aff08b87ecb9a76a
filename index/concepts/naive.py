"""The oracle of :mod:`index.concepts.table`: the same terms, found by looking at every concept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from index.concepts import naming
from index.concepts.base import Synonym
from index.concepts.generation import DRUG_NAMES, stored
from index.concepts.naming import LONGEST
from index.concepts.table import MOST, Source
from index.concepts.terms import key_of, stems
from index.concepts.vocabulary import Concept
from index.manifest import FileEntry
from index.records import Monograph


class NaiveTerms:
    """Concepts in memory."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = [(name, list(concepts)) for name, concepts in sources]

    @property
    def longest(self) -> int:
        """Stems of the longest key."""
        return max((len(key.split()) for _, concepts in self._sources for each in concepts for key in _keys(each)),
                   default=0)

    def find(self, key: str) -> Iterator[Synonym]:
        """All terms of the concepts with this key, then the narrower ones, the nearest first."""
        return islice(self._find(key), MOST)

    def _find(self, key: str) -> Iterator[Synonym]:
        level = [(name, each, concepts) for name, concepts in self._sources for each in _meant(concepts, key)]
        known: list[tuple[str, str]] = []
        narrower = False
        while level:
            for name, each, _ in level:
                known.append((name, each.id))
                yield from (Synonym(text, stems(text), name, narrower) for text in _names(each))
            below = [(name, child, concepts) for name, each, concepts in level
                     for child in concepts if each.id in child.parents]
            level = [item for at, item in enumerate(below)
                     if (item[0], item[1].id) not in known and item not in below[:at]]
            narrower = True


def naive_terms(folder: Path, files: Mapping[str, FileEntry] | None,
                monographs: Iterable[Monograph]) -> Sequence[NaiveTerms]:
    """What the files of a generation (:mod:`index.concepts.generation`) say, of its monographs and its vocabularies."""
    drugs, vocabularies = stored(folder, files)
    found = []
    with closing(drugs), closing(vocabularies):
        if drugs:
            drugs.table().check()
            found.append(NaiveTerms([Source(DRUG_NAMES, naming.drugs(monographs))]))
        if vocabularies:
            found.append(NaiveTerms(vocabularies.table().concepts()))
    return found


def _meant(concepts: Sequence[Concept], key: str) -> Sequence[Concept]:
    """Those whose name it is, or else those that have it as a synonym."""
    having = [each for each in concepts if key in _keys(each)]
    return [each for each in having if key_of(each.name) == key] or having


def _keys(concept: Concept) -> list[str]:
    return [key for name in _names(concept) if 0 < len((key := key_of(name)).split()) <= LONGEST]


def _names(concept: Concept) -> Sequence[str]:
    return (concept.name, *concept.synonyms) if concept.name else ()
