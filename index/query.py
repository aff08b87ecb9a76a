"""Our own query language: a syntax tree over analysed words, and its parser."""

from __future__ import annotations

from dataclasses import dataclass


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
class Range:
    """Records whose date or number lies between two bounds, both included; None: open.

    Dates are bounds as written, of any precision: a date matches when the span it stands for
    overlaps the range.
    """

    field: str
    low: str | int | None
    high: str | int | None


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


Leaf = Term | Phrase | Prefix | Fuzzy | Range
Node = Leaf | Not | And | Or
