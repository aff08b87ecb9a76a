"""A query cut into the parts that all have to hold, so that some can be left out of its text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from index.lexer import Lexeme, lex
from index.text import STOP_WORDS, tokens

Span = tuple[int, int]
"""Half-open, in code points of the query."""
_NOT_PLAIN = "=*~"


class Piece(NamedTuple):
    """A word, phrase or range, or what stands in parentheses, with its negations.

    Attributes:
        start, end: half-open, in code points of the query.
        plain: a bare word, whose meaning no sign has changed.
        after_and: whether an AND stands before it.
    """

    text: str
    start: int
    end: int
    plain: bool
    after_and: bool

    @property
    def is_stop(self) -> bool:
        """Whether it is bare and has nothing but stop words, which are not looked for, or signs."""
        return self.plain and all(token.word in STOP_WORDS for token in tokens(self.text))


@lru_cache(maxsize=64)
def pieces(text: str, typing: bool) -> tuple[Piece, ...]:
    """The parts of a query that can be read; none where they are alternatives (OR). Remembered."""
    found = tuple(_pieces(text, list(lex(text, typing))))
    return () if any(piece.text == "OR" for piece in found) else found


def without(text: str, typing: bool, spans: Collection[Span]) -> str:
    """The text of a query without the pieces that lie in these spans."""
    kept = [piece for piece in pieces(text, typing)
            if not any(start <= piece.start and piece.end <= end for start, end in spans)]
    joined = "".join(f" {'AND ' * piece.after_and}{piece.text}" if place else piece.text
                     for place, piece in enumerate(kept))
    return "" if all(piece.is_stop for piece in kept) else joined


def _pieces(text: str, lexemes: list[Lexeme]) -> Iterator[Piece]:
    depth, start, after_and = 0, None, False
    for lexeme in lexemes:
        if start is None and lexeme.kind == "AND":
            after_and = True
            continue
        start = lexeme.position if start is None else start
        depth += (lexeme.kind == "(") - (lexeme.kind == ")")
        if depth == 0 and lexeme.kind != "NOT":
            plain = (lexeme.kind == "word" and lexeme.field is None and start == lexeme.position
                     and not any(sign in lexeme.text for sign in _NOT_PLAIN))
            yield Piece(text[start:lexeme.end], start, lexeme.end, plain, after_and)
            start, after_and = None, False
    if start is not None:
        yield Piece(text[start:], start, len(text), False, after_and)
