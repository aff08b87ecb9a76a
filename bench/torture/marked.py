"""Records with the mark of the step in which they were last written: in their text, in a facet, in a stored field.

So anything that stands between two generations shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from index.records import Trial, encode

_DIGEST = 1 << 256
_WORDS = 20
"""Of so many words, one is asked for."""

State = Mapping[int, int]
"""What a generation holds: number of each record -> the step in which it was last written."""


def name(number: int) -> str:
    """The id of a record."""
    return f"NCT{number:08d}"


def mark(step: int) -> str:
    """The word that a step leaves in what it writes."""
    return f"step{step:05d}"


def own_word(number: int, step: int) -> str:
    """A word that no other record has, and that this one had in no other step."""
    return f"n{number}s{step}"


@lru_cache(100_000)
def record(number: int, step: int) -> Trial:
    """A record as this step writes it."""
    words = " ".join(f"w{(number * 31 + step * 17 + place * place * 7919) % 5003}" for place in range(60))
    return Trial(id=name(number), title=f"Trial {number} of {mark(step)}", sponsor=mark(step), phases=("Phase 2",),
                 summary=f"{mark(step)} text " * 20 + words, conditions=(condition(number),), status="Completed",
                 first_posted=f"20{number % 20:02d}-05-26", enrollment=number, keywords=(own_word(number, step),))


def condition(number: int) -> str:
    """The condition of a record, which it keeps."""
    return f"Condition {number % 50}"


def step_of(found: Trial) -> int:
    """The step that wrote this record."""
    return int(str(found.sponsor).removeprefix("step"))


def digest(state: State) -> str:
    """What :meth:`index.engines.base.Reader.digest` must say."""
    return f"{sum(_hash(number, step) for number, step in state.items()) % _DIGEST:064x}"


def records(state: State) -> dict[str, Trial]:
    """Id -> record."""
    return {name(number): record(number, step) for number, step in state.items()}


def words(state: State) -> Counter[str]:
    """Some of the words without a meaning, and how many records have each."""
    found = Counter(word for number, step in state.items()
                    for word in set(str(record(number, step).summary).split()) if word.startswith("w"))
    return Counter({word: found[word] for word in sorted(found)[::_WORDS]})


@lru_cache(100_000)
def _hash(number: int, step: int) -> int:
    return int.from_bytes(sha256(encode(record(number, step))).digest(), "big")
