"""The parser of the query language: text -> :class:`index.query.Query`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from index import dates, identifiers
from index.errors import QueryError
from index.fields import BY_ALIAS, Field
from index.lexer import Lexeme, lex
from index.query import (
    Fuzzy,
    Node,
    Not,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
    Word,
    all_of,
    any_of,
)
from index.text import STOP_WORDS, Token, fold, tokens


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a query may ask for; None: without limit.

    Attributes:
        characters: code points of the query.
        clauses: words, those of phrases and compounds too, and ranges.
        depth: parentheses and negations within each other.
        expansions: words of the index that one prefix or fuzzy word may stand for.
    """

    characters: int | None = 1_000
    clauses: int | None = 64
    depth: int = 32
    expansions: int | None = 50_000


DEFAULT_LIMITS = Limits()
SHORTEST_PREFIX = 2
"""Characters that a prefix must have."""
_PIECE = re.compile(r"\S+")
_EXACTLY = "="
"""Stands before a word that means just itself."""
_PATTERN_HINT = "write cramp* for a beginning, or cramp~ for one wrong letter"


def parse(text: str, *, typing: bool = False, limits: Limits = DEFAULT_LIMITS) -> Query | None:
    """Read a query.

    Args:
        text: as typed.
        typing: it is still being typed: open quotes and parentheses count as closed, and an operator
            at the end waits for its word.
        limits: see :class:`Limits`.

    Returns:
        The query; None if the text has no word, which means: browse.

    Raises:
        QueryError: if it cannot be read, with the position and a remedy.
    """
    check_length(text, limits)
    return _Parser(text, typing, limits).parse()


