"""Concepts that are stated by hand, or drawn over the words of generated records."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from index.concepts.base import Synonym
from index.text import STOP_WORDS, tokens
from tests.records import COMMON, WORDS


class Stated:
    """Terms, each with what means the same, as texts."""

    def __init__(self, **synonyms: Sequence[str]) -> None:
        self._found = {stems(term.replace("_", " ")): [Synonym(text, stems(text), "test") for text in texts]
                       for term, texts in synonyms.items()}
        self.longest = max(map(len, self._found), default=0)

    def forget(self) -> None:
        pass

    def find(self, stems: tuple[str, ...], context: frozenset[str]) -> Sequence[Synonym]:
        """What means the same."""
        return self._found.get(stems, ())


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text, stop words aside."""
    by_position = {token.position: token for token in tokens(text)}
    return tuple(token.stem for token in by_position.values() if token.word not in STOP_WORDS)


def drawn(chance: Random) -> Stated:
    """A few terms over the words of generated records."""
    def term() -> str:
        words = [chance.choice(COMMON if chance.random() < 0.7 else WORDS) for _ in range(chance.choice((1, 1, 2, 3)))]
        return " ".join(words)

    return Stated(**{term(): [each for _ in range(chance.randint(1, 3)) if stems(each := term())]
                     for _ in range(chance.randint(0, 6))})
