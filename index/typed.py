"""The parts of a query in the words of the person who typed it."""

from __future__ import annotations

from collections.abc import Iterator

from index.lexer import lex
from index.parser import parse, read_words
from index.query import And, Fuzzy, Group, Node, Not, Or, Phrase, Prefix, Query, Range, Term, leaves


class Typed:
    """What each part of a query was read from.

    Args:
        text: of the query.
        typing: it is still being typed.
        plain: it was read as plain words, as a whole title is.
    """

    def __init__(self, text: str, typing: bool, plain: bool) -> None:
        self._texts: dict[Node, dict[str, None]] = {}
        for piece, query in _plain(text) if plain else _pieces(text, typing):
            for leaf in leaves(None if query is None else query.full):
                self._texts.setdefault(leaf, {})[piece] = None

    def text(self, node: Node) -> str:
        """A part as typed; a word that was typed in several forms in all of them."""
        if node in self._texts:
            return ", ".join(self._texts[node])
        match node:
            case Group(word):
                return self.text(word)
            case Not(child):
                return f"NOT {self.text(child)}"
            case And(children):
                return f"({' '.join(map(self.text, children))})"
            case Or(children):
                return f"({' OR '.join(map(self.text, children))})"
            case _:
                return _written(node)


def _plain(text: str) -> Iterator[tuple[str, Query | None]]:
    return ((word, read_words(word)) for word in text.split())


def _pieces(text: str, typing: bool) -> Iterator[tuple[str, Query | None]]:
    for lexeme in lex(text, typing):
        if lexeme.kind in ("word", "phrase", "identifier"):
            piece = text[lexeme.position:lexeme.end]
            yield piece, parse(piece, typing=True)


def _written(leaf: Term | Phrase | Prefix | Fuzzy | Range) -> str:
    """A leaf as it could be typed, where it was read from no text of its own."""
    match leaf:
        case Prefix(prefix):
            word = f"{prefix}*"
        case Fuzzy(wanted):
            word = f"{wanted}~"
        case Term(stem):
            word = stem
        case Phrase(stems):
            word = f'"{" ".join(stems)}"'
        case Range(field, low, high):
            return f"{field}:{'' if low is None else low}..{'' if high is None else high}"
    return word if leaf.field is None else f"{leaf.field}:{word}"
