"""Draws of whole values: lengths and counts by their measured distribution, names by rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bench import measured
from bench.lexicon import Lexicon, ranks, slots

Numbers = NDArray[np.int64]
KEPT = 1 << 14
"""Values of a bank that can occur again; one drawn beyond them is a new one."""
CAPITALS = .7
"""Share of the words in a name that have one."""
Value = TypeVar("Value")
_NORMAL = np.linspace(-4, 4, 801)
_CUMULATIVE = np.cumsum(np.exp(-_NORMAL ** 2 / 2))
_CUMULATIVE /= _CUMULATIVE[-1]


def sizes(chance: np.random.Generator, size: NDArray[np.float64], name: str, quantiles: tuple[int, ...]) -> Numbers:
    """Lengths with these quantiles, one a record, that follow the records' size as LOADING says.

    Args:
        chance: draws.
        size: of each record, normally distributed.
        name: of the field.
        quantiles: of the lengths, at the probabilities QUANTILES.
    """
    loading = measured.LOADING.get(name, 0.)
    score = loading * size + (1 - loading ** 2) ** .5 * normal(chance, len(size))
    drawn: Numbers = np.floor(np.interp(np.interp(score, _NORMAL, _CUMULATIVE), measured.QUANTILES, quantiles)
                              + chance.random(len(size))).astype(np.int64)
    return drawn


def normal(chance: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Numbers of the standard normal distribution."""
    return np.interp(chance.random(count), _CUMULATIVE, _NORMAL)


class Choice(Generic[Value]):
    """Draws of one of a few values, by their weights."""

    def __init__(self, weights: Mapping[Value, float]) -> None:
        total = sum(weights.values())
        self.values = list(weights)
        self._slots = slots([weight / total for weight in weights.values()], 4096)

    def numbers(self, chance: np.random.Generator, count: int) -> Numbers:
        """So many numbers of values."""
        drawn: Numbers = self._slots[chance.integers(0, 4096, count)]
        return drawn

    def value(self, drawn: float) -> Value:
        """The value for a number from 0 to 1."""
        number: int = self._slots[int(drawn * 4096)]
        return self.values[number]

    def draw(self, chance: np.random.Generator, count: int) -> list[Value]:
        """So many values."""
        return [self.values[number] for number in self.numbers(chance, count).tolist()]


class Bank:
    """The values of a field: the common ones are drawn by rank and kept, others are made anew.

    Args:
        lexicon: gives the words.
        name: of the field, in the tables of :mod:`bench.measured`.
        seed: of the corpus, and what tells this bank from others.
        finish: is told the words and a random number, and makes the value.
    """

    def __init__(self, lexicon: Lexicon, name: str, seed: int,
                 finish: Callable[[str, int], str] = lambda words, _: words) -> None:
        self._lexicon, self._name, self._seed, self._finish = lexicon, name, seed, finish
        self._words = Choice(dict(enumerate(measured.WORDS_OF_VALUE[name])))
        self._values: dict[int, str] = {}

    def draw(self, chance: np.random.Generator, count: int) -> list[str]:
        """So many values, as strings."""
        if count == 0:
            return []
        drawn = ranks(chance, count, self._name)
        drawn[chance.random(count) < measured.FRESH[self._name]] = KEPT
        new = iter(self._make(chance, int((drawn >= KEPT).sum())))
        return [next(new) if rank >= KEPT else self._kept(rank) for rank in drawn.tolist()]

    def _kept(self, rank: int) -> str:
        found = self._values.get(rank)
        if found is None:
            found = self._values[rank] = self._value(Random(self._seed << 32 | rank))
        return found

    def _value(self, chance: Random) -> str:
        words = [self._lexicon.name(chance.random()) for _ in range(self._words.value(chance.random()))]
        return self._finish(" ".join(text.capitalize() if chance.random() < CAPITALS else text for text in words),
                            chance.getrandbits(30))

    def _make(self, chance: np.random.Generator, count: int) -> list[str]:
        lengths = self._words.numbers(chance, count)
        ends = np.cumsum(lengths).tolist()
        codes = self._lexicon.draw_names(chance, int(lengths.sum()))
        words = self._lexicon.texts(codes, chance.random(len(codes)) < CAPITALS).tolist()
        marks = chance.integers(0, 1 << 30, count).tolist()
        starts = [0, *ends]
        return [self._finish(" ".join(words[start:end]), mark)
                for start, end, mark in zip(starts, ends, marks, strict=False)]