def read_words(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Query | None:
    """Read a text as plain words, without operators, quotes and fields."""
    check_length(text, limits)
    kept = _without_stop_words([item for piece in _PIECE.finditer(text)
                                if (item := _plain(_word(piece[0]), piece[0], piece.start())) is not None])
    return _query(kept, None, _runs(kept)) if kept else None


def check_length(text: str, limits: Limits) -> None:
    """Refuse a text that is too long, before anything is done with it.

    Raises:
        QueryError: if it has more characters than the limit.
    """
    if limits.characters is not None and len(text) > limits.characters:
        raise QueryError(
            f"the query has {len(text):,} characters, more than the {limits.characters:,} allowed",
            position=limits.characters, hint="shorten it to its telling words")


@dataclass(frozen=True, slots=True)
class _Item:
    """A node on its way: ``bare`` if typed as a plain word, ``stop`` if it holds nothing but stop words.

    ``word`` is that plain word, unless it means just itself.
    """

    node: Node
    bare: bool = False
    stop: bool = False
    word: Word | None = None


class _Parser:
    def __init__(self, text: str, typing: bool, limits: Limits) -> None:
        self._text = text
        self._typing = typing
        self._limits = limits
        self._lexemes = list(lex(text, typing))
        self._at = 0
        self._depth = 0
        self._clauses = 0
        self._negations = 0
        self._last: tuple[Term, str] | None = None
        self._runs: list[tuple[Word, ...]] = []

    def parse(self) -> Query | None:
        if not self._lexemes:
            return None
        branches = self._branches()
        if (rest := self._peek()) is not None:
            raise QueryError("this parenthesis closes nothing", position=rest.position,
                             hint="remove it, or open one before it")
        branches = [branch for branch in branches if branch]
        if not branches:
            if self._typing or not any(lexeme.kind == "word" for lexeme in self._lexemes):
                return None
            raise QueryError("there is no word in this query", position=self._lexemes[0].position,
                             hint="type at least one word or number")
        if len(branches) == 1:
            return _query(branches[0], self._last, tuple(self._runs))
        return Query(_join(branches).node, None, self._last, tuple(self._runs))

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _accept(self, *kinds: str) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self._at += 1
        return lexeme

    def _branches(self) -> list[list[_Item]]:
        """The alternatives up to the next closing parenthesis; the items of each are joined by AND."""
        branches = [self._conjunction()]
        while operator := self._accept("OR"):
            if not branches[-1]:
                raise _lonely(operator)
            if self._has_operand(operator):
                branches.append(self._conjunction())
        with_words = [branch for branch in branches if not all(item.stop for item in branch)]
        return with_words or branches

    def _conjunction(self) -> list[_Item]:
        items: list[_Item | None] = []
        explicit = False
        while (lexeme := self._peek()) is not None and lexeme.kind not in (")", "OR"):
            if lexeme.kind == "AND":
                self._at += 1
                if not items:
                    raise _lonely(lexeme)
                explicit = self._has_operand(lexeme)
                if explicit:
                    items[-1] = _required(items[-1])
                continue
            item = self._unary()
            items.append(_required(item) if explicit else item)
            explicit = False
        kept = _without_stop_words([item for item in items if item is not None])
        if not self._negations:
            self._runs += _runs(kept)
        return kept

    def _has_operand(self, operator: Lexeme) -> bool:
        """Whether an operand follows; only while typing it may still be missing at the end."""
        following = self._peek()
        if following is not None and following.kind not in (")", "AND", "OR"):
            return True
        if self._typing and following is None:
            return False
        raise _lonely(operator)

    def _unary(self) -> _Item | None:
        if (lexeme := self._accept("NOT")) is not None:
            if not self._has_operand(lexeme):
                return None
            self._negations += 1
            item = self._nested(lexeme, self._unary)
            self._negations -= 1
            return None if item is None else _Item(Not(item.node))
        if (lexeme := self._accept("(")) is not None:
            return self._nested(lexeme, lambda: self._group(lexeme))
        return self._clause()

    def _nested(self, lexeme: Lexeme, read: Callable[[], _Item | None]) -> _Item | None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise QueryError(f"more than {self._limits.depth} levels of parentheses and negations",
                             position=lexeme.position, hint="write the query flatter")
        item = read()
        self._depth -= 1
        return item

    def _group(self, opening: Lexeme) -> _Item | None:
        branches = [branch for branch in self._branches() if branch]
        if not self._accept(")") and not self._typing:
            raise QueryError("a parenthesis is never closed", position=opening.position,
                             hint="close it with ), or remove it")
        if branches:
            return _join(branches)
        if self._typing and self._peek() is None:
            return None
        raise QueryError("there is no word between these parentheses", position=opening.position,
                         hint="put words between them, or remove them")

    def _clause(self) -> _Item | None:
        lexeme = self._lexemes[self._at]
        self._at += 1
        item = self._read_clause(lexeme)
        self._clauses += len(item.node.stems) if item is not None and isinstance(item.node, Phrase) else 1
        if self._limits.clauses is not None and self._clauses > self._limits.clauses:
            raise QueryError(f"more than {self._limits.clauses} words and ranges",
                             position=lexeme.position, hint="keep the telling ones")
        return item

    def _read_clause(self, lexeme: Lexeme) -> _Item | None:
        field = None if lexeme.field is None else _field(lexeme)
        if field is not None and field.type in ("date", "number"):
            return _Item(_range(lexeme, field))
        name = None if field is None else field.name
        if lexeme.kind == "identifier":
            return _plain(_Item(Term(lexeme.text, name), bare=name is None), lexeme.text, lexeme.position)
        if lexeme.kind == "phrase":
            return self._phrase(lexeme, name)
        item = _pattern(lexeme, name) or _plain(_word(lexeme.text, name), lexeme.text, lexeme.position)
        if (self._at == len(self._lexemes) and not self._negations and item is not None
                and isinstance(item.node, Term) and not item.stop):
            word = tokens(lexeme.text)[-1].word
            self._last = (item.node, word) if len(word) >= SHORTEST_PREFIX else None
        return item

    def _phrase(self, lexeme: Lexeme, name: str | None) -> _Item | None:
        item = _word(lexeme.text, name)
        if item is not None:
            return _Item(item.node)
        if self._typing and self._at == len(self._lexemes):
            return None
        raise QueryError("there is no word between these quotation marks", position=lexeme.position,
                         hint="put words between them, or remove them")


def _lonely(operator: Lexeme) -> QueryError:
    sides = "after it" if operator.kind == "NOT" else "on both sides"
    return QueryError(f"{operator.kind} needs a word {sides}", position=operator.position,
                      hint=f"add one, or write “{operator.kind.lower()}” to search for the word itself")


def _required(item: _Item | None) -> _Item | None:
    return None if item is None else replace(item, bare=False)


def _plain(item: _Item | None, text: str, start: int) -> _Item | None:
    """A plain word with the text that it was read from, unless it means just itself."""
    if item is None or not item.bare or item.stop or text.startswith(_EXACTLY):
        return item
    assert isinstance(item.node, Term | Phrase)
    return replace(item, word=Word(item.node, text, start))


def _runs(items: list[_Item]) -> tuple[tuple[Word, ...], ...]:
    """The plain words that follow each other."""
    runs: list[list[Word]] = [[]]
    for item in items:
        if item.word is None:
            runs.append([])
        else:
            runs[-1].append(item.word)
    return tuple(tuple(run) for run in runs if run)


def _without_stop_words(items: list[_Item]) -> list[_Item]:
    return [item for item in items if not item.stop] or items


def _join(branches: list[list[_Item]]) -> _Item:
    if len(branches) == 1 and len(branches[0]) == 1:
        return branches[0][0]
    node = any_of([all_of([item.node for item in branch]) for branch in branches])
    return _Item(node, stop=all(item.stop for branch in branches for item in branch))


def _query(items: list[_Item], last: tuple[Term, str] | None, runs: tuple[tuple[Word, ...], ...]) -> Query:
    bare = list(dict.fromkeys(item.node for item in items if item.bare))
    full = all_of([item.node for item in items])
    if len(bare) < 2:
        return Query(full, None, last, runs)
    others = [item.node for item in items if not item.bare]
    return Query(full, all_of([*others, any_of(bare)]), last, runs)


def _word(text: str, field: str | None = None) -> _Item | None:
    """A word as typed: a term, of a compound the phrase of its parts; None without letter and digit."""
    found = tokens(text)
    if not found:
        return None
    parts = list({token.position: token for token in found}.values())
    stop = field is None and all(token.word in STOP_WORDS for token in parts)
    if len(parts) == 1:
        return _Item(Term(parts[0].stem, field), bare=field is None, stop=stop)
    if _is_identifier(found, text):
        return _Item(Term(found[0].stem, field), bare=field is None)
    return _Item(Phrase(tuple(token.stem for token in parts), field), bare=field is None, stop=stop)


def _is_identifier(found: list[Token], text: str) -> bool:
    return found[0].word == identifiers.compact(fold(text))


def _pattern(lexeme: Lexeme, field: str | None) -> _Item | None:
    """``prefix*`` or ``word~``; of a compound the last part is the pattern, the others stand as they are."""
    text = lexeme.text
    mark = next((at for at, character in enumerate(text) if character in "*~"), None)
    if mark is None:
        return None
    sign = text[mark]
    if mark != len(text) - 1:
        raise QueryError(f"“{sign}” can only stand at the end of a word",
                         position=lexeme.end - len(text) + mark, hint=_PATTERN_HINT)
    found = tokens(text[:-1])
    shortest = SHORTEST_PREFIX if sign == "*" else 1
    if not found or len(found[-1].word) < shortest or not text[-2].isalnum():
        raise QueryError(f"“{sign}” needs at least {shortest} letters or digits right before it",
                         position=lexeme.end - 1, hint=_PATTERN_HINT)
    word = found[-1].word
    pattern: Node = Prefix(word, field) if sign == "*" else Fuzzy(word, field)
    before = _word(text[:-1][: found[-1].start], field)
    return _Item(pattern if before is None else all_of([before.node, pattern]))


def _field(lexeme: Lexeme) -> Field:
    name = (lexeme.field or "").casefold()
    field = BY_ALIAS.get(name)
    if field is None:
        near = [f"{BY_ALIAS[each].name}:" for each in difflib.get_close_matches(name, BY_ALIAS, n=1)]
        remedy = f"did you mean {near[0]}" if near else "“trialdex fields” lists them, and ids need none"
        raise QueryError(f"there is no field “{lexeme.field}”", position=lexeme.position,
                         hint=f"{remedy}; to search for the words themselves, put a blank after the colon")
    if field.type == "value":
        raise QueryError(f"{field.name} is a filter, not a field with words", position=lexeme.position,
                         hint=f"choose it among the filters, or with --{field.name.replace('_', '-')}")
    return field


def _range(lexeme: Lexeme, field: Field) -> Range:
    low, dots, high = lexeme.text.partition("..")
    if lexeme.kind == "phrase" or not (low or high):
        raise _bad_range(lexeme, field)
    read = _date if field.type == "date" else _number
    first = read(low, lexeme, field)[0] if low else None
    last = read(high if dots else low, lexeme, field)[1] if (high or not dots) else None
    if first is not None and last is not None and first > last:
        raise QueryError(f"the range {lexeme.text} ends before it begins", position=lexeme.position,
                         hint=f"write {field.name}:{high}..{low}")
    return Range(field.name, first, last)


def _date(text: str, lexeme: Lexeme, field: Field) -> tuple[int, int]:
    span = dates.span(text)
    if span is None:
        raise _bad_range(lexeme, field)
    return span


def _number(text: str, lexeme: Lexeme, field: Field) -> tuple[int, int]:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise _bad_range(lexeme, field)
    return int(text), int(text)


def _bad_range(lexeme: Lexeme, field: Field) -> QueryError:
    what, example = (("date", "2020, 2020-05-31 or 2020..2023") if field.type == "date"
                     else ("number", "100, 100.. or 50..100"))
    return QueryError(f"{field.name} needs a {what} or a range, not “{lexeme.text[:40]}”",
                      position=lexeme.position, hint=f"write {field.name}:{example}")

