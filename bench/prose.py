"""Texts of made-up words: titles, summaries, descriptions, eligibility criteria and outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import measured
from bench.lexicon import Codes, Lexicon
from bench.values import Choice, Numbers, sizes

_FIELDS = ("title", "summary", "description", "eligibility")


class Texts(NamedTuple):
    """The texts of one record."""

    title: str
    summary: str | None
    description: str | None
    eligibility: str | None
    outcomes: tuple[str, ...]


class Prose:
    """Draws of texts.

    Args:
        lexicon: gives the words.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._separators = Choice(measured.SEPARATORS)
        self._written = np.array(self._separators.values, dtype=object)
        self._breaks = np.array(["\n" in each for each in measured.SEPARATORS])
        self._ends = self._breaks | np.array([each.startswith(".") for each in measured.SEPARATORS])

    def draw(self, chance: np.random.Generator, size: NDArray[np.float64],
             names: Sequence[Sequence[str]]) -> Iterator[Texts]:
        """Yield the texts of each record.

        Args:
            chance: draws.
            size: of each record, normally distributed.
            names: of each record, which its texts mention.
        """
        lengths = self._lengths(chance, size)
        pieces = self._pieces(chance, lengths, names)
        at = 0
        for row in lengths:
            texts = []
            for length in row:
                texts.append("".join(pieces[2 * at:2 * (at + length) - 1]) if length else None)
                at += length
            title, summary, description, eligibility, *outcomes = texts
            yield Texts(title or "", summary, description, eligibility, tuple(filter(None, outcomes)))

    def _lengths(self, chance: np.random.Generator, size: NDArray[np.float64]) -> list[list[int]]:
        """Words of each text of each record."""
        single = [sizes(chance, size, name, measured.WORDS[name]).tolist() for name in _FIELDS]
        outcomes = sizes(chance, size, "outcomes", measured.WORDS["outcomes"])
        several = -(-outcomes // sizes(chance, size, "", measured.OUTCOME_WORDS))
        return [[*row, *(total // count + (at < total % count) for at in range(count))]
                for *row, total, count in zip(*single, outcomes.tolist(), several.tolist(), strict=True)]

    def _pieces(self, chance: np.random.Generator, lengths: list[list[int]],
                names: Sequence[Sequence[str]]) -> list[str]:
        """Words and what stands between them, in turn, of all texts one after the other."""
        of_text = np.array([length for row in lengths for length in row])
        of_record = np.array([sum(row) for row in lengths])
        codes = self._repeat(chance, self._lexicon.draw(chance, int(of_record.sum())), of_record)
        titles = np.zeros(len(codes), bool)
        for start, row in zip(_starts(of_record).tolist(), lengths, strict=True):
            titles[start:start + row[0]] = True
        between = self._separators.numbers(chance, len(codes))
        between[titles & self._breaks[between]] = 0
        capital = np.concatenate(([True], self._ends[between[:-1]]))
        capital[_starts(of_text)[of_text > 0]] = True
        words = self._lexicon.texts(codes, capital)
        _mention(chance, words, titles, of_record, names)
        pieces = np.empty(2 * len(words), dtype=object)
        pieces[0::2], pieces[1::2] = words, self._written[between]
        written: list[str] = pieces.tolist()
        return written

    def _repeat(self, chance: np.random.Generator, codes: Codes, of_record: Numbers) -> Codes:
        """Put words that the record had before in the place of some; the more, the more it had."""
        before = np.arange(len(codes)) - np.repeat(_starts(of_record), of_record)
        share = measured.REPEATED * before / (before + measured.BEFORE_REPEATING)
        repeated = np.flatnonzero(chance.random(len(codes)) < share)
        sources = repeated - 1 - (chance.random(len(repeated)) * before[repeated]).astype(np.int64)
        mixed = codes.copy()
        mixed[repeated] = codes[sources]
        return mixed


def _starts(lengths: Numbers) -> Numbers:
    starts: Numbers = np.cumsum(lengths) - lengths
    return starts


def _mention(chance: np.random.Generator, words: NDArray[np.object_], titles: NDArray[np.bool_], of_record: Numbers,
             names: Sequence[Sequence[str]]) -> None:
    """Put names of the record in the place of some words; more often in titles."""
    share = np.where(titles, measured.MENTIONED_IN_TITLES, measured.MENTIONED)
    places = np.flatnonzero(chance.random(len(words)) < share)
    record = np.repeat(np.arange(len(of_record)), of_record)[places]
    for place, number, drawn in zip(places.tolist(), record.tolist(), chance.random(len(places)).tolist(), strict=True):
        of_this = names[number]
        words[place] = of_this[int(drawn * len(of_this))]
