"""The terms of one Whoosh field in a segment, ascending by byte, each with its postings."""

from __future__ import annotations

import bisect
from abc import abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np

from index.engines.whoosh.codec.postings import TermPostings, TextPostings
from index.engines.whoosh.format import Array
from index.engines.whoosh.postings import group, in_fields, positions, postings
from index.engines.whoosh.segment import FIELD_NUMBER, Segment
from index.engines.whoosh.strings import Strings
from index.engines.whoosh.vocabulary import forms_of
from index.query import Term

_BATCH = 4096


class Lexicon(Sequence[bytes]):
    """Terms; UTF-8 ascends as its code points do."""

    @abstractmethod
    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]
        """A term."""

    @abstractmethod
    def postings(self, place: int) -> TermPostings:
        """The postings of a term, those of deleted records included."""

    def find(self, term: bytes) -> int | None:
        """The place of a term; None: there is no such."""
        place = bisect.bisect_left(self, term)
        return place if place < len(self) and self[place] == term else None

    def starting_at(self, place: int) -> Iterator[bytes]:
        """The terms from a place on."""
        return map(self.__getitem__, range(place, len(self)))


class Chosen(Lexicon):
    """Some strings of a list.

    Args:
        strings: the list.
        numbers: which of them, in the order in which they ascend.
    """

    def __init__(self, strings: Strings, numbers: Array) -> None:
        self._strings, self._numbers = strings, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override]
        return self._strings[int(self._numbers[place])].encode()

    def starting_at(self, place: int) -> Iterator[bytes]:
        """The terms from a place on, decoded batch by batch."""
        for start in range(place, len(self), _BATCH):
            numbers = self._numbers[start:start + _BATCH].astype(np.int64)
            low, high = int(numbers.min()), int(numbers.max())
            if high - low > _BATCH * len(numbers):
                yield from map(self.__getitem__, range(start, start + len(numbers)))
            else:
                texts = self._strings.between(low, high + 1)
                yield from (texts[number].encode() for number in (numbers - low).tolist())


class Stems(Chosen):
    """The stems of a text field; None: of all."""

    def __init__(self, segment: Segment, field: str | None) -> None:
        self._segment, self._field = segment, field
        if field is None:
            numbers = np.arange(len(segment.stems))
        else:
            firsts = segment.column("stem_firsts").all()[:-1]
            having = _having(segment, field)[segment.column("stem_forms").all()]
            numbers = np.flatnonzero(np.logical_or.reduceat(having, firsts)) if len(firsts) else firsts
        super().__init__(segment.stems, numbers)

    def postings(self, place: int) -> TextPostings:
        """Where a stem stands."""
        stem = self._strings[int(self._numbers[place])]
        found = postings(self._segment, Term(stem, self._field))
        return TextPostings(self._segment, forms_of(self._segment, stem), self._field, found)


class Words(Chosen):
    """The words of a text field as written and folded; None: of all."""

    def __init__(self, segment: Segment, field: str | None) -> None:
        self._segment, self._field = segment, field
        first = np.ones(len(segment.words), np.bool_) if field is None else _having(segment, field)
        twice = segment.column("words_twice").all().astype(np.int64)
        first[twice - 1] |= first[twice]
        first[twice] = False
        super().__init__(segment.words, np.flatnonzero(first))

    def postings(self, place: int) -> TextPostings:
        """Where a word stands; one with two stems is two forms."""
        forms = np.arange(*self._segment.words.range_of(self._strings[int(self._numbers[place])]))
        if self._field is None:
            found = group(self._segment, forms)
        else:
            places = positions(self._segment, forms, FIELD_NUMBER[self._field])
            found = in_fields(self._segment, places, self._field)
        return TextPostings(self._segment, forms.tolist(), self._field, found)


def _having(segment: Segment, field: str) -> Array:
    """Which forms occur in a field (bool)."""
    having = np.zeros(len(segment.words), np.bool_)
    pairs = np.flatnonzero(segment.column("pair_fields").all() == FIELD_NUMBER[field])
    having[np.searchsorted(segment.column("pair_firsts").all(), pairs, side="right") - 1] = True
    return having
