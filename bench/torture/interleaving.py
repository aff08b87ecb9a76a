"""Bad records among good ones, in every order, in builds and updates: the bad ones must leave no trace.

Bad are records that are refused, ids that cannot be removed, and words at which the analysis is made to fail, so
that a whole build is lost. An interleaving is a few of the good and the bad, one after the other in a random order;
many of them share an index, since every record has words of its own.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from random import Random
from unittest import mock

from bench.torture.interleaver import POISON, Interleaver
from bench.torture.own_words import Known
from index.build import Build
from index.engines.whoosh import WhooshEngine, forms
from index.store import Store

_BATCH = 400
"""Interleavings that share an index."""
_ROUNDS = 4
"""Generations of an index: a build and updates."""
_MEMORY = (200_000, 2**29)
"""Bytes for a build: one in several pieces, or in one."""


class Poisoned(Exception):
    """The analysis has failed."""


def interleavings(count: int, seed: int) -> Counter[str]:
    """Do so many; what was seen, as ``wrong`` whatever an index does not answer as it must."""
    chance, seen = Random(seed), Counter[str]()
    for start in range(0, count, _BATCH):
        with tempfile.TemporaryDirectory() as folder:
            engine = WhooshEngine(1, chance.choice(_MEMORY))
            for wrong in _batch(Path(folder), engine, min(_BATCH, count - start), chance, seen):
                print(wrong)
                seen["wrong"] += 1
    return seen


def _batch(folder: Path, engine: WhooshEngine, count: int, chance: Random, seen: Counter[str]) -> Iterator[str]:
    """Do interleavings in one index; yield what is wrong."""
    store, known = Store(folder / "index", engine), Known()
    for number in range(rounds := min(_ROUNDS, count)):
        if chance.random() < 0.5:
            yield from _lose(store, known, chance)
            seen["builds lost to a failing analysis"] += 1
        part = count * (number + 1) // rounds - count * number // rounds
        with _begun(store) as build:
            interleaver = Interleaver(build, known, chance)
            for _ in range(part):
                seen.update(interleaver.interleave())
            build.commit()
        seen["interleavings"] += part
    seen.update({"records found": len(known.records), "records not found": known.used - len(known.records)})
    yield from store.answer(lambda reader: list(known.wrong(reader)))
    yield from (f"{bad.file} {bad.problem}" for bad in (*store.verify(), *store.verify_deeply()))
    if store.answer(lambda reader: reader.digest()) != _digest_without_bad(folder / "good", engine, known):
        yield "another digest than a build of the good ones alone has"


def _lose(store: Store, known: Known, chance: Random) -> Iterator[str]:
    """Begin a build whose analysis fails; yield what it leaves behind."""
    before, lost = store.live(), Known(dict(known.records), known.used)
    with suppress(Poisoned), mock.patch.object(forms, "clue_of", _failing), _begun(store) as build:
        interleaver = Interleaver(build, lost, chance)
        for _ in range(chance.randint(1, 10)):
            interleaver.interleave()
            interleaver.poison()
        interleaver.interleave()
        build.commit()
    known.used = lost.used
    if store.live() != before or any(store.folder.glob("*.building")):
        yield "a build whose analysis failed has changed the index"


_CLUE = forms.clue_of  # no other place meets a word in the midst of others


def _failing(word: str) -> int:
    if word.startswith(POISON):
        raise Poisoned(word)
    return _CLUE(word)


def _begun(store: Store) -> AbstractContextManager[Build]:
    return store.update() if store.live() else store.build([])


def _digest_without_bad(folder: Path, engine: WhooshEngine, known: Known) -> str:
    store = Store(folder, engine)
    with store.build([]) as build:
        for record in known.trials():
            build.add(record)
        build.commit()
    return store.answer(lambda reader: reader.digest())
