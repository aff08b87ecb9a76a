"""Suggestions as one types: drugs, conditions, sponsors, titles and ids, mixed.

First stand values that are just what was typed, then those that begin so, then the others; each time the commonest
first. Only where little is found, words may have an error (:mod:`index.asked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from index import parser
from index.asked import Asked, read, words_of
from index.engines.base import Reader, Value
from index.errors import RequestError
from index.text import key

DEFAULT, MOST = 10, 50
"""How many suggestions are made, and how many at most."""
_KINDS: Mapping[str, str] = {"id": "id", "drug": "drug", "brand": "drug", "condition": "condition",
                             "sponsor": "sponsor", "title": "title"}
"""Where values come from -> their kind; of equals the first one counts."""
_FEW = 3
"""With fewer suggestions than this, words may have an error."""


class Suggestion(msgspec.Struct, frozen=True, gc=False):
    """What may be meant: its text, its kind, and how many records have it."""

    text: str
    kind: str
    count: int


def suggest(text: str, reader: Reader, limit: int = DEFAULT) -> list[Suggestion]:
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
    parser.check_length(text, parser.DEFAULT_LIMITS)
    if not 0 <= limit <= MOST:
        raise RequestError(f"the limit of suggestions is {MOST}", hint=f"ask for 0 to {MOST}")
    asked = read(text)
    if asked is None or not limit:
        return []
    found = _found(asked, reader, limit)
    if len(found) < _FEW and any(map((erring := replace(asked, erring=True)).may_err, asked.words)):
        return _found(erring, reader, limit)
    return found


def suggestions_dict(text: str, found: Iterable[Suggestion], took_ms: float) -> dict[str, Any]:
    """Suggestions as JSON values."""
    return {"query": text, "suggestions": [msgspec.to_builtins(each) for each in found], "took_ms": took_ms}


def _found(asked: Asked, reader: Reader, limit: int) -> list[Suggestion]:
    best: dict[str, tuple[str, Value]] = {}
    for source in _KINDS:
        for value in reader.suggest(source, asked, limit):
            folded = key(value.spelling)
            if folded not in best or best[folded][1].count < value.count:
                best[folded] = source, value
    ids = [value for source, value in best.values() if source == "id"]
    titles = [value for source, value in best.values() if source == "title"]
    named = sorted(((source, value) for source, value in best.values() if source not in ("id", "title")),
                   key=lambda found: (_rank(asked, found[1]), -found[1].count, found[1].spelling))
    titles = titles[:max(limit // 3, limit - len(ids) - len(named))]
    ids = ids[:max(limit // 3, limit - len(titles) - len(named))]
    mixed = [*(("id", each) for each in ids), *named[:limit - len(ids) - len(titles)],
             *(("title", each) for each in titles)]
    return [Suggestion(value.spelling, _KINDS[source], value.count) for source, value in mixed]


def _rank(asked: Asked, value: Value) -> int:
    if value.key == asked.key:
        return 0
    if value.key.startswith(asked.key):
        return 1
    return 2 if replace(asked, erring=False).meets(value.key, words_of(value.key)) else 3
