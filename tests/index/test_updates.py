"""A generation that begins with the records of another one answers like one that was built at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import engines
from index.engines.base import Engine, Reader
from index.engines.memory import MemoryReader
from index.engines.whoosh import policy
from index.records import Record
from index.request import SearchRequest
from tests import records as generated
from tests.index.generations import ENGINE, built
from tests.index.test_engines import answer


@contextmanager
def updated(engine: Engine, rounds: list[tuple[list[Record], set[str]]]) -> Iterator[Reader]:
    """A reader after rounds of (records to add or replace, ids to remove), the first one from nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder: Path | None = None
        for number, (added, removed) in enumerate(rounds):
            base, folder = folder, Path(name, str(number))
            folder.mkdir()
            writer = engine.create(folder) if base is None else engine.update(folder, base)
            for each in sorted(removed):
                writer.remove(each)
            for record in added:
                writer.add(record)
            writer.finish()
        assert folder is not None
        reader = engine.open(folder, "memory")
        try:
            yield reader
        finally:
            reader.close()


def drawn(chance: Random, most: int) -> tuple[list[tuple[list[Record], set[str]]], dict[str, Record]]:
    """Rounds, and the records that are left after them."""
    rounds: list[tuple[list[Record], set[str]]] = []
    left: dict[str, Record] = {}
    for _ in range(chance.randint(1, most)):
        removed = {each for each in left if chance.random() < 0.15}
        added = generated.collection(chance, chance.randint(0, 8))
        for each in removed:
            del left[each]
        left.update({record.id: record for record in added})
        rounds.append((added, removed - {record.id for record in added}))
    return rounds, left


@pytest.mark.parametrize(("name", "smallest"), [("whoosh", 1), ("whoosh", 256), ("memory", 256)])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.integers(0, 2**48).map(Random), requests=st.lists(generated.requests, min_size=1, max_size=6))
def test_an_updated_generation_answers_what_the_oracle_answers(
        name: str, smallest: int, chance: Random, requests: list[SearchRequest]) -> None:
    rounds, left = drawn(chance, 9)
    oracle = MemoryReader(list(left.values()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "SMALLEST", smallest)
        with updated(engines.get(name), rounds) as reader:
            assert len(reader) == len(left)
            for request in requests:
                assert answer(request, oracle) == answer(request, reader), request
            for spelled in (*left, "NCT04509336", "nct 1", "1134 47 0"):
                assert oracle.resolve(spelled) == reader.resolve(spelled)


@pytest.mark.parametrize("smallest", [1, 256])
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.integers(0, 2**48).map(Random))
def test_every_segment_of_an_updated_generation_follows_from_its_records(smallest: int, chance: Random) -> None:
    rounds, _ = drawn(chance, 7)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as scratch:
        patch.setattr(policy, "SMALLEST", smallest)
        with built(*rounds) as folder:
            assert not list(ENGINE.disagreements(folder, Path(scratch)))


def test_a_generation_without_records_follows_from_them(tmp_path: Path) -> None:
    with built(([], set())) as folder:
        assert not list(ENGINE.disagreements(folder, tmp_path))
