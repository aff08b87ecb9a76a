"""The words of a segment: forms of a stem, and what a prefix or a misspelt word stands for."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.format import Array, Column
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.strings import Strings
from index.fuzzy import within_one_edit
from index.query import Fuzzy, Prefix, Term

_LAST = "\U0010ffff"


class Reversed(Sequence[str]):
    """Words read backwards, ascending so."""

    def __init__(self, words: Strings, order: Column) -> None:
        self._words, self.order = words, order

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, place: int) -> str:  # type: ignore[override]
        return self._words[self.order[place]][::-1]


def find_stem(segment: Segment, stem: str) -> int | None:
    """The number of a stem; None: no such. Remembered, since a page asks again and again."""
    return segment.remembered("stems", segment.stems.find)(stem)


def forms_of(segment: Segment, stem: str) -> list[int]:
    """The forms of a stem."""
    number = find_stem(segment, stem)
    if number is None:
        return []
    first, last = segment.column("stem_firsts").items(number, number + 2)
    return segment.column("stem_forms").items(first, last).tolist()


def expand(segment: Segment, leaf: Prefix | Fuzzy) -> Array:
    """The forms that a group stands for, ascending."""
    if isinstance(leaf, Prefix):
        return np.arange(*segment.words.starting_with(leaf.prefix))
    close = segment.remembered("close", lambda word: _close(segment, word))
    return close(leaf.word)


def words(segment: Segment, leaf: Term | Prefix | Fuzzy) -> list[str]:
    """The words that a leaf stands for, of live records."""
    return segment.remembered("words", lambda leaf: _words(segment, leaf))(leaf)


def _words(segment: Segment, leaf: Term | Prefix | Fuzzy) -> list[str]:
    forms = np.array(forms_of(segment, leaf.stem), np.int64) if isinstance(leaf, Term) else expand(segment, leaf)
    return [segment.words[form] for form in _living(segment, forms).tolist()]


def fields(segment: Segment, stem: str) -> set[int]:
    """The numbers of the fields in which a stem occurs, in deleted records too."""
    firsts, numbers = segment.column("pair_firsts"), segment.column("pair_fields")
    return {number for form in forms_of(segment, stem) for number in numbers.items(*firsts.items(form, form + 2))}


def _living(segment: Segment, forms: Array) -> Array:
    """Those of these forms that a live record has."""
    if segment.live is None:
        return forms
    bounds, records = segment.column("form_bounds"), segment.column("posting_records")
    return np.array([form for form in forms.tolist()
                     if segment.live[records.part(bounds[form], bounds[form + 1])].any()], np.int64)


def different_words(segment: Segment, leaf: Prefix) -> int:
    """How many words start so; a word of two forms counts once."""
    first, last = segment.words.starting_with(leaf.prefix)
    twice = segment.column("words_twice").all()
    return last - first - int(np.count_nonzero((first < twice) & (twice < last)))


def _close(segment: Segment, word: str) -> Array:
    """The forms whose word is within one edit.

    A letter more, less or changed leaves the first half as it is, or the second; swaps of neighbours
    are looked up one by one.
    """
    words, middle = segment.words, (len(word) + 1) // 2
    first, last = words.starting_with(word[:middle])
    found = {first + n for n, each in enumerate(words.between(first, last)) if within_one_edit(word, each)}
    backwards = Reversed(words, segment.column("words_reversed"))
    end = word[middle:][::-1]
    low, high = bisect.bisect_left(backwards, end), bisect.bisect_right(backwards, end + _LAST)
    found.update(form for form in backwards.order.part(low, high).tolist()
                 if form not in found and within_one_edit(word, words[form]))
    for at in range(len(word) - 1):
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2:]
        found.update(range(*words.range_of(swapped)))
    return np.array(sorted(found), np.int64)
