"""What suggestions cost while someone types: ``python -m bench.suggesting --index DIR [--rounds N] [--slowest N]``.

Values and titles of the index are typed letter by letter, some of them with an error, and the engine answers after
each letter behind the first. Each text is asked for several times in turn with the others; its best time counts.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from index import engines
from index.engines.base import Plan, Reader
from index.fields import NAMED
from index.store import Store
from index.suggest import suggest

_VALUES, _AMONG = 12, 3_000
"""Values of a kind that are typed, and the commonest ones among which they are drawn."""
_LONGEST = 40
"""Letters that are typed at most."""


def typed(reader: Reader, chance: Random) -> list[str]:
    """What stands in the box after each letter."""
    found = [prefix for value in _values(reader, chance) for text in (value, _with_error(value, chance))
             for prefix in _prefixes(text)]
    return list(dict.fromkeys(found))


def _values(reader: Reader, chance: Random) -> Iterator[str]:
    for name in NAMED:
        values = reader.totals(name).top(_AMONG)
        yield from (value.spelling for value in chance.sample(values, min(_VALUES, len(values))))
    plan = Plan(full=None, partial=None, match="all", title=None, filters={}, sort="newest", offset=0, limit=_AMONG,
                facets=())
    ids = [hit.id for hit in reader.select(plan).hits]
    for card in reader.cards(chance.sample(ids, min(2 * _VALUES, len(ids)))):
        yield from (card.id, card.title)


def _with_error(text: str, chance: Random) -> str:
    """The text without one of its letters, or with two of them swapped."""
    at = chance.randrange(1, max(2, min(len(text), _LONGEST) - 1))
    swapped = text[at:at + 2][::-1] if chance.random() < 0.5 else text[at + 1:at + 2]
    return text[:at] + swapped + text[at + 2:]


def _prefixes(text: str) -> Iterator[str]:
    return (text[:size] for size in range(2, min(len(text), _LONGEST) + 1))


def measured(reader: Reader, texts: Sequence[str], rounds: int) -> list[float]:
    """The best time of each text, in milliseconds."""
    best = [float("inf")] * len(texts)
    for _ in range(rounds):
        for number, text in enumerate(texts):
            started = time.perf_counter()
            suggest(text, reader)
            best[number] = min(best[number], (time.perf_counter() - started) * 1000)
    return best


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slowest", type=int, default=5, help="texts to name")
    options = parser.parse_args(arguments)
    with closing(Store(options.index, engines.get()).open()) as reader:
        texts = typed(reader, Random(1))
        took = measured(reader, texts, options.rounds)
        slowest = sorted(zip(took, texts, strict=True), reverse=True)[:options.slowest]
        figures: dict[str, Any] = {"records": len(reader), "texts": len(texts)}
        figures |= {f"p{part}_ms": round(float(np.percentile(took, part)), 2) for part in (50, 95, 99)}
        print(json.dumps(figures | {"slowest": [[text, round(each, 1)] for each, text in slowest]}, indent=1))


if __name__ == "__main__":
    main()
