"""A judged collection in the form of BEIR (Thakur et al. 2021): texts, queries, and which texts answer which query.

Texts and queries are lines of JSON, ``{"_id", "title", "text"}`` and ``{"_id", "text"}``; judgements are three columns
with tabs between: query, text, grade. Empty lines count as lines and as nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from index.errors import RequestError

_BOM = b"\xef\xbb\xbf"
_HEADER = "score"
"""Stands above the last column."""


class Text(msgspec.Struct, frozen=True):
    """One text to be found."""

    id: str | int = msgspec.field(name="_id")
    title: str | None = None
    text: str | None = None


class _Query(msgspec.Struct, frozen=True):
    id: str | int = msgspec.field(name="_id")
    text: str


_Line = TypeVar("_Line", Text, _Query)
Qrels = Mapping[str, Mapping[str, int]]
"""Query -> text -> grade; 0 and below: judged, and no answer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The queries that have judgements, id -> words as typed, and these judgements."""

    queries: Mapping[str, str]
    qrels: Qrels


def read_judged(queries: Path, qrels: Path) -> Judged:
    """Read queries and judgements.

    Raises:
        RequestError: naming file and line, if a line cannot be read, an id is there twice, or a query is missing.
    """
    texts = {name: query.text for name, query in _with_ids(queries, _Query)}
    judged: dict[str, dict[str, int]] = {}
    for number, line in _lines(qrels):
        row = _row(qrels, number, line)
        if row is None:
            continue
        query, text, grade = row
        if query not in texts:
            raise _bad(qrels, number, f"there is no query “{query[:40]}” in {queries}")
        if judged.setdefault(query, {}).setdefault(text, grade) != grade:
            raise _bad(qrels, number, f"query “{query[:40]}” and text “{text[:40]}” were judged differently before")
    if not judged:
        raise RequestError(f"{qrels} holds no judgement", hint="each line is: query, text, grade, with tabs between")
    return Judged({query: text for query, text in texts.items() if query in judged}, judged)


def read_corpus(corpus: Path) -> Iterator[tuple[str, Text]]:
    """Yield the texts with their ids, one line in memory at a time.

    Raises:
        RequestError: naming file and line, if one cannot be read, or an id is there twice.
    """
    return _with_ids(corpus, Text)


def _with_ids(path: Path, form: type[_Line]) -> Iterator[tuple[str, _Line]]:
    decoder = msgspec.json.Decoder(form)
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            found = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _bad(path, number, str(error)) from error
        name = str(found.id)
        if name in seen:
            raise _bad(path, number, f"the id “{name[:40]}” is there twice")
        seen.add(name)
        yield name, found
    if not seen:
        raise RequestError(f"{path} holds no text", hint="each line is JSON: {\"_id\": …, \"text\": …}")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not empty, numbered from 1."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                stripped = line.removeprefix(_BOM).strip(b"\r\n") if number == 1 else line.strip(b"\r\n")
                if stripped.strip():
                    yield number, stripped
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror or error}") from error


def _row(path: Path, number: int, line: bytes) -> tuple[str, str, int] | None:
    """Query, text and grade; None for the names of the columns."""
    try:
        query, text, grade = line.decode().split("\t")
        if number == 1 and grade.strip() == _HEADER:
            return None
        return query, text, int(grade)
    except ValueError as error:
        raise _bad(path, number, "this is not: query, text, whole number, with tabs between") from error


def _bad(path: Path, number: int, problem: str) -> RequestError:
    return RequestError(f"{path}, line {number}: {problem}", hint="mend the line, or take it out")
