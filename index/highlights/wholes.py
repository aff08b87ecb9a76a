"""Leaves of a query that are identifiers: they occur also where an identifier is written in another way."""

from __future__ import annotations

from collections.abc import Sequence

from index import identifiers
from index.highlights.occurrences import Occurrence
from index.highlights.spotting import Variants
from index.query import Fuzzy, Phrase, Prefix, Simple, Term
from index.text import WORD

_NOT_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())


class Wholes:
    """Finds identifiers that are leaves, or begin as one, in folded ASCII texts.

    Args:
        leaves: numbered from 0.
        variants: the words of the index that a leaf stands for.

    Attributes:
        in_phrase: whether an identifier may be a word of a phrase, which only reading word by word can tell.
    """

    def __init__(self, leaves: Sequence[Simple], variants: Variants) -> None:
        self._leaves: dict[str, list[int]] = {}
        self._prefixes: list[tuple[str, int]] = []
        self.in_phrase = False
        for number, leaf in enumerate(leaves):
            if isinstance(leaf, Prefix) and identifiers.may_begin(leaf.prefix):
                self._prefixes.append((leaf.prefix, number))
            elif isinstance(leaf, Phrase):
                self.in_phrase |= any(map(identifiers.may_be, leaf.stems))
            elif isinstance(leaf, Term | Fuzzy):
                for form in filter(identifiers.may_be, [leaf.stem] if isinstance(leaf, Term) else variants(leaf)):
                    self._leaves.setdefault(form, []).append(number)
        of_phrases = (each for leaf in leaves if isinstance(leaf, Phrase) for each in leaf.stems)
        self._digits = {_digits(form) for form in (
            *self._leaves, *(prefix for prefix, _ in self._prefixes), *filter(identifiers.may_be, of_phrases))}

    def __bool__(self) -> bool:
        """Whether there is such a leaf."""
        return bool(self._digits)

    def may_be_in(self, text: str) -> bool:
        """Whether the digits of a leaf stand in a text, one after the other whatever is between them."""
        digits = _digits(text) if self._digits else ""
        return bool(digits) and any(each in digits for each in self._digits)

    def find(self, folded: str) -> list[Occurrence]:
        """Where an identifier stands that is a leaf, but not as one word."""
        return [(start, end, number) for start, end, form in identifiers.find(folded)
                if not _is_word(folded, start, form) for number in self._of(form)]

    def _of(self, form: str) -> list[int]:
        return self._leaves.get(form, []) + [number for prefix, number in self._prefixes if form.startswith(prefix)]


def _is_word(folded: str, start: int, form: str) -> bool:
    word = WORD.match(folded, start)
    return word is not None and word[1] == form


def _digits(text: str) -> str:
    return text.encode().translate(None, _NOT_DIGITS).decode("ascii", "ignore")
