"""Where words and phrases stand in a folded text, without reading it word by word.

The words that are wanted are known, so their beginnings are looked for as plain strings, and only
there words are cut out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from index.highlights.lookup import Lookup
from index.highlights.occurrences import Occurrence
from index.query import Fuzzy, Phrase, Prefix, Simple, Term
from index.text import WORD, stem

Variants = Callable[[Term | Phrase | Fuzzy], Collection[str]]
"""See :meth:`index.engines.base.Reader.variants`."""

FEW = 4
"""Words that are searched for one by one; looking up any number together takes about as long."""
_TELLING = 3
"""Letters that words must share for their common beginning to be looked for instead of each."""


class Spotter:
    """Finds leaves in a folded ASCII text.

    Args:
        leaves: terms, phrases, prefixes and fuzzy words, numbered from 0.
        variants: the words of the index that a leaf stands for, at least those of the text.
    """

    def __init__(self, leaves: Sequence[Simple], variants: Variants) -> None:
        self._words: dict[str, list[int]] = {}
        self._prefixes: list[tuple[str, int]] = []
        self._phrases: list[_Phrase] = []
        needles: list[str] = []
        for number, leaf in enumerate(leaves):
            if isinstance(leaf, Phrase):
                self._phrases.append(_Phrase(number, leaf, variants(leaf)))
            elif isinstance(leaf, Prefix):
                self._prefixes.append((leaf.prefix, number))
            elif isinstance(leaf, Term | Fuzzy):
                words = [word for word in variants(leaf) if word.isascii() and (
                    isinstance(leaf, Fuzzy) or stem(word) == leaf.stem)]
                needles += beginnings(words)
                for word in words:
                    self._words.setdefault(word, []).append(number)
        self._needles = distinct(needles)
        self._lookup = Lookup(self._words) if len(self._needles) > FEW else None

    def find(self, folded: str, place: Callable[[int], int]) -> list[Occurrence]:
        """The occurrences in a text, in no order.

        Args:
            folded: ASCII without capitals.
            place: what two places of the text have in common if a phrase may reach from one to the other.
        """
        found = self._of_words(folded)
        for prefix, number in self._prefixes:
            found += [(*token.span(), number) for token in starting(prefix, folded)]
        for phrase in self._phrases:
            found += phrase.find(folded, place)
        return found

    def _of_words(self, folded: str) -> list[Occurrence]:
        words = self._words
        if self._lookup is None:
            return [(token.start(), token.end(), number) for needle in self._needles
                    for token in starting(needle, folded) for number in words.get(token[1], ())]
        return [(start, _with_ending(folded, end), number) for start, end in self._lookup.places(folded)
                for number in words.get(folded[start:end], ()) if not _is_ending(folded, start, end)]


class _Phrase:
    """A phrase whose words are known."""

    def __init__(self, number: int, leaf: Phrase, words: Collection[str]) -> None:
        self._number = number
        self._stems = leaf.stems
        self._needles = [beginnings(word for word in words if word.isascii() and stem(word) == each)
                         for each in leaf.stems]

    def find(self, folded: str, place: Callable[[int], int]) -> list[Occurrence]:
        """The occurrences of its words; each stands as often as it is part of the phrase."""
        if not all(any(needle in folded for needle in needles) for needles in self._needles):
            return []
        following = tuple(self._needles[1]) if len(self._needles) > 1 else ("",)
        runs = (self._run(token, folded) for first in self._needles[0] for token in starting(first, folded)
                if _may_precede(following, folded, token.end()))
        return [(*token.span(), self._number) for run in runs
                if run and place(run[0].start()) == place(run[-1].start()) for token in run]

    def _run(self, token: re.Match[str], folded: str) -> list[re.Match[str]]:
        """The words of the phrase that starts with this one; empty if none does."""
        run: list[re.Match[str]] = []
        following: re.Match[str] | None = token
        for wanted in self._stems:
            if following is None or stem(following[1]) != wanted:
                return []
            run.append(following)
            following = WORD.search(folded, following.end())
        return run


def _may_precede(beginnings: tuple[str, ...], folded: str, end: int) -> bool:
    """Whether the word that follows after this end may begin so; mostly it stands behind one blank."""
    is_next = folded.startswith(" ", end) and folded[end + 1:end + 2].isalnum()
    return not is_next or folded.startswith(beginnings, end + 1)


def beginnings(words: Iterable[str]) -> list[str]:
    """Strings such that each of these words, and few others, begins with one."""
    found: list[str] = []
    for word in sorted(words):
        shared = _shared(found[-1], word) if found else 0
        if found and shared >= min(_TELLING, len(found[-1])):
            found[-1] = word[:shared]
        else:
            found.append(word)
    return found


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def distinct(needles: Iterable[str]) -> list[str]:
    """Those that do not begin with another one."""
    found: list[str] = []
    for needle in sorted(needles):
        if not found or not needle.startswith(found[-1]):
            found.append(needle)
    return found


def starting(needle: str, folded: str) -> Iterator[re.Match[str]]:
    """The words that begin with a string."""
    at = folded.find(needle)
    while at >= 0:
        if not at or not folded[at - 1].isalnum():
            token = WORD.match(folded, at)
            if token is not None and (len(needle) > 1 or not _is_ending(folded, *token.span(1))):
                yield token
        at = folded.find(needle, at + len(needle))


def _is_ending(folded: str, start: int, end: int) -> bool:
    """Whether a word is the s that belongs to the possessive before it; what follows that may be another one."""
    if folded[start:end] != "s":
        return False
    is_ending = False
    while start > 1 and folded[start - 1] == "'" and folded[start - 2].isalnum():
        is_ending = not is_ending
        start -= 2
        if folded[start] != "s" or (start and folded[start - 1].isalnum()):
            break
    return is_ending


def _with_ending(folded: str, end: int) -> int:
    """The end of a word, or of the possessive that it is."""
    is_possessive = folded[end:end + 2] == "'s" and not folded[end + 2:end + 3].isalnum()
    return end + 2 if is_possessive else end
