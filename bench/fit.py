"""Generated against real records, side by side: ``python -m bench.fit [RECORDS]``.

As many generated records as there are real ones, since vocabularies and values grow with the number of records;
with RECORDS, how they go on growing as well.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from bench import corpus, registry
from index.fields import BY_NAME, values
from index.records import Trial
from index.text import field_tokens, stem

TEXTS = ("title", "summary", "description", "eligibility", "outcome", "keyword", "condition", "intervention", "sponsor",
         "location", "country", "phase", "status")
FACETS = ("condition", "intervention", "sponsor", "country", "keyword", "location", "phase", "status",
          "intervention_type", "year", "drug")
STEPS = (100, 200, 400, 800)

Figures = dict[str, str]


def _words(record: Trial, name: str) -> list[str]:
    return [token.word for _, token in field_tokens(values(record, BY_NAME[name]))]


def _quantiles(counts: Sequence[int]) -> str:
    return " ".join(f"{each:.0f}" for each in (np.mean(counts), *np.percentile(counts, [5, 25, 50, 75, 95, 99])))


class Vocabulary:
    """Counts the words of records."""

    def __init__(self) -> None:
        self.lengths: dict[str, list[int]] = defaultdict(list)
        self.different: list[int] = []
        self.occurrences: Counter[str] = Counter()
        self.records: Counter[str] = Counter()
        self.growth: dict[int, int] = {}
        self.compounds = self.outside_ascii = 0

    def add(self, record: Trial) -> None:
        """Count one more."""
        found: list[str] = []
        for name in TEXTS:
            words = _words(record, name)
            self.lengths[name].append(len(words))
            found += words
            for text in values(record, BY_NAME[name]):
                self.compounds += text.count("-")
                self.outside_ascii += not text.isascii()
        self.lengths["all"].append(len(found))
        self.different.append(len(set(found)))
        self.occurrences.update(found)
        self.records.update(set(found))
        self.growth[len(self.different)] = len(self.occurrences)

    def figures(self, steps: Iterable[int]) -> Iterator[tuple[str, str]]:
        """Yield what to compare."""
        for name, counts in self.lengths.items():
            yield f"words of {name}: mean; p5 p25 p50 p75 p95 p99", _quantiles(counts)
        yield "different words a record", _quantiles(self.different)
        for step in steps:
            yield f"different words in {step:,} records", f"{self.growth[step]:,}"
        total, ordered = sum(self.occurrences.values()), sorted(self.occurrences.values(), reverse=True)
        yield "share of the 10, 50, 100, 500, 1,000, 5,000 commonest", " ".join(
            f"{sum(ordered[:rank]) / total:.3f}" for rank in (10, 50, 100, 500, 1000, 5000))
        yield "records with the commonest words", " ".join(
            f"{count / len(self.different):.3f}" for _, count in self.records.most_common(8))
        yield "words in 1, 2, 3-9, 10-99, 100- records", " ".join(str(sum(low <= count < high for count in
            self.records.values())) for low, high in ((1, 2), (2, 3), (3, 10), (10, 100), (100, 10 ** 9)))
        yield "words a stem", f"{len(self.occurrences) / len(set(map(stem, self.occurrences))):.2f}"
        yield "share of numbers", f"{sum(n for word, n in self.occurrences.items() if word.isdigit()) / total:.3f}"
        yield "letters a word, a different word", (
            f"{sum(len(word) * n for word, n in self.occurrences.items()) / total:.2f} "
            f"{sum(map(len, self.occurrences)) / len(self.occurrences):.2f}")
        yield "hyphens, values outside ASCII; a record", (
            f"{self.compounds / len(self.different):.2f} {self.outside_ascii / len(self.different):.2f}")


class Values:
    """Counts the values of a facet."""

    def __init__(self, name: str) -> None:
        self._field = BY_NAME[name]
        self._counts: Counter[str] = Counter()
        self._of_record: list[int] = []
        self._growth: dict[int, int] = {}

    def add(self, record: Trial) -> None:
        """Count one more."""
        found = values(record, self._field)
        self._counts.update(found)
        self._of_record.append(len(found))
        self._growth[len(self._of_record)] = len(self._counts)

    def figures(self, steps: Iterable[int]) -> Iterator[tuple[str, str]]:
        """Yield what to compare."""
        name, records = self._field.name, len(self._of_record)
        yield f"{name}s a record: mean; p5 p25 p50 p75 p95 p99", _quantiles(self._of_record)
        growth = {str(step): f"{self._growth[step]:,}" for step in steps}
        yield f"different {name}s in {', '.join(growth)}", " ".join(growth.values())
        yield f"{name}s that occur once", f"{sum(count == 1 for count in self._counts.values()):,}"
        yield f"{name}s: records with the 1st, 2nd, 5th, 20th, 100th", " ".join(
            f"{count / records:.3f}" for rank, (_, count) in enumerate(self._counts.most_common(100), 1)
            if rank in (1, 2, 5, 20, 100))


def figures(records: Iterable[Trial], steps: Sequence[int]) -> Figures:
    """What to compare, in order."""
    vocabulary, facets = Vocabulary(), [Values(name) for name in FACETS]
    for record in records:
        vocabulary.add(record)
        for facet in facets:
            facet.add(record)
    return dict([*vocabulary.figures(steps), *(pair for facet in facets for pair in facet.figures(steps))])


def main() -> None:
    """Print the figures."""
    real = registry.records()
    shuffled = np.random.default_rng(0).permutation(len(real)).tolist()
    steps: tuple[int, ...] = (*STEPS, len(real))
    columns = [figures((real[at] for at in shuffled), steps), figures(corpus.records(len(real)), steps)]
    print(f"{'':58}{'real':>42} {'generated':>42}")
    for name in columns[0]:
        print(f"{name:58}{columns[0][name]:>42} {columns[1][name]:>42}")
    if len(sys.argv) > 1:
        count = int(sys.argv[1])
        steps = tuple(step for step in (1_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000) if step <= count)
        for name, text in figures(corpus.records(count), steps).items():
            print(f"{name:58}{text:>60}")


if __name__ == "__main__":
    main()
