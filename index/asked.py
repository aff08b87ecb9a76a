"""What was typed so far, and which values it may be the beginning of.

A value meets what was typed if each typed word is one of its words, in any order, the last one as a prefix. Where
errors are allowed, a word of four letters or more may be one edit away, behind its first letter; so that a pasted
sentence is not taken for a misspelt one, no word of more than four may.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index.fuzzy import within_one_edit
from index.identifiers import compact
from index.text import STOP_WORDS, WORD, fold, key

_ERRING = 4
"""Letters of a word that may have an error."""
_SEVERAL = 4
"""Words of which each may have an error; of more none may."""
_SHORTEST_ID = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed.

    Attributes:
        key: of the text (:func:`index.text.key`).
        form: of an identifier that begins so, compact and folded; empty: none does.
        words: of the key, stop words aside; the last one is a prefix.
        erring: whether words may have an error.
    """

    key: str
    form: str
    words: tuple[str, ...]
    erring: bool = False

    def meets(self, key: str, words: Collection[str]) -> bool:
        """Whether a value with this key and these words is to be suggested."""
        *whole, last = self.words
        return key.startswith(self.key) or (any(self.begins(last, word) for word in words)
                                            and all(any(self.is_word(each, word) for word in words) for each in whole))

    def begins(self, typed: str, word: str) -> bool:
        """Whether a word begins as typed."""
        return word.startswith(typed) or (self.may_err(typed) and begins_nearly(typed, word))

    def is_word(self, typed: str, word: str) -> bool:
        """Whether a word is what was typed."""
        return word == typed or (self.may_err(typed) and word[0] == typed[0] and within_one_edit(typed, word))

    def may_err(self, typed: str) -> bool:
        """Whether this word may have an error."""
        return self.erring and len(typed) >= _ERRING and len(self.words) <= _SEVERAL


def read(text: str) -> Asked | None:
    """What a text asks for; None: nothing.

    Args:
        text: as typed; quotes around it do not count.
    """
    folded = key(text.strip(' "\u201c\u201d'))
    words = words_of(folded)
    if not words:
        return None
    form = compact(fold(text))
    is_id = len(form) >= _SHORTEST_ID and any(map(str.isdigit, form))
    return Asked(folded, form if is_id else "", (*(word for word in words[:-1] if word not in STOP_WORDS), words[-1]))


def words_of(key: str) -> list[str]:
    """The words of a key, in order."""
    return [match[1] for match in WORD.finditer(key)]


def begins_nearly(typed: str, word: str) -> bool:
    """Whether the beginning of a word is within one edit, and its first letter the same."""
    sizes = range(len(typed) - 1, len(typed) + 2)
    return word[0] == typed[0] and any(within_one_edit(typed, word[:size]) for size in sizes)
