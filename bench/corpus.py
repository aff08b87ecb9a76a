"""Trials that are nobody's, with the lengths, words and values of real ones: any number, always the same.

What they are fitted to, and how that was measured, stands in :mod:`bench.measured`. Texts are words drawn by rank,
with numbers, compounds, inflections, lists and a few signs outside ASCII between them; titles and texts name the
conditions and interventions of their record, so that phrases occur in many records. No word is in every record.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bench import measured
from bench.lexicon import Lexicon
from bench.places import Places
from bench.prose import Prose
from bench.values import Bank, Choice, normal, sizes
from index.records import Trial

SEED = 20
BATCH = 512
"""Records that are drawn together."""
_LISTS = ("conditions", "interventions", "keywords", "drugs")


def records(count: int, seed: int = SEED) -> Iterator[Trial]:
    """Yield ``count`` trials, ascending by id; those of a shorter corpus are the first of a longer one.

    In memory are one batch, and the words and values that occur often.

    Args:
        count: how many, below 100 million.
        seed: another seed makes another corpus.
    """
    return between(0, count, seed)


def between(start: int, stop: int, seed: int = SEED) -> Iterator[Trial]:
    """Yield the trials from number ``start`` (a multiple of BATCH) to before ``stop``, as :func:`records` would."""
    corpus = _Corpus(seed)
    batches = (corpus.batch(number) for number in range(start // BATCH, -(-stop // BATCH)))
    return islice((trial for batch in batches for trial in batch), stop - start)


class _Corpus:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        lexicon = Lexicon()
        self._banks = {name: Bank(lexicon, name, seed << 16 | number)
                       for number, name in enumerate((*_LISTS, "sponsor"), 1)}
        self._places = Places(lexicon, seed)
        self._prose = Prose(lexicon)
        self._phases = Choice(measured.PHASES)
        self._statuses = Choice(measured.STATUSES)
        self._types = Choice(measured.INTERVENTION_TYPES)
        self._first = Choice(measured.FIRST_POSTED)
        self._last = Choice(measured.LAST_POSTED)

    def batch(self, number: int) -> Iterator[Trial]:
        """Yield one batch, which depends on its number and the seed alone."""
        chance = np.random.default_rng((self._seed, 0, number))
        size = normal(chance, BATCH)
        conditions, interventions, keywords, drugs = (self._lists(chance, size, name) for name in _LISTS)
        names = [(*some, *others) for some, others in zip(conditions, interventions, strict=True)]
        places = self._places.draw(chance, sizes(chance, size, "locations", measured.VALUES["locations"]))
        columns = zip(
            self._prose.draw(chance, size, names), list(places), conditions, interventions, keywords, drugs,
            self._banks["sponsor"].draw(chance, BATCH), self._phases.draw(chance, BATCH),
            self._statuses.draw(chance, BATCH), [self._types_of(chance, len(each)) for each in interventions],
            _dates(chance, self._first), _dates(chance, self._last), _enrollments(chance), strict=True)
        for at, (texts, (locations, countries), some, others, keys, of_drugs, sponsor, phases, status, types, first,
                 last, enrollment) in enumerate(columns, number * BATCH + 1):
            yield Trial(
                id=f"NCT{at:08d}", title=texts.title, phases=phases, status=status, conditions=some,
                interventions=others, intervention_types=types, first_posted=first, last_posted=max(first, last),
                sponsor=sponsor, enrollment=enrollment, registration_number=f"NCT{at:08d}", locations=locations,
                countries=countries, drugs=of_drugs, summary=texts.summary, description=texts.description,
                eligibility=texts.eligibility, outcomes=texts.outcomes, keywords=keys)

    def _lists(self, chance: np.random.Generator, size: NDArray[np.float64], name: str) -> list[tuple[str, ...]]:
        """The values of a field of each record."""
        counts = sizes(chance, size, name, measured.VALUES[name])
        drawn = iter(self._banks[name].draw(chance, int(counts.sum())))
        return [tuple(dict.fromkeys(islice(drawn, count))) for count in counts.tolist()]

    def _types_of(self, chance: np.random.Generator, interventions: int) -> tuple[str, ...]:
        """Mostly of one type, whatever their number."""
        return tuple(dict.fromkeys(self._types.draw(chance, (interventions + 1) // 2)))


def _dates(chance: np.random.Generator, years: Choice[str]) -> list[str]:
    days = chance.integers(0, 336, BATCH).tolist()
    return [f"{year}-{day // 28 + 1:02d}-{day % 28 + 1:02d}"
            for year, day in zip(years.draw(chance, BATCH), days, strict=True)]


def _enrollments(chance: np.random.Generator) -> list[int | None]:
    drawn = np.interp(chance.random(BATCH), measured.QUANTILES, measured.ENROLLMENT).astype(np.int64).tolist()
    stated = (chance.random(BATCH) < measured.ENROLLED).tolist()
    return [count if known else None for count, known in zip(drawn, stated, strict=True)]
