"""The postings of one term in a segment, and what Whoosh wants to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from whoosh.reading import TermInfo

from index.engines.whoosh.codec.places import field_lengths, occurrences
from index.engines.whoosh.format import Array
from index.engines.whoosh.postings import Postings, positions
from index.engines.whoosh.schema import packed
from index.engines.whoosh.segment import FIELD_NUMBER, Segment


class TermPostings:
    """Records that have a term; each weighs 1, has no value and adds nothing to a score.

    Args:
        records: ascending.
    """

    def __init__(self, records: Array) -> None:
        self.records = records

    @cached_property
    def ids(self) -> list[int]:
        """The records as numbers of Python, which is what Whoosh reckons with."""
        found: list[int] = self.records.tolist()
        return found

    def weight(self, place: int) -> float:
        """The weight of a posting."""
        return 1.0

    def value(self, place: int) -> bytes:
        """The value of a posting."""
        return b""

    def x(self, place: int) -> float:
        """x of the formula in a posting."""
        return 0.0

    def info(self) -> TermInfo:
        """The statistics; Whoosh changes what it is given, so it is a new one each time."""
        return TermInfo(float(len(self.ids)), len(self.ids), 1, 1, 1.0, self.ids[0], self.ids[-1])


class ScoredPostings(TermPostings):
    """Postings with x of the formula as their value."""

    def __init__(self, found: Postings) -> None:
        super().__init__(found.records)
        self._x = found.x

    def x(self, place: int) -> float:
        """x of the formula in a posting."""
        return float(self._x[place])

    def value(self, place: int) -> bytes:
        """x, packed."""
        return packed(self.x(place), ())


class TextPostings(ScoredPostings):
    """Postings with x, frequency and positions; the weight is the frequency.

    Args:
        segment: with the term, nothing in it deleted.
        forms: of the term.
        field: a text field; None: all of them.
        found: the records of the term in this field, and x.
    """

    def __init__(self, segment: Segment, forms: Sequence[int], field: str | None, found: Postings) -> None:
        super().__init__(found)
        self._segment, self._forms = segment, forms
        self._field = None if field is None else FIELD_NUMBER[field]

    @cached_property
    def _occurrences(self) -> tuple[Array, Array]:
        places = positions(self._segment, self._forms, self._field)
        return occurrences(self._segment, places, self._field)

    @cached_property
    def _info(self) -> tuple[float, int, int, int, float, int, int]:
        lengths = field_lengths(self._segment, self._field)[self.records]
        bounds, places = self._occurrences
        return (float(len(places)), len(self.ids), int(lengths.min()), int(lengths.max()),
                float(np.diff(bounds).max()), self.ids[0], self.ids[-1])

    def weight(self, place: int) -> float:
        """How often the term occurs."""
        bounds, _ = self._occurrences
        return float(bounds[place + 1] - bounds[place])

    def value(self, place: int) -> bytes:
        """x and the positions, packed."""
        bounds, places = self._occurrences
        return packed(self.x(place), places[bounds[place]:bounds[place + 1]])

    def info(self) -> TermInfo:
        """The statistics."""
        return TermInfo(*self._info)
