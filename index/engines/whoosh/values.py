"""Facet values of records -> ordinals.

A facet's ordinal is the rank of a value's commonest spelling by code point; the last one, after all
values, stands for ``(none)``. Each value of a record also says in which spelling it was written, so that
the commonest one is known again when records come and go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.format import Array
from index.fields import Field, values
from index.records import Record
from index.text import key


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, of records numbered from 0.

    Attributes:
        keys, spellings: of each ordinal, ``(none)`` aside.
        written: the spellings in use, ascending within a value.
        written_firsts: where each value's spellings begin in ``written`` (values + 1).
        rows: where each record's values begin (records + 1).
        ordinals: the records' values, in the order in which they stand.
        variants: of each of these the number of its spelling in ``written``; of ``(none)`` their count.
    """

    keys: list[str]
    spellings: list[str]
    written: list[str]
    written_firsts: Array
    rows: Array
    ordinals: Array
    variants: Array


def read(records: Sequence[Record], facet: Field) -> Facet:
    """The values of a facet."""
    pairs = _Pairs()
    found: list[int] = []
    rows = [0]
    for record in records:
        if record.kind in facet.kinds:
            numbers = [pairs[value] for value in values(record, facet)]
            if len(numbers) > 1:
                numbers = pairs.different(numbers)
            found += numbers if numbers and numbers[0] >= 0 else [-1]
        rows.append(len(found))
    return ordered(pairs.known, np.array(found, np.int64), np.array(rows, np.int64))


class _Pairs(dict[str, int]):
    """Value as written -> the number of its key and spelling; -1 if there is nothing in it.

    Attributes:
        known: (key, spelling) by number.
    """

    def __init__(self) -> None:
        super().__init__()
        self.known: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def __missing__(self, value: str) -> int:
        pair = key(value), " ".join(value.split())
        number = -1
        if pair[0]:
            number = self._numbers.setdefault(pair, len(self.known))
            self.known += [pair] if number == len(self.known) else []
        self[value] = number
        return number

    def different(self, numbers: Sequence[int]) -> list[int]:
        """Those with different keys; of each key the first."""
        chosen: dict[str, int] = {}
        for number in numbers:
            if number >= 0:
                chosen.setdefault(self.known[number][0], number)
        return list(chosen.values())


def ordered(known: Sequence[tuple[str, str]], stated: Array, rows: Array) -> Facet:
    """Give ordinals to values.

    Args:
        known: (key, spelling), each once, in any order; those that no record has are left out.
        stated: the records' values as numbers of pairs; -1 is ``(none)``.
        rows: where each record's values begin.
    """
    pairs, found = _used(known, stated)
    counts = np.bincount(found[found >= 0], minlength=len(pairs)).tolist()
    commonest: dict[str, tuple[int, str]] = {}
    for (folded, spelling), count in zip(pairs, counts, strict=True):
        commonest[folded] = min(commonest.get(folded, (1, "")), (-count, spelling))
    keys = sorted(commonest, key=lambda folded: (commonest[folded][1], folded))
    ordinal_of = {folded: number for number, folded in enumerate(keys)}
    of_pairs = [ordinal_of[folded] for folded, _ in pairs]
    order = sorted(range(len(pairs)), key=lambda number: (of_pairs[number], pairs[number][1]))
    variant = np.full(len(pairs) + 1, len(pairs), np.uint32)
    variant[order] = np.arange(len(pairs))
    ordinal = np.array([*of_pairs, len(keys)], np.uint32)
    firsts = np.searchsorted(np.sort(np.array(of_pairs, np.int64)), np.arange(len(keys) + 1))
    return Facet(keys, [commonest[folded][1] for folded in keys], [pairs[number][1] for number in order],
                 firsts, rows, ordinal[found], variant[found])


def _used(pairs: Sequence[tuple[str, str]], found: Array) -> tuple[list[tuple[str, str]], Array]:
    """Without the pairs that no record has."""
    used = np.zeros(len(pairs) + 1, np.bool_)
    used[found] = True
    used[-1] = False
    renumbered = np.append(np.cumsum(used[:-1]) - 1, -1)
    return [pair for pair, is_used in zip(pairs, used.tolist(), strict=False) if is_used], renumbered[found]
