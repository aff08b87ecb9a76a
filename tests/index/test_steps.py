"""Whatever step on the way fails, or is the last, the index answers as before or after."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from index.engines.memory import MemoryEngine
from index.errors import NoIndex, StorageError
from index.store import Store
from tests.index.stores import answer, contents, reindex


class Died(BaseException):
    """Nothing of the process runs any more."""


class Steps:
    """Counts what changes the disk, and fails from one step on, or only at that step."""

    def __init__(self) -> None:
        self.number = 0
        self.arm(None)

    def arm(self, at: int | None, error: BaseException | None = None, *, lasting: bool = True) -> None:
        self.number, self.at, self.error, self.lasting = 0, at, error, lasting

    def take(self) -> None:
        self.number += 1
        if self.at is not None and self.error is not None and (
                self.number >= self.at if self.lasting else self.number == self.at):
            raise self.error


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    counted = Steps()

    def count(owner: object, name: str) -> None:
        original = getattr(owner, name)

        def step(*args: object, **options: object) -> object:
            if name != "open" or "w" in str(args[1:]):
                counted.take()
            return original(*args, **options)
        monkeypatch.setattr(owner, name, step)

    for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "mkdir"), (Path, "unlink"), (Path, "open"),
                        (shutil, "rmtree")):
        count(owner, name)
    return counted


def steps_of_a_build(store: Store, steps: Steps) -> int:
    steps.arm(None)
    reindex(store, "amber", 1)
    return steps.number


def prepared(tmp_path: Path, number: int) -> Store:
    """An index whose next build has something to remove."""
    store = Store(tmp_path / str(number), MemoryEngine())
    for mark, count in (("amber", 1), ("cobalt", 2)):
        reindex(store, mark, count)
    return store


def test_readers_write_nothing(root: Path, store: Store, steps: Steps) -> None:
    reindex(store, "amber", 1)
    before = contents(root)
    steps.arm(1, OSError(errno.EROFS, "read-only"))

    assert answer(store) == "amber 1"
    assert store.verify() == []
    assert store.manifest().records == 1
    assert before == contents(root)


def test_a_writer_that_dies_at_any_step_leaves_the_index_as_before_or_after(tmp_path: Path, steps: Steps) -> None:
    total, seen = steps_of_a_build(prepared(tmp_path, 0), steps), []
    for number in range(1, total + 1):
        store, root = prepared(tmp_path, number), tmp_path / str(number)
        steps.arm(number, Died())
        with pytest.raises(Died):
            reindex(store, "jade", 3)
        steps.arm(None)

        seen.append(answer(store))
        assert store.verify() == []
        reindex(store, "onyx", 4)
        assert answer(store) == "onyx 4"
        assert seen[-1].split()[0] == {"gen-000002": "cobalt", "gen-000003": "jade"}[str(store.manifest().previous)]
        assert len(list(root.iterdir())) == 4

    assert {"cobalt 2", "jade 3"} == set(seen)
    assert sorted(seen) == seen


def test_a_first_writer_that_dies_at_any_step_leaves_no_index_or_a_whole_one(tmp_path: Path, steps: Steps) -> None:
    total = steps_of_a_build(Store(tmp_path / "0", MemoryEngine()), steps)
    for number in range(1, total + 1):
        store = Store(tmp_path / str(number), MemoryEngine())
        steps.arm(number, Died())
        with pytest.raises(Died):
            reindex(store, "amber", 1)
        steps.arm(None)

        try:
            assert answer(store) in ("amber 1", "amber 1 fallback")
        except NoIndex:
            assert store.live() is None
        reindex(store, "cobalt", 2)
        assert answer(store) == "cobalt 2"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
def test_a_step_that_fails_is_one_clear_error_and_everything_stays_as_before(
        tmp_path: Path, steps: Steps, code: int) -> None:
    total, messages = steps_of_a_build(prepared(tmp_path, 0), steps), []
    for number in range(1, total + 1):
        store, root = prepared(tmp_path, number), tmp_path / str(number)
        before = contents(root)
        steps.arm(number, OSError(code, os.strerror(code)), lasting=False)
        try:
            reindex(store, "jade", 3)
        except StorageError as error:
            messages.append(error.message)
            assert before == contents(root)
        else:
            assert answer(store) == "jade 3"
        steps.arm(None)
        assert store.verify() == []

    assert len(messages) > total / 2
    assert not any("\n" in message for message in messages)


def test_an_interruption_at_any_step_leaves_nothing_half_done(tmp_path: Path, steps: Steps) -> None:
    total, seen = steps_of_a_build(prepared(tmp_path, 0), steps), []
    for number in range(1, total + 1):
        store, root = prepared(tmp_path, number), tmp_path / str(number)
        before, live = contents(root), store.live()
        steps.arm(number, KeyboardInterrupt(), lasting=False)
        with pytest.raises(KeyboardInterrupt):
            reindex(store, "jade", 3)
        steps.arm(None)

        seen.append(answer(store))
        if store.live() == live:
            assert before == contents(root)
        assert not [path.name for path in root.iterdir() if path.suffix in (".building", ".new")]

    assert {"cobalt 2", "jade 3"} == set(seen)
    assert sorted(seen) == seen


def test_a_disk_that_fails_for_good_at_any_step_leaves_the_index_as_before_or_after(
        tmp_path: Path, steps: Steps) -> None:
    total, seen = steps_of_a_build(prepared(tmp_path, 0), steps), set()
    for number in range(1, total + 1):
        store = prepared(tmp_path, number)
        steps.arm(number, OSError(errno.EIO, "Input/output error"))
        with suppress(StorageError):
            reindex(store, "jade", 3)
        seen.add(answer(store))
        steps.arm(None)
        assert store.verify() == []

    assert {"cobalt 2", "jade 3"} == seen


def test_a_rollback_that_fails_at_any_step_leaves_the_live_generation(tmp_path: Path, steps: Steps) -> None:
    steps.arm(None)
    store = prepared(tmp_path, 0)
    steps.arm(None)
    store.rollback()
    for number in range(1, steps.number + 1):
        store = prepared(tmp_path, number)
        before = contents(tmp_path / str(number))
        steps.arm(number, OSError(errno.EIO, "Input/output error"), lasting=False)
        with pytest.raises(StorageError):
            store.rollback()
        assert before == contents(tmp_path / str(number))
        steps.arm(None)
