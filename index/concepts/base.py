"""What every source of concepts gives: for the words of a query, other words that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Synonym(NamedTuple):
    """What means the same as a term, or something narrower.

    Attributes:
        text: as its source spells it.
        stems: of all its words (:mod:`index.text`), as the index has them one after the other.
        source: ``spelling``, ``abbreviation``, ``drug names``, or the name of a vocabulary.
        narrower: whether it is only one kind of what the term means.
    """

    text: str
    stems: tuple[str, ...]
    source: str
    narrower: bool = False


class Concepts(Protocol):
    """The concepts of a generation. Safe to share between threads.

    Attributes:
        longest: stems of the longest term.
    """

    @property
    def longest(self) -> int:
        """Stems of the longest term; 0: there is none."""

    def find(self, stems: tuple[str, ...], context: frozenset[str]) -> Sequence[Synonym]:
        """What means the same, best first, with what is narrower, and never with what is broader.

        Args:
            stems: of one or more words of the query that follow each other, stop words aside.
            context: the stems of the query, of which the others tell what an ambiguous abbreviation means.

        Returns:
            Each once; none if this is no term.
        """

    def forget(self) -> None:
        """Let go of what is remembered of earlier questions."""


class NoConcepts:
    """Knows nothing."""

    longest = 0

    def find(self, stems: tuple[str, ...], context: frozenset[str]) -> Sequence[Synonym]:
        """Nothing."""
        return ()

    def forget(self) -> None:
        """Nothing is remembered."""


NONE = NoConcepts()
