"""A term as what is compared: the stems of its words, in one spelling, without stop words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.concepts.spellings import plain
from index.identifiers import compact
from index.text import STOP_WORDS, fold, tokens

_APART = re.compile(r"\b(gastro|laryngo|pharyngo|tracheo|broncho) (?=esoph)")
"""British writers put a hyphen where American ones write one word."""
_DIGIT = re.compile(r"\d")
_REMEMBERED = 65_536
"""Words whose stems are remembered; a vocabulary repeats its own."""


def stems(text: str) -> tuple[str, ...]:
    """The stems of all words, as the index has them one after the other; an identifier is one."""
    if _DIGIT.search(text):
        found = tokens(text)
        if found and found[0].word == compact(fold(text)):
            return (found[0].stem,)
    return tuple(stem for piece in text.split() for stem in _parts(piece))


def key(found: Iterable[str]) -> str:
    """What all spellings of a term have in common, of the stems that a query has for it: stop words aside."""
    return _APART.sub(r"\1", " ".join(map(plain, found)))


def key_of(text: str) -> str:
    """The key of a term as written; empty if it has nothing but stop words."""
    return key(stem for piece in text.split() for stem in _telling(piece))


@lru_cache(maxsize=_REMEMBERED)
def _parts(piece: str) -> tuple[str, ...]:
    """The stems of what stands between blanks."""
    return tuple({token.position: token.stem for token in tokens(piece)}.values())


@lru_cache(maxsize=_REMEMBERED)
def _telling(piece: str) -> tuple[str, ...]:
    """The stems that a query has for it: none if there is no word in it but stop words."""
    return () if all(token.word in STOP_WORDS for token in tokens(piece)) else stems(piece)
