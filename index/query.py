"""Our own query language: a syntax tree over analysed words, and its parser.

The grammar::

    or    := and ("OR" and)*
    and   := unary ("AND"? unary)*
    unary := ("NOT" | "-") unary | "(" or ")" | [name ":"] (word | "=" word | word "*" | word "~" | phrase | range)

No text of a user reaches an engine: engines see the tree, whose leaves hold stems, folded words
and bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Term:
    """Records with this stem, in any text field or in the one named."""

    stem: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Records with these stems one after the other in one text field."""

    stems: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Records with a word, as written and folded, that starts so."""

    prefix: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Records with a word, as written and folded, at most one edit away (optimal string alignment)."""

    word: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Records with a word, or with something that means the same: one word of the formula.

    Attributes:
        word: as typed; a compound is the phrase of its parts.
        others: what means the same; they count for less (:data:`index.scoring.SYNONYM`).
    """

    word: Term | Phrase
    others: tuple[Term | Phrase, ...]

    @property
    def field(self) -> str | None:
        """That of the word."""
        return self.word.field

    @property
    def members(self) -> tuple[Term | Phrase, ...]:
        """The word and the others."""
        return (self.word, *self.others)


@dataclass(frozen=True, slots=True)
class Range:
    """Records whose number, or the span of whose date, meets these bounds.

    Bounds are included; None is open. Of a date they are days as numbers, YYYYMMDD.
    """

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """Records that do not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class And:
    """Records that match every child."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Records that match at least one child."""

    children: tuple[Node, ...]


Simple = Term | Phrase | Prefix | Fuzzy | Range
"""A leaf that is made of nothing else."""
Leaf = Simple | Group
Scored = Term | Phrase | Prefix | Fuzzy | Group
"""A leaf that is a word of the formula."""
Node = Leaf | Not | And | Or


class Word(NamedTuple):
    """A bare word of a query: its leaf, as typed, and where it begins, in code points."""

    leaf: Term | Phrase
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Query:
    """What a query asks for.

    Attributes:
        full: what a record must match.
        partial: what a record must match that has only some of the bare words; None where the query
            has fewer than two of them.
        last: the last word, where it stands alone and unquoted at the end: (its leaf, as written).
        runs: bare words that follow each other, stop words and those with ``=`` before them aside; none is negated.
    """

    full: Node
    partial: Node | None = None
    last: tuple[Term, str] | None = None
    runs: tuple[tuple[Word, ...], ...] = ()

    def with_last_as_prefix(self) -> Query:
        """This query with its last word read as a prefix."""
        if self.last is None:
            return self
        term, word = self.last
        prefix = Prefix(word, term.field)

        def read(node: Node) -> Node:
            return prefix if node == term else node

        return replace(self.changed(read), last=None)

    def changed(self, change: Callable[[Node], Node]) -> Query:
        """This query with ``change`` applied to each leaf that stands outside negations."""
        partial = self.partial and transform(self.partial, change)
        return replace(self, full=transform(self.full, change), partial=partial)


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with ``change`` applied to each leaf that stands outside negations."""
    if isinstance(node, And | Or):
        return type(node)(tuple(transform(child, change) for child in node.children))
    return node if isinstance(node, Not) else change(node)


def leaves(node: Node | None, *, negated: bool = False) -> list[Leaf]:
    """The different leaves, in order; those under a negation only if ``negated``."""
    if node is None:
        return []
    if isinstance(node, Not):
        return leaves(node.child, negated=True) if negated else []
    if isinstance(node, And | Or):
        return list(dict.fromkeys(leaf for child in node.children for leaf in leaves(child, negated=negated)))
    return [node]


def everywhere(leaf: Scored) -> Scored:
    """The leaf in any field."""
    if isinstance(leaf, Group):
        return Group(replace(leaf.word, field=None), tuple(replace(other, field=None) for other in leaf.others))
    return replace(leaf, field=None)


def simple(found: Iterable[Leaf]) -> list[Simple]:
    """The different leaves that leaves are made of, in order."""
    return list(dict.fromkeys(
        each for leaf in found for each in (leaf.members if isinstance(leaf, Group) else (leaf,))))


def all_of(nodes: list[Node]) -> Node:
    """Their conjunction; repeated ones count once."""
    different = tuple(dict.fromkeys(nodes))
    return different[0] if len(different) == 1 else And(different)


def any_of(nodes: list[Node]) -> Node:
    """Their disjunction; repeated ones count once."""
    different = tuple(dict.fromkeys(nodes))
    return different[0] if len(different) == 1 else Or(different)
