"""The values of one facet in several segments, numbered together.

Ordinals of the first part are numbers as they are, then follows the number of ``(none)``, then come the
values that only later parts have: part by part, those of each in the order of their ordinals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.counting import Values
from index.engines.whoosh.format import Array


@dataclass(frozen=True, slots=True)
class Part:
    """The values of one segment among those of all.

    Attributes:
        values: of the segment.
        numbers: of each of its ordinals, ``(none)`` last.
        new: ordinals of the values that no part before has, ascending.
        first: the number of the first of these; the others follow it.
    """

    values: Values
    numbers: Array
    new: Array
    first: int

    def numbered(self, ordinals: Array) -> Array:
        """The numbers of ordinals."""
        return self.numbers[ordinals] if self.first else ordinals

    def add(self, counts: Array, of_ordinals: Array) -> None:
        """Add counts of all ordinals to those of the numbers."""
        if self.first:
            counts[self.numbers] += of_ordinals
        else:
            counts[:len(of_ordinals)] += of_ordinals


def joined(values: Sequence[Values]) -> list[Part]:
    """Number the values of a facet; there is at least one segment."""
    none = len(values[0])
    parts = [Part(values[0], np.arange(none + 1), np.arange(none), 0)]
    end = none + 1
    for each in values[1:]:
        numbers = np.append(_known(each, parts), none)
        new = np.flatnonzero(numbers < 0)
        numbers[new] = np.arange(end, end + len(new))
        parts.append(Part(each, numbers, new, end))
        end += len(new)
    return parts


def _known(values: Values, parts: Sequence[Part]) -> Array:
    """The numbers that values have already; -1: no part has the value."""
    numbers = np.full(len(values), -1, np.int64)
    for part in parts:
        if len(part.new) and (numbers < 0).any():
            ordinals, theirs = values.keys.common(part.values.keys)
            numbers[ordinals] = part.numbers[theirs]
    return numbers
