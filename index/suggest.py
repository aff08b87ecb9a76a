"""Suggestions as one types: drugs, conditions, sponsors, titles and ids, mixed.

First stand values that are just what was typed, then those that begin so, then the others; each time the commonest
first. Only where hardly a title is found, and nothing else, words may have an error (:mod:`index.asked`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from index import parser
from index.asked import Asked, read, words_of
from index.engines.base import Reader, Value
from index.errors import QueryError, RequestError
from index.fields import NAMED
from index.lexer import lex

DEFAULT, MOST = 10, 50
"""How many suggestions are made, and how many at most."""
_KINDS = {"brand": "drug"}
"""Fields whose values are suggested as those of another one."""
_FEW = 3
"""With so many titles what was typed is no error."""


class Suggestion(msgspec.Struct, frozen=True, gc=False):
    """What may be meant: its text, its kind, and how many records have it."""

    text: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a text may be the beginning of, in order; ``took_ms`` are milliseconds."""

    query: str
    suggestions: tuple[Suggestion, ...]
    took_ms: float


def suggest(text: str, reader: Reader, limit: int = DEFAULT) -> Suggestions:
    """What a text may be the beginning of.

    A third of the places is kept for ids and another one for titles, if there are so many.

    Args:
        text: as typed so far; case, accents and hyphens are forgiven.
        reader: the generation.
        limit: of suggestions.

    Raises:
        QueryError: if the text is too long.
        RequestError: if the limit is out of bounds.
    """
    started = time.perf_counter()
    parser.check_length(text, parser.DEFAULT_LIMITS)
    if not 0 <= limit <= MOST:
        raise RequestError(f"{limit} suggestions cannot be made", hint=f"ask for at most {MOST}")
    asked = None if _excludes(text) else read(text)
    found = _suggested(asked, reader, limit) if asked and limit else []
    return Suggestions(text, tuple(found), round((time.perf_counter() - started) * 1000, 1))


def _excludes(text: str) -> bool:
    """Whether something is excluded: what is suggested takes the place of the whole text, and would lose that."""
    try:
        return any(lexeme.kind == "NOT" for lexeme in lex(text, typing=True))
    except QueryError:
        return False


def suggestions_dict(found: Suggestions) -> dict[str, Any]:
    """Suggestions as JSON values."""
    return {"query": found.query, "suggestions": list(map(msgspec.to_builtins, found.suggestions)),
            "took_ms": found.took_ms}


def _suggested(asked: Asked, reader: Reader, limit: int) -> list[Suggestion]:
    ids = reader.suggest("id", asked, limit)
    named = _named(asked, reader, limit)
    titles = reader.suggest("title", asked, max(limit // 3, limit - len(ids) - len(named)))
    if not (named or ids) and len(titles) < _FEW:
        named = _named(replace(asked, erring=True), reader, limit)
    counts = {value.key: value.count for _, value in named}
    titles = [value for value in titles if value.count > counts.get(value.key, 0)]
    others = {value.key for value in titles}
    named = [(kind, value) for kind, value in named if value.key not in others]
    titles = titles[:max(limit // 3, limit - len(ids) - len(named))]
    ids = ids[:max(limit // 3, limit - len(titles) - len(named))]
    mixed = [*(("id", each) for each in ids), *named[:limit - len(ids) - len(titles)],
             *(("title", each) for each in titles)]
    return [Suggestion(value.spelling, kind, value.count) for kind, value in mixed]


def _named(asked: Asked, reader: Reader, limit: int) -> list[tuple[str, Value]]:
    """Values of fields with their kinds, in order."""
    best: dict[str, tuple[str, Value]] = {}
    for name in NAMED:
        for value in reader.suggest(name, asked, limit):
            if value.key not in best or best[value.key][1].count < value.count:
                best[value.key] = _KINDS.get(name, name), value
    return sorted(best.values(), key=lambda found: (_rank(asked, found[1].key), -found[1].count, found[1].spelling))


def _rank(asked: Asked, key: str) -> int:
    if key == asked.key:
        return 0
    if key.startswith(asked.key):
        return 1
    return 2 if not asked.erring or replace(asked, erring=False).meets(key, words_of(key)) else 3
