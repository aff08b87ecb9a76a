"""All that an index knows to mean the same: spellings, abbreviations, names of drugs, vocabularies, in this order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from index.concepts import abbreviations
from index.concepts.base import Synonym
from index.concepts.spellings import other_spellings, plain, respelled
from index.concepts.terms import key, stems

SPELLING = "spelling"
_REMEMBERED = 2048
"""Words and runs of words that are remembered, most of which are no terms; a search asks for each several times."""


class Terms(Protocol):
    """Terms that are found by their keys (:func:`index.concepts.terms.key`)."""

    @property
    def longest(self) -> int:
        """Stems of the longest key."""

    def find(self, key: str) -> Iterator[Synonym]:
        """All terms of the concepts with this key, itself too, in each spelling; then the narrower ones."""


class Joined:
    """What is built in, together with the terms of a generation."""

    def __init__(self, terms: Sequence[Terms] = ()) -> None:
        self._terms = terms
        self._remembered = lru_cache(_REMEMBERED)(self._find)

    @property
    def longest(self) -> int:
        """Stems of the longest term."""
        return max([abbreviations.longest(), *(each.longest for each in self._terms)])

    def find(self, stems: tuple[str, ...], context: frozenset[str]) -> Sequence[Synonym]:
        """What means the same; see :class:`index.concepts.base.Concepts`."""
        is_doubtful = len(stems) == 1 and key(stems) in abbreviations.doubtful()
        return self._remembered(stems, context.difference(stems) if is_doubtful else frozenset())

    def forget(self) -> None:
        """Let go of what is remembered."""
        self._remembered.cache_clear()

    def _find(self, asked: tuple[str, ...], context: frozenset[str]) -> tuple[Synonym, ...]:
        wanted = key(asked)
        known = [*abbreviations.find(wanted, frozenset(map(plain, context))),
                 *(each for terms in self._terms for each in terms.find(wanted))]
        spelled = _spelled(asked, wanted) if known or " " not in wanted else ()
        found: dict[tuple[str, ...], Synonym] = {}
        for synonym in (*spelled, *known):
            found.setdefault(synonym.stems, synonym)
        found.pop(asked, None)
        return tuple(found.values())


def _spelled(asked: tuple[str, ...], wanted: str) -> Iterator[Synonym]:
    """The other spellings of a term; only those of one word are good whatever the words mean."""
    if " " not in wanted:
        yield from (Synonym(text, found, SPELLING) for text, found in other_spellings(wanted))
    else:
        yield from (Synonym(text, stems(text), SPELLING) for text in respelled(" ".join(asked)))


BUILT_IN = Joined()
