"""One writer at a time, and readers that never notice it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest

from index import contents, engines, generation
from index.engines.base import Reader
from index.engines.memory import MemoryEngine
from index.errors import Locked
from index.store import Damage, Store
from tests.index.stores import answer, reindex


def test_a_second_writer_is_told_at_once_and_readers_never(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    with store.build(["cobalt"]):
        for write in (lambda: reindex(Store(root, MemoryEngine()), "cobalt", 1), store.rollback):
            with pytest.raises(Locked) as caught:
                write()
            assert caught.value.hint
        assert answer(store) == "amber 1"

    assert reindex(store, "cobalt", 2).records == 2


def test_a_writer_in_another_process_is_noticed_and_its_death_too(root: Path, store: Store) -> None:
    program = (
        "import sys; from pathlib import Path; from index.engines.memory import MemoryEngine; "
        "from index.store import Store\n"
        "with Store(Path(sys.argv[1]), MemoryEngine()).build([]): print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(root)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(Locked):
            reindex(store, "amber", 1)
        other.kill()

    assert reindex(store, "amber", 1).records == 1


def reindex_all(store: Store, overtakers: list[tuple[str, int]]) -> None:
    """Do all of these at once, and none again."""
    due = overtakers.copy()
    overtakers.clear()
    for mark, count in due:
        reindex(store, mark, count)


@pytest.mark.parametrize("name", ["memory", "whoosh"])
def test_a_reader_whose_generation_is_removed_under_it_opens_the_next(
        root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    overtakers = [("cobalt", 2), ("jade", 2)]
    engine = engines.get(name)
    store, opened = Store(root, engine), engine.open

    def overtaken(*given: Any) -> Reader:
        reindex_all(store, overtakers)
        return opened(*given)

    reindex(store, "amber", 1)
    monkeypatch.setattr(engine, "open", overtaken)

    assert answer(store) == "jade 2"


@pytest.mark.parametrize(("module", "name"), [(generation, "read_manifest"), (contents, "require_sizes")])
def test_a_generation_removed_while_it_is_checked_is_not_taken_for_damaged(
        store: Store, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
    overtakers = [("cobalt", 2), ("jade", 2)]
    check = getattr(module, name)

    def overtaken(folder: Path, *given: object) -> object:
        reindex_all(store, overtakers)
        return check(folder, *given)

    reindex(store, "amber", 1)
    monkeypatch.setattr(module, name, overtaken)

    assert answer(store) == "jade 2"


@pytest.mark.parametrize("switch", [True, False], ids=["while it switches", "after it has switched"])
def test_verify_does_not_take_a_generation_for_damaged_that_a_writer_removes(
        root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, switch: bool) -> None:
    overtakers = [("jade", 2), ("onyx", 2)]
    damage = contents.damage

    def overtaken(*given: Any) -> Iterator[Damage]:
        if switch:
            reindex_all(store, overtakers)
        else:
            generation.remove(root / "gen-000001")
        return damage(*given)

    reindex(store, "amber", 1)
    reindex(store, "cobalt", 1)
    monkeypatch.setattr(contents, "damage", overtaken)

    assert store.verify() == []


def test_threads_can_open_while_another_builds(store: Store) -> None:
    reindex(store, "amber", 1)
    answers: set[str] = set()

    def read() -> None:
        for _ in range(20):
            answers.add(answer(store))

    threads = [Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for count in (2, 3, 4):
        reindex(store, "amber", count)
    for thread in threads:
        thread.join()

    assert answers <= {f"amber {count}" for count in (1, 2, 3, 4)}
    assert answers
