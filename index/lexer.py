"""The words of the query language: what the parser sees, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index import identifiers
from index.errors import QueryError

Kind = Literal["(", ")", "AND", "OR", "NOT", "word", "phrase", "identifier"]

_QUOTES = "\"“”„‟«»"
_FIELD = re.compile(rf"([^\W\d]\w*):(?=[^\W_]|[{_QUOTES}]|\.\.\d)")
_SPACE = re.compile(r"\s*")
_LUCENE_RANGE = re.compile(r"[\[{]\s*\S+\s+TO\b")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query.

    Attributes:
        kind: the text itself for operators and parentheses.
        text: of a word as typed; of a phrase without its quotes; of an identifier its compact form.
        position, end: half-open, in code points of the query.
        field: the name before the colon, as typed.
    """

    kind: Kind
    text: str
    position: int
    end: int
    field: str | None = None


def lex(text: str, typing: bool) -> Iterator[Lexeme]:
    """Yield the pieces of a query.

    Args:
        text: the query.
        typing: an open quote counts as closed at the end of the text.

    Raises:
        QueryError: for control characters, an open quote, and ranges in another language's syntax.
    """
    _refuse_control_characters(text)
    closing = _parentheses_in_words(text)
    whole = {start: (end, form) for start, end, form in identifiers.find(text)}
    at = 0
    while (at := _skip_space(text, at)) < len(text):
        lexeme = _operator(text, at) or _operand(text, at, closing, whole, typing)
        yield lexeme
        at = lexeme.end


def _operator(text: str, at: int) -> Lexeme | None:
    character = text[at]
    if character == "(" or character == ")":
        return Lexeme("(" if character == "(" else ")", character, at, at + 1)
    before, after = text[at - 1:at], text[at + 1:at + 2]
    if character in "-−" and (not before or before.isspace() or before == "(") and after and (
            after.isalnum() or after in "(" + _QUOTES):
        return Lexeme("NOT", character, at, at + 1)
    for name in ("AND", "OR", "NOT"):
        end = at + len(name)
        if text.startswith(name, at) and (end == len(text) or text[end].isspace() or text[end] in "()"):
            return Lexeme(name, name, at, end)
    return None


def _operand(text: str, at: int, closing: dict[int, int], whole: dict[int, tuple[int, str]],
             typing: bool) -> Lexeme:
    if _LUCENE_RANGE.match(text, at):
        raise QueryError("“[… TO …]” is not read here", position=at,
                         hint="write a range as first_posted:2020..2023 or enrollment:100..")
    field = _FIELD.match(text, at)
    start = field.end() if field else at
    name = field[1] if field else None
    if text[start] in _QUOTES:
        return _phrase(text, at, start, name, typing)
    end = _word_end(text, start, closing)
    if start in whole and (whole[start][0] >= end or field is None) and _ends_word(text, whole[start][0]):
        return Lexeme("identifier", whole[start][1], at, whole[start][0], name)
    if "://" in text[start:end] and (inside := [form for begin, (_, form) in whole.items() if start < begin < end]):
        return Lexeme("identifier", inside[-1], at, end, name)
    return Lexeme("word", text[start:end], at, end, name)


def _phrase(text: str, at: int, start: int, name: str | None, typing: bool) -> Lexeme:
    end = next((n for n in range(start + 1, len(text)) if text[n] in _QUOTES), None)
    if end is None and not typing:
        raise QueryError("a quotation mark is never closed", position=start,
                         hint="close the phrase with \", or leave the mark out")
    inner = text[start + 1:end]
    return Lexeme("phrase", inner, at, len(text) if end is None else end + 1, name)


def _word_end(text: str, start: int, closing: dict[int, int]) -> int:
    at = start
    while at < len(text):
        character = text[at]
        if character.isspace() or character == ")" or (character in _QUOTES and at > start):
            break
        if character == "(":
            if at not in closing:
                break
            at = closing[at]
        at += 1
    return max(at, start + 1)


def _ends_word(text: str, at: int) -> bool:
    return at == len(text) or text[at].isspace() or text[at] in ")" + _QUOTES


def _parentheses_in_words(text: str) -> dict[int, int]:
    """Opening -> closing places of the parentheses that a word encloses, as in ``t(15;17)``."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for at, character in enumerate(text):
        if character.isspace():
            opened.clear()
        elif character == "(":
            opened.append(at)
        elif character == ")" and opened:
            start = opened.pop()
            if start and not text[start - 1].isspace() and text[start - 1] not in "(-" + _QUOTES:
                pairs[start] = at
    return pairs


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _refuse_control_characters(text: str) -> None:
    for at, character in enumerate(text):
        if not character.isspace() and unicodedata.category(character) in ("Cc", "Cs"):
            raise QueryError(f"the character U+{ord(character):04X} cannot be searched for", position=at,
                             hint="remove it; it may have come along when the text was pasted")
