"""Threads share one reader for each generation, and no switch closes it under anyone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Barrier, Event
from types import MappingProxyType

import pytest

from index import pool as pool_module
from index.damage import Damage, DamagedFile
from index.engines.base import Engine, Reader
from index.engines.memory import MemoryEngine
from index.errors import DamagedIndex, NoIndex, StorageError, TrialdexError
from index.pool import Pool
from index.store import Store
from tests.index.lazy import LazyEngine, LazyReader, flip_block
from tests.index.stores import look, reindex


class Watched(Store):
    """Counts what is opened, and remembers what is closed; can be told to wait or to fail."""

    def __init__(self, folder: Path, engine: Engine | None = None) -> None:
        super().__init__(folder, engine or MemoryEngine())
        self.opened = 0
        self.closed: list[str] = []
        self.opening, self.may_open = Event(), Event()
        self.may_open.set()
        self.error: TrialdexError | None = None

    def open(self, damaged: Mapping[str, Damage] = MappingProxyType({})) -> Reader:
        self.opened += 1
        self.opening.set()
        self.may_open.wait()
        if self.error:
            raise self.error
        reader = super().open(damaged)
        close = reader.close

        def watched() -> None:
            self.closed.append(reader.generation)
            close()

        reader.close = watched
        return reader


@pytest.fixture
def store(root: Path) -> Watched:
    return Watched(root)


@pytest.fixture
def pool(store: Watched) -> Iterator[Pool]:
    pool = Pool(store)
    yield pool
    store.may_open.set()
    pool.close()


def itself(reader: Reader) -> Reader:
    return reader


def generation(pool: Pool) -> str:
    return pool.answer(lambda reader: reader.generation)


def test_threads_that_come_together_share_one_reader(store: Watched, pool: Pool) -> None:
    reindex(store, "amber", 1)
    store.may_open.clear()

    with ThreadPoolExecutor(8) as threads:
        readers = [threads.submit(pool.answer, lambda reader: id(reader)) for _ in range(8)]
        store.opening.wait()
        time.sleep(0.05)  # so that the others come while the first is still at it
        store.may_open.set()

    assert len({each.result() for each in readers}) == 1
    assert store.opened == 1


def test_a_switch_is_noticed_at_the_next_answer(store: Watched, pool: Pool) -> None:
    seen = []
    for step in (lambda: reindex(store, "amber", 1), lambda: reindex(store, "amber", 1), store.rollback):
        step()
        seen += [generation(pool), generation(pool)]

    assert seen == ["gen-000001"] * 2 + ["gen-000002"] * 2 + ["gen-000001"] * 2
    assert store.opened == 3


def test_a_replaced_reader_is_closed_when_its_last_lease_ends(store: Watched, pool: Pool) -> None:
    reindex(store, "amber", 1)
    with pool.lease(itself) as old:
        with pool.lease(itself):
            reindex(store, "amber", 2)
            with pool.lease(itself) as new:
                assert (len(old), len(new)) == (1, 2)
        assert store.closed == []
    assert store.closed == ["gen-000001"]


def test_an_unused_reader_is_closed_as_soon_as_it_is_replaced(store: Watched, pool: Pool) -> None:
    for _ in range(2):
        reindex(store, "amber", 1)
        generation(pool)

    assert store.closed == ["gen-000001"]


def test_a_lease_ends_with_an_error_too(store: Watched, pool: Pool) -> None:
    reindex(store, "amber", 1)
    with pytest.raises(ZeroDivisionError), pool.lease(itself):
        raise ZeroDivisionError
    reindex(store, "amber", 1)
    generation(pool)

    assert store.closed == ["gen-000001"]


def test_while_one_opens_the_new_generation_the_others_go_on_with_the_old_one(store: Watched, pool: Pool) -> None:
    reindex(store, "amber", 1)
    generation(pool)
    reindex(store, "amber", 1)
    store.may_open.clear()
    store.opening.clear()
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(generation, pool)
        store.opening.wait()
        others = [threads.submit(generation, pool) for _ in range(2)]
        finished, _ = wait(others, timeout=60)
        store.may_open.set()

    assert finished == set(others)
    assert [each.result() for each in others] == ["gen-000001"] * 2
    assert first.result() == "gen-000002"
    assert store.opened == 2


def test_the_old_one_goes_on_with_a_notice_when_the_new_one_cannot_be_opened(store: Watched, pool: Pool) -> None:
    reindex(store, "amber", 1)
    generation(pool)
    reindex(store, "amber", 1)
    store.error = StorageError("too many open files")
    for _ in range(3):
        with pool.lease(itself) as reader:
            assert reader.generation == "gen-000001"
            (notice,) = reader.notices
            assert notice.code == "stale"
            assert "too many open files" in notice.text

    assert store.opened == 2


@pytest.mark.parametrize("mend", ["time", "switch", "rollback"])
def test_the_notice_ends_with_its_cause(
        store: Watched, pool: Pool, monkeypatch: pytest.MonkeyPatch, mend: str) -> None:
    reindex(store, "amber", 1)
    generation(pool)
    reindex(store, "amber", 1)
    store.error = StorageError("too many open files")
    if mend == "time":
        monkeypatch.setattr(pool_module, "RETRY_SECONDS", 0.0)
    generation(pool)
    store.error = None
    if mend == "switch":
        reindex(store, "amber", 1)
    elif mend == "rollback":
        store.rollback()

    with pool.lease(itself) as reader:
        assert reader.notices == ()
        assert reader.generation == {"time": "gen-000002", "switch": "gen-000003", "rollback": "gen-000001"}[mend]


def test_without_an_index_every_answer_says_so_until_there_is_one(store: Watched, pool: Pool) -> None:
    for _ in range(3):
        with pytest.raises(NoIndex):
            generation(pool)
    assert store.opened == 1

    reindex(store, "amber", 1)
    assert generation(pool) == "gen-000001"


def test_a_fallback_is_kept_until_current_changes(store: Watched, pool: Pool, root: Path) -> None:
    for _ in range(2):
        reindex(store, "amber", 1)
    (root / "gen-000002" / "records.jsonl").unlink()
    for _ in range(2):
        with pool.lease(itself) as reader:
            assert (reader.generation, [notice.code for notice in reader.notices]) == ("gen-000001", ["fallback"])
    assert store.opened == 1

    reindex(store, "amber", 1)
    with pool.lease(itself) as reader:
        assert (reader.generation, reader.notices) == ("gen-000003", ())


def test_close_waits_for_the_last_lease(store: Watched, pool: Pool) -> None:
    reindex(store, "amber", 1)
    with pool.lease(itself):
        pool.close()
        assert store.closed == []
    assert store.closed == ["gen-000001"]


# Damage that is met in an action


@pytest.fixture
def lazy(root: Path) -> Iterator[tuple[Watched, Pool]]:
    """Over ``amber`` with two records and ``cobalt`` with five, each record a block; whatever is opened must be closed."""
    LazyReader.unclosed = 0
    store = Watched(root, LazyEngine())
    reindex(store, "amber", 2)
    reindex(store, "cobalt", 5)
    pool = Pool(store)
    yield store, pool
    pool.close()
    assert LazyReader.unclosed == 0


def test_an_action_that_meets_damage_is_done_again_and_everything_after_it_falls_back(
        root: Path, lazy: tuple[Watched, Pool]) -> None:
    store, pool = lazy
    flip_block(root, "gen-000002", 3)

    assert pool.answer(lambda reader: reader.generation) == "gen-000002"
    for _ in range(3):
        assert pool.answer(look) == "amber 2 fallback"
        assert pool.answer(lambda reader: reader.generation) == "gen-000001"
    assert store.opened == 2
    assert store.closed == ["gen-000002"]


def test_threads_that_meet_damage_together_fall_back_together(root: Path, lazy: tuple[Watched, Pool]) -> None:
    store, pool = lazy
    flip_block(root, "gen-000002", 3)
    together = Barrier(4)

    def action(reader: Reader) -> str:
        if reader.generation == "gen-000002":
            together.wait()
        return look(reader)

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(pool.answer, action) for _ in range(4)]

    assert [each.result() for each in answers] == ["amber 2 fallback"] * 4
    assert store.opened == 2


@pytest.mark.parametrize("mend", ["switch", "rollback"])
def test_a_damaged_generation_is_left_alone_until_current_changes(
        root: Path, lazy: tuple[Watched, Pool], mend: str) -> None:
    store, pool = lazy
    flip_block(root, "gen-000002", 3)
    assert pool.answer(look) == "amber 2 fallback"
    if mend == "switch":
        reindex(store, "jade", 3)
    else:
        store.rollback()

    assert pool.answer(look) == {"switch": "jade 3", "rollback": "amber 2"}[mend]


def test_where_nothing_is_whole_only_what_needs_the_damage_fails(root: Path, lazy: tuple[Watched, Pool]) -> None:
    _, pool = lazy
    flip_block(root, "gen-000002", 3)
    (root / "gen-000001" / "blocks").unlink()

    for _ in range(2):
        with pytest.raises(DamagedIndex, match="gen-000002/blocks has changed"):
            pool.answer(look)
        assert pool.answer(lambda reader: reader.records(["NCT00000004"])[0].title) == "cobalt 4"


def test_damage_to_both_generations_is_an_error_until_there_is_a_new_one(
        root: Path, lazy: tuple[Watched, Pool]) -> None:
    store, pool = lazy
    flip_block(root, "gen-000001", 0)
    flip_block(root, "gen-000002", 3)

    for _ in range(2):
        with pytest.raises(DamagedIndex, match="gen-000002/blocks has changed"):
            pool.answer(look)
    reindex(store, "jade", 3)
    assert pool.answer(look) == "jade 3"


def test_damage_met_while_a_lease_reads_on_ends_it_and_what_comes_next_falls_back(
        root: Path, lazy: tuple[Watched, Pool]) -> None:
    _, pool = lazy
    flip_block(root, "gen-000002", 3)
    with pytest.raises(DamagedFile), pool.lease(itself) as reader:
        look(reader)

    assert pool.answer(lambda reader: reader.generation) == "gen-000001"
