"""The commonest abbreviations of medicine; those that stand for several things are read by the words beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from index.concepts.base import Synonym
from index.concepts.spellings import read_lines, respelled
from index.concepts.terms import key_of, stems

SOURCE = "abbreviation"


class Meaning(NamedTuple):
    """What some forms mean in common.

    Attributes:
        forms: as written, abbreviations first, and in other spellings.
        context: keys of words one of which must stand beside the first form, the empty one: none may;
            empty: it means just this.
    """

    forms: tuple[str, ...]
    context: frozenset[str]


def find(key: str, context: frozenset[str]) -> list[Synonym]:
    """The other forms of what a key (:func:`index.concepts.terms.key`) means beside the words of these keys."""
    beside = context or {""}
    meanings = [each for each in _meanings().get(key, ()) if not each.context or each.context & beside]
    if len(meanings) != 1:
        return []
    return [Synonym(form, stems(form), SOURCE) for form in meanings[0].forms if key_of(form) != key]


@cache
def longest() -> int:
    """The stems of the longest form."""
    return max(len(key.split()) for key in _meanings())


@cache
def doubtful() -> frozenset[str]:
    """The keys of the abbreviations that mean something only beside other words."""
    return frozenset(key for key, meanings in _meanings().items() if any(each.context for each in meanings))


def long_forms(text: str) -> list[str]:
    """What an abbreviation may stand for that means something only beside other words; none if it is none."""
    return [meaning.forms[1] for meaning in _meanings().get(key_of(text), ()) if meaning.context]


@cache
def _meanings() -> Mapping[str, Sequence[Meaning]]:
    """Key -> what it may mean."""
    found = defaultdict(list)
    for meaning in _read():
        for key in {key_of(form) for form in (meaning.forms[:1] if meaning.context else meaning.forms)}:
            found[key].append(meaning)
    return found


def _read() -> Iterator[Meaning]:
    for line in read_lines("abbreviations.txt"):
        forms, _, context = line.partition("?")
        spelled = (text for form in forms.split("=") for text in (form.strip(), *respelled(form.strip())))
        yield Meaning(tuple(spelled), frozenset(map(key_of, context.split())))
