"""What a form of vocabularies takes and gives: a file in, concepts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from index.concepts.vocabulary import Concept
from index.errors import TrialdexError
from index.text import key


class BadVocabulary(TrialdexError):
    """A file is no vocabulary that can be read; nothing was changed.

    Args:
        problem: what is wrong.
        line: where, counted from 1; None: not in one line.
        hint: what to do.
    """

    def __init__(self, problem: str, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(problem if line is None else f"line {line:,}: {problem}", hint=hint)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file says.

    Attributes:
        name: by which it calls itself, such as ``hp.obo``; None: by none.
        title: for people; None: it has none.
        version: None: it states none.
        concepts: in the order of the file, read as they are asked for.
    """

    name: str | None
    title: str | None
    version: str | None
    concepts: Iterator[Concept]


class Form(Protocol):
    """One form of vocabularies. A module that has these names is one."""

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file that begins so is of this form; its name does not matter."""

    def read(self, file: BinaryIO, /) -> Stated:
        """What is in the file.

        Raises:
            BadVocabulary: if it cannot be read; asking for a concept may raise it, too.
        """


def concept(id: str, names: Iterable[str], parents: Iterable[str] = ()) -> Concept | None:
    """A concept of these names, the first of which is preferred; those that differ in case or accents alone are one."""
    found: dict[str, str] = {}
    for name in (" ".join(name.split()) for name in names):
        if name:
            found.setdefault(key(name), name)
    if not found:
        return None
    first, *others = found.values()
    return Concept(id, first, tuple(others), tuple(dict.fromkeys(parents)))
