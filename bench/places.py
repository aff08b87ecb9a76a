"""Made-up places: facilities in cities of real countries, most of a trial's in one or two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice

import numpy as np

from bench import measured
from bench.lexicon import Lexicon, word
from bench.values import Bank, Choice, Numbers

_CITIES = 6000
"""In all countries together, shared among them as their trials are."""
_ACCENTED = 80
"""One city in so many has an accent."""


class Places:
    """Draws of locations and their countries.

    Args:
        lexicon: gives the words.
        seed: of the corpus.
    """

    def __init__(self, lexicon: Lexicon, seed: int) -> None:
        self._countries = Choice(measured.COUNTRIES)
        seeds = seed << 16 | 1 << 8
        self._facilities = cache(lambda number: Bank(lexicon, "facility", seeds | number, _Cities(number)))

    def draw(self, chance: np.random.Generator, counts: Numbers) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield the locations and the countries of each record, for records with so many locations."""
        shares = [_shared(count, countries) for count, countries
                  in zip(counts.tolist(), self._countries_of(chance, counts), strict=True)]
        wanted: Counter[int] = Counter()
        for of_record in shares:
            wanted.update(of_record)
        drawn = {number: iter(self._facilities(number).draw(chance, wanted[number])) for number in sorted(wanted)}
        for of_record in shares:
            found = [place for number, count in of_record.items() for place in islice(drawn[number], count)]
            yield tuple(dict.fromkeys(found)), tuple(self._countries.values[number] for number in of_record)

    def _countries_of(self, chance: np.random.Generator, counts: Numbers) -> Iterator[list[int]]:
        """Yield the numbers of a record's countries, the main one first."""
        points, means = zip(*measured.COUNTRIES_BY_LOCATIONS, strict=True)
        more = np.interp(counts, points, means) - 1
        several = 1 + np.floor(-np.log(1 - chance.random(len(counts))) * more).astype(np.int64)
        drawn = iter(self._countries.numbers(chance, int(several.sum())).tolist())
        for count, of_record in zip(counts.tolist(), several.tolist(), strict=True):
            yield list(dict.fromkeys(islice(drawn, of_record)))[:count]


def _shared(count: int, countries: list[int]) -> dict[int, int]:
    """Country -> how many of the locations; half of what is left at each, and at least one."""
    shares, left = {}, count
    for later, number in zip(range(len(countries) - 1, -1, -1), countries, strict=True):
        shares[number] = left if later == 0 else max(1, (left - later + 1) // 2)
        left -= shares[number]
    return shares


class _Cities:
    """Puts a facility into a city of one country: ``facility, city, region, postal code, country``."""

    def __init__(self, number: int) -> None:
        self._country = list(measured.COUNTRIES)[number]
        share = measured.COUNTRIES[self._country] / sum(measured.COUNTRIES.values())
        self._cities = [self._city(number * 10_000 + city) for city in range(max(3, int(_CITIES * share)))]

    def __call__(self, facility: str, mark: int) -> str:
        # The smaller of two numbers makes some cities commoner than others.
        city = self._cities[min(mark % len(self._cities), (mark >> 15) % len(self._cities))]
        code = f"{mark % 90_000 + 10_000}-{mark % 9_000 + 1_000}" if mark % 3 == 0 else mark % 90_000 + 10_000
        return f"{facility}, {city}, {code}, {self._country}"

    def _city(self, number: int) -> str:
        name = word(500 + number * 20).capitalize()
        if number % _ACCENTED == 0:
            name = name.replace("e", "é").replace("o", "ö")
        return f"{name}, {word(100 + number % 60 * 20).capitalize()}"
