"""What was typed so far, and which values it may be the beginning of.

A value meets what was typed if each typed word is one of its words, in any order, the last one as a prefix. Where an
error is allowed, one word of four letters or more may be one edit away, behind its first letter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index.fuzzy import within_one_edit
from index.identifiers import compact
from index.text import STOP_WORDS, WORD, fold, key

_ERRING = 4
"""Letters of a word that may have an error."""
_SHORTEST_ID = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed.

    Attributes:
        key: of the text (:func:`index.text.key`).
        form: of an identifier that begins so, compact and folded; empty: none does.
        words: of the key, stop words aside; the last one is a prefix.
        erring: whether one of the words may have an error.
    """

    key: str
    form: str
    words: tuple[str, ...]
    erring: bool = False

    def meets(self, key: str, words: Collection[str]) -> bool:
        """Whether a value with this key and these words is to be suggested."""
        if key.startswith(self.key):
            return True
        *whole, last = self.words
        missing = [(typed, word_is_near) for typed in whole if typed not in words]
        if not any(word.startswith(last) for word in words):
            missing.append((last, begins_nearly))
        if not missing:
            return True
        (typed, is_near), *others = missing
        return not others and self.may_err(typed) and any(is_near(typed, word) for word in words)

    def may_err(self, typed: str) -> bool:
        """Whether this word may have an error."""
        return self.erring and len(typed) >= _ERRING


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


def word_is_near(typed: str, word: str) -> bool:
    """Whether a word is within one edit, and its first letter the same."""
    return word[0] == typed[0] and within_one_edit(typed, word)


def begins_nearly(typed: str, word: str) -> bool:
    """Whether the beginning of a word is within one edit, and its first letter the same."""
    sizes = range(len(typed) - 1, len(typed) + 2)
    return word[0] == typed[0] and any(within_one_edit(typed, word[:size]) for size in sizes)
