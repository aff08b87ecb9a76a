"""Concepts as a file of arrays: which concepts a term is of, what their terms are, and which concepts are narrower.

A term is looked up by the hash of its key; nothing is loaded. The rows of concepts are numbered through all
vocabularies of the file, in the order in which they came::

    keys, key_concepts      the keys (index.concepts.terms) that concepts are found by, and the concepts of each
    names                   of each concept, first the name proper, as JSON: [[text, stems joined by blanks], ...]
    ids                     of the concepts, as their vocabulary has them
    children                the concepts right below each
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from index.concepts.base import Synonym
from index.concepts.naming import LONGEST
from index.concepts.terms import key_of, stems
from index.concepts.vocabulary import Concept
from index.damage import DamagedFile
from index.engines.whoosh.format import ArrayReader, ArrayWriter
from index.engines.whoosh.hashes import HashedStrings
from index.engines.whoosh.hashes import write as write_hashed
from index.engines.whoosh.strings import Strings
from index.engines.whoosh.strings import write as write_strings

_ENCODE, _DECODE = msgspec.json.Encoder().encode, msgspec.json.Decoder(list[tuple[str, str]]).decode
MOST = 200
"""Terms that a term stands for at most, the nearest ones."""


class Source(NamedTuple):
    """Concepts of one origin: its name for people, and the concepts."""

    name: str
    concepts: Iterable[Concept]


def write(path: Path, sources: Iterable[Source], meta: Mapping[str, Any]) -> int:
    """Write the concepts of all sources into a new file.

    Args:
        path: of the file.
        sources: with concepts as :mod:`index.concepts.naming` leaves them.
        meta: what else the file says of itself.

    Returns:
        How many concepts there are.

    Raises:
        OSError: if the disk fails.
    """
    file = ArrayWriter(path)
    try:
        concepts: list[Concept] = []
        keys: dict[str, list[int]] = {}
        children: list[list[int]] = []
        firsts: list[tuple[str, int]] = []
        for name, found in sources:
            first = len(concepts)
            firsts.append((name, first))
            concepts += found
            children += _children(concepts[first:], first)
            for key, numbers in _found_by(concepts[first:], first).items():
                keys.setdefault(key, []).extend(numbers)
        write_hashed(file, "keys", list(keys))
        _write_rows(file, "key_concepts", list(keys.values()))
        write_strings(file, "names", list(map(_encoded, concepts)))
        write_strings(file, "ids", [each.id for each in concepts])
        _write_rows(file, "children", children)
        longest = max((key.count(" ") + 1 for key in keys), default=0)
        file.finish({**meta, "sources": firsts, "longest": longest})
    finally:
        file.close()
    return len(concepts)


def _encoded(concept: Concept) -> str:
    """The names of a concept and their stems as a line of the file."""
    names = (concept.name, *concept.synonyms) if concept.name else ()
    return _ENCODE([(name, " ".join(stems(name))) for name in names]).decode()


def _found_by(concepts: Sequence[Concept], first: int) -> Mapping[str, list[int]]:
    """Key -> the numbers of the concepts with that name, or, where there is none, with such a synonym."""
    named: dict[str, list[int]] = {}
    others: dict[str, list[int]] = {}
    for number, each in enumerate(concepts, first):
        for found, names in ((named, [each.name]), (others, each.synonyms)):
            for key in dict.fromkeys(map(key_of, names)):
                if key and key.count(" ") < LONGEST:
                    found.setdefault(key, []).append(number)
    return others | named


def _children(concepts: Sequence[Concept], first: int) -> list[list[int]]:
    numbers = {each.id: number for number, each in enumerate(concepts, first)}
    found: list[list[int]] = [[] for _ in concepts]
    for number, each in enumerate(concepts, first):
        for parent in dict.fromkeys(each.parents):
            if parent in numbers:
                found[numbers[parent] - first].append(number)
    return found


def _starts(rows: Sequence[Sequence[object]]) -> Any:
    return np.fromiter(accumulate(map(len, rows), initial=0), np.uint64, len(rows) + 1)


def _write_rows(file: ArrayWriter, name: str, rows: Sequence[Sequence[int]]) -> None:
    file.add(f"{name}_starts", _starts(rows))
    file.add(name, np.array([number for row in rows for number in row], np.uint64))


class Table:
    """The concepts of a file. Safe to share between threads.

    Attributes:
        longest: stems of the longest key.

    Raises:
        DamagedFile: from every method, if a part of the file is not as it was written.
    """

    def __init__(self, file: ArrayReader) -> None:
        self._file = file
        try:
            self.longest = int(file.meta["longest"])
            self._sources = [(str(name), int(first)) for name, first in file.meta["sources"]]
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedFile(file.name, "names no vocabularies") from error
        self._firsts = [first for _, first in self._sources]
        self._keys = HashedStrings(file, "keys")
        self._all_names, self._ids = Strings(file, "names"), Strings(file, "ids")

    def find(self, key: str) -> Iterator[Synonym]:
        """The terms of the concepts with this key, then of those below them, the nearest first."""
        try:
            yield from self._found(key)
        except (ValueError, IndexError, msgspec.MsgspecError) as error:
            raise DamagedFile(self._file.name, "has concepts that cannot be read") from error

    def _found(self, key: str) -> Iterator[Synonym]:
        place = self._keys.find(key)
        level = [] if place is None else self._row("key_concepts", place)
        known, left, narrower = set(level), MOST, False
        while level and left > 0:
            for number in level:
                found = self._names(number, narrower)[:left]
                left -= len(found)
                yield from found
            below = dict.fromkeys(child for number in level for child in self._row("children", number))
            level = [number for number in below if number not in known]
            known.update(level)
            narrower = True

    def concepts(self) -> Iterator[Source]:
        """All that was written, source by source."""
        parents: list[list[str]] = [[] for _ in self._ids]
        for number in range(len(self._ids)):
            for child in self._row("children", number):
                parents[child].append(self._ids[number])
        for (name, _), span in zip(self._sources, pairwise([*self._firsts, len(self._ids)]), strict=True):
            yield Source(name, [self._concept(number, parents[number]) for number in range(*span)])

    def _concept(self, number: int, parents: Sequence[str]) -> Concept:
        name, *synonyms = [each.text for each in self._names(number)] or [""]
        return Concept(self._ids[number], name, tuple(synonyms), tuple(parents))

    def _names(self, number: int, narrower: bool = False) -> list[Synonym]:
        source = self._sources[bisect.bisect_right(self._firsts, number) - 1][0]
        names = _DECODE(self._all_names[number])
        return [Synonym(text, tuple(row.split(" ")), source, narrower) for text, row in names]

    def _row(self, name: str, number: int) -> list[int]:
        start, stop = self._file[f"{name}_starts"].items(number, number + 2)
        return self._file[name].items(start, stop).tolist()

    def check(self) -> None:
        """Compare all of the file."""
        self._file.check()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
