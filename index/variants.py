"""Which words a leaf of a query stands for: what the records that match it have written."""

from __future__ import annotations

from index.fuzzy import within_one_edit
from index.query import Fuzzy, Phrase, Term
from index.text import stem


def stands_for(leaf: Term | Phrase | Fuzzy, word: str) -> bool:
    """Whether a word, as written and folded, is one that the leaf stands for.

    An identifier that is found whole is its own stem, so the stem itself is always among them.
    """
    match leaf:
        case Term(wanted):
            return wanted in (word, stem(word))
        case Phrase(stems):
            return word in stems or stem(word) in stems
        case Fuzzy(wanted):
            return within_one_edit(wanted, word)
