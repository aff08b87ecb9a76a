"""The text policy (:mod:`index.text`) over many values at once: the same words, found in one pass.

The values of a batch are joined with a mark between them, folded, cut into words and looked up in a
dictionary; everything after that is arithmetic on arrays. A test compares it with ``text.field_tokens``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from index import identifiers
from index.engines.whoosh.format import Array
from index.engines.whoosh.forms import CAS, COMMON_PREFIX, DIGIT, FOUR, MARK, ONE, PREFIX, SIX, TWO, Forms
from index.text import GAP, fold

BATCH = 1 << 20
"""Characters that are cut into words at a time."""

_BETWEEN = f" {MARK} "
_WORD_BYTES = bytes(code if code >= 128 or chr(code) == MARK else
                    ord(chr(code).lower() if chr(code).isalnum() else " ") for code in range(256))
"""ASCII letters lower case, what belongs to no word a blank; bytes of other characters as they are."""
_IS_WORD = bytes(byte not in b" \1" for byte in _WORD_BYTES)
_WORDS = re.compile(r"([^\W_]+)(?:'s(?![^\W_]))?")
_NO_WORD = re.compile(r"[^\w\x00-\x7f]+")
_POSSESSIVE = re.compile(rb"'[sS]")
_SHORT, _REMEMBERED = 16, 65_536
"""Characters, in bytes, whose folding is remembered, and how many of them."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An identifier that is found whole, beside its parts: numbers of its value and its first word, and its text."""

    value: int
    word: int
    text: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of many values.

    Attributes:
        forms: number of each word's form, value after value.
        counts: how many words each value has.
        wholes: identifiers found whole.
    """

    forms: Array
    counts: Array
    wholes: list[Whole] = field(default_factory=list)

    def spans(self) -> Array:
        """Positions that each value takes, with the gap behind it; 0 for a value without words."""
        return np.where(self.counts > 0, self.counts + GAP, 0)


def tokenise(values: Sequence[str], forms: Forms, *, whole: bool = False) -> Tokens:
    """Cut values into words.

    Args:
        values: of one field, of any number of records.
        forms: the dictionary, which learns the new words.
        whole: each value is an identifier, and is also found whole whatever its form.
    """
    pieces = [_cut(batch, forms) for batch in _batches(values)]
    numbers = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
    marks = np.flatnonzero(numbers == 0)
    counts = np.diff(marks, prepend=-1) - 1
    wholes = _wholes(values, numbers, marks, forms.clues())
    words = numbers[numbers > 0]
    if whole:
        wholes = _as_wholes(values, words, counts, forms, wholes)
    return Tokens(words, counts, wholes)


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    ends = np.cumsum(np.fromiter(map(len, values), np.int64, len(values)))
    start = 0
    while start < len(values):
        done = ends[start - 1] if start else 0
        stop = int(np.searchsorted(ends, done + BATCH)) + 1
        yield values[start:stop]
        start = stop


def _cut(values: Sequence[str], forms: Forms) -> Array:
    """The forms' numbers of all words, a 0 after each value."""
    data = _joined(values)
    if data.count(MARK.encode()) != len(values):
        data = _joined([value.replace(MARK, " ") for value in values])
    return forms.numbers(_without_possessives(_folded(data)).translate(_WORD_BYTES))


def _joined(values: Sequence[str]) -> bytes:
    return (_BETWEEN.join(values) + _BETWEEN).encode("utf-8", "surrogatepass")


class _Folding(dict[bytes, bytes]):
    """Characters beyond ASCII that stand together -> what they fold to, of which nothing but words is left."""

    def __missing__(self, run: bytes) -> bytes:
        folded = _NO_WORD.sub(" ", fold(run.decode("utf-8", "surrogatepass"))).encode("utf-8", "surrogatepass")
        if len(run) <= _SHORT and len(self) < _REMEMBERED:
            self[run] = folded
        return folded


_FOLDING = _Folding()


def _folded(data: bytes) -> bytes:
    foreign = np.flatnonzero(np.frombuffer(data, np.uint8) >= 0x80)
    if not len(foreign):
        return data
    breaks = np.flatnonzero(np.diff(foreign) > 1)
    kept: list[bytes] = []
    done = 0
    for start, last in zip(foreign[[0, *(breaks + 1)]].tolist(), foreign[[*breaks, -1]].tolist(), strict=True):
        kept += data[done:start], _FOLDING[data[start:last + 1]]
        done = last + 1
    return b"".join([*kept, data[done:]])


def _without_possessives(data: bytes) -> bytes:
    """A word's ``'s`` belongs to it and is no word of its own."""
    kept: list[bytes] = []
    done = 0
    for found in _POSSESSIVE.finditer(data):
        start, end = found.span()
        # What precedes must be a word, and not the ending of one that was just taken off.
        if start > done and _IS_WORD[data[start - 1]] and not _IS_WORD[data[end]]:
            kept.append(data[done:start])
            done = end
    return b" ".join([*kept, data[done:]])


def _wholes(values: Sequence[str], numbers: Array, marks: Array, clues: Array) -> list[Whole]:
    """The identifiers in the few values in which there may be some."""
    clue = clues[numbers]
    if not clue.any():
        return []
    after = np.append(clue[1:], 0)
    next_but_one = np.append(after[1:], 0)
    suspect = ((clue & PREFIX) > 0) | (((clue & COMMON_PREFIX) > 0) & ((after & DIGIT) > 0))
    suspect |= ((clue & FOUR) > 0) & ((after & SIX) > 0)
    suspect |= ((clue & CAS) > 0) & ((after & TWO) > 0) & ((next_but_one & ONE) > 0)
    suspects = np.unique(np.searchsorted(marks, np.flatnonzero(suspect)))
    return [found for value in suspects.tolist() for found in _wholes_of(value, values[value])]


def _wholes_of(number: int, value: str) -> list[Whole]:
    folded = fold(value)
    found = []
    for start, _, text in identifiers.find(folded):
        word = len(_WORDS.findall(folded[:start]))
        if _WORDS.match(folded, start)[1] != text:  # type: ignore[index]
            found.append(Whole(number, word, text))
    return found


def _as_wholes(values: Sequence[str], words: Array, counts: Array, forms: Forms, known: list[Whole]) -> list[Whole]:
    """Those known, and each value that is an identifier, at its first word; never twice the same."""
    firsts = np.cumsum(counts) - counts
    first_words = {each.value: each.text for each in known if each.word == 0}
    found = list(known)
    for number, value in enumerate(values):
        if not counts[number]:
            continue
        text = identifiers.compact(fold(value))
        standing = first_words.get(number)
        same = text == (forms.words[words[firsts[number]]] if standing is None else standing)
        if not same:
            found.append(Whole(number, 0, text))
    return found

