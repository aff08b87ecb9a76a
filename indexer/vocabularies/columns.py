"""A plain table of two columns: a term and what means the same, separated by a tab, or by a comma as in CSV (RFC 4180).

Lines that begin with ``#`` and blank ones do not count. The first row may be a heading.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from index.concepts.vocabulary import Concept
from index.text import key
from indexer.vocabularies.base import BadVocabulary, Stated, concept

_TAB, _COMMA = "\t", ","
_HEADINGS = (frozenset(("term", "name", "label", "word", "concept", "preferred")),
             frozenset(("synonym", "synonyms", "alias", "aliases", "same as", "means the same")))


def recognises(head: bytes) -> bool:
    """Whether it is text whose first line that counts has a tab or a comma."""
    if b"\0" in head:
        return False
    lines = (line for line in head.splitlines() if line.strip() and not line.startswith(b"#"))
    first = next(lines, b"")
    return _TAB.encode() in first or _COMMA.encode() in first


def read(file: BinaryIO) -> Stated:
    """A concept for each term of the first column, and one more where it also stands in the second one.

    A term is found by the concepts that it names, if there are any: so what stands in rows of their own on both sides
    of a term means the same as the term, and not as each other.
    """
    return Stated(None, None, None, _concepts(file))


def _concepts(file: BinaryIO) -> Iterator[Concept]:
    terms: dict[str, list[str]] = {}
    rows = list(_without_heading(_rows(file)))
    for term, synonym in rows:
        terms.setdefault(key(term), [term]).append(synonym)
    stated = {(key(term), key(synonym)) for term, synonym in rows}
    back: dict[str, list[str]] = {}
    for term, synonym in rows:
        folded = key(synonym)
        if folded in terms and (folded, key(term)) not in stated:
            # No folded term ends in a blank.
            back.setdefault(f"{folded} ", [terms[folded][0]]).append(term)
    for identifier, names in (terms | back).items():
        if made := concept(identifier, names):
            yield made


def _without_heading(rows: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for first in rows:
        if not all(key(cell) in known for cell, known in zip(first, _HEADINGS, strict=True)):
            yield first
        break
    yield from rows


def _rows(file: BinaryIO) -> Iterator[tuple[str, str]]:
    separator = None
    for number, data in enumerate(file, 1):
        try:
            line = data.decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise BadVocabulary("no UTF-8", number, "save it as UTF-8") from error
        if line.strip() and not line.startswith("#"):
            separator = separator or (_TAB if _TAB in line else _COMMA)
            yield _row(line, separator, number)


def _row(line: str, separator: str, number: int) -> tuple[str, str]:
    try:
        cells = line.split(_TAB) if separator == _TAB else next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise BadVocabulary(f"no CSV: {error}", number, "put quotation marks around what has a comma in it") from error
    if len(cells) != len(_HEADINGS):
        separated = "tabs" if separator == _TAB else "commas"
        raise BadVocabulary(f"columns, separated by {separated}: {len(cells)} instead of a term and a synonym", number)
    term, synonym = (cell.strip() for cell in cells)
    if not term or not synonym:
        raise BadVocabulary("a term or a synonym is missing", number)
    return term, synonym
