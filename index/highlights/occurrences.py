"""Where the leaves of a query occur in a value, word by word: what every faster way has to agree with."""

from __future__ import annotations

from collections.abc import Sequence

from index.fuzzy import within_one_edit
from index.query import Fuzzy, Phrase, Prefix, Simple, Term
from index.text import Token, field_tokens

Occurrence = tuple[int, int, int]
"""A half-open span, in code points of the value, and the number of the leaf."""


def occurrences(text: str, leaves: Sequence[Simple], whole: bool) -> list[Occurrence]:
    """The occurrences of leaves in a value, ascending.

    Args:
        text: the value.
        leaves: of a query, numbered from 0.
        whole: the value is an identifier (:func:`index.text.field_tokens`).
    """
    tokens = [token for _, token in field_tokens((text,), whole)]
    found: list[Occurrence] = []
    for number, leaf in enumerate(leaves):
        matching = _phrases(tokens, leaf) if isinstance(leaf, Phrase) else [each for each in tokens if _is(each, leaf)]
        found += [(token.start, token.end, number) for token in matching]
    return sorted(found)


def _is(token: Token, leaf: Simple) -> bool:
    match leaf:
        case Term(stem):
            return token.stem == stem
        case Prefix(prefix):
            return token.word.startswith(prefix)
        case Fuzzy(word):
            return within_one_edit(word, token.word)
        case _:
            return False


def _phrases(tokens: list[Token], leaf: Phrase) -> list[Token]:
    places = {(token.position, token.stem): token for token in tokens}
    found: list[Token] = []
    for position, stem in places:
        run = [places.get((position + n, wanted)) for n, wanted in enumerate(leaf.stems)]
        if stem == leaf.stems[0] and all(run):
            found += filter(None, run)
    return found
