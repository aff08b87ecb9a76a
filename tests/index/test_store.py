"""A build switches as a whole or not at all, and the generation before stays at hand."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index import engines, generation
from index.contents import file_entries
from index.engines.base import Engine, Progress, silent
from index.engines.memory import MemoryEngine, MemoryWriter
from index.errors import DamagedIndex, NoIndex, NoRecords, RefusedRecord, StorageError
from index.lock import NAME as LOCK
from index.manifest import FileEntry
from index.records import Monograph, Trial
from index.store import Store, Switched
from tests.index.stores import answer, contents, flip, reindex


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return engines.get(request.param)


# Building and opening


def test_a_build_becomes_the_live_generation(root: Path, engine: Engine) -> None:
    store = Store(root, engine)

    assert Switched("gen-000001", 3, None, None) == reindex(store, "amber", 3)
    assert answer(store) == "amber 3"
    assert store.verify() == []


def test_the_next_build_replaces_it_and_says_so(root: Path, engine: Engine) -> None:
    store = Store(root, engine)
    reindex(store, "amber", 3)

    assert Switched("gen-000002", 2, "gen-000001", 3) == reindex(store, "cobalt", 2)
    assert answer(store) == "cobalt 2"


def test_the_live_generation_and_the_one_before_are_kept(root: Path, store: Store) -> None:
    for count in (1, 2, 3, 4):
        reindex(store, "amber", count)

    assert sorted(path.name for path in root.iterdir()) == ["CURRENT", "gen-000003", "gen-000004", LOCK]


def test_the_manifest_says_what_was_read_and_what_came_of_it(store: Store) -> None:
    reindex(store, "amber", 1)
    with store.build(["pages", "caf\udce9.zip"]) as build:
        build.add(Trial(id="NCT00000001", title="A trial"))
        build.add(Monograph(id="H789N3FKE8", title="A drug"))
        build.commit()

    found = store.manifest()
    assert (found.generation, found.previous, found.records) == ("gen-000002", "gen-000001", 2)
    assert found.counts == {"monograph": 1, "trial": 1, "article": 0}
    assert found.paths == ("pages", "caf\udce9.zip")
    assert found.created_at.endswith("Z")
    assert store.manifest("gen-000001").records == 1


def test_live_changes_with_every_switch_and_only_then(store: Store) -> None:
    seen = [store.live()]
    for step in (lambda: reindex(store, "amber", 1), lambda: reindex(store, "amber", 1), store.rollback):
        step()
        assert store.live() == store.live()
        seen.append(store.live())

    assert seen[0] is None
    assert seen[1] == seen[3]
    assert len(set(seen[:3])) == 3


def test_a_reader_goes_on_with_its_generation_after_it_has_been_replaced_and_removed(
        root: Path, engine: Engine) -> None:
    store = Store(root, engine)
    reindex(store, "amber", 3)
    reader = store.open()
    for count in (1, 2):
        reindex(store, "cobalt", count)

    assert not (root / "gen-000001").exists() or os.name == "nt"
    assert reader.records(["NCT00000002"])[0].title == "amber 2"
    assert reader.totals("sponsor").top(1) == []
    reader.close()


def test_everything_is_on_the_disk_before_it_gets_a_name_that_is_read(
        root: Path, engine: Engine, log: list[str]) -> None:
    store = Store(root, engine)
    reindex(store, "amber", 1)

    first, second = log.index("rename gen-000001.building to gen-000001"), log.index("rename CURRENT.new to CURRENT")
    files = {f"sync {file.name}" for file in store.manifest().files}
    assert files | {"sync manifest.json.new", "sync gen-000001.building"} <= set(log[:first])
    assert log[first + 1:] == [f"sync {root.name}", "sync CURRENT.new", log[second], f"sync {root.name}"]


# Without an index


@pytest.mark.parametrize("ask", [Store.open, Store.manifest, Store.verify, Store.rollback], ids=lambda f: f.__name__)
@pytest.mark.parametrize("prepare", [lambda root: None, Path.mkdir, lambda root: (root / "notes").mkdir(parents=True)],
                         ids=["missing", "empty", "foreign"])
def test_without_an_index_everything_says_how_to_make_one(
        root: Path, store: Store, ask: Callable[[Store], object], prepare: Callable[[Path], object]) -> None:
    prepare(root)
    there = root.exists()

    with pytest.raises(NoIndex) as caught:
        ask(store)
    assert "trialdex reindex" in str(caught.value.hint)
    assert store.live() is None
    assert root.exists() == there


@pytest.mark.parametrize("ask", [Store.open, Store.verify, lambda store: reindex(store, "amber", 1)],
                         ids=["open", "verify", "build"])
def test_a_file_in_the_place_of_the_folder_is_named(
        root: Path, store: Store, ask: Callable[[Store], object]) -> None:
    root.write_bytes(b"mine")

    with pytest.raises(StorageError) as caught:
        ask(store)
    assert str(root) in caught.value.message
    assert root.read_bytes() == b"mine"


def test_what_is_not_ours_stays(root: Path, store: Store) -> None:
    for name in ("gen-notes", "gen-000007", "photos"):
        (root / name).mkdir(parents=True)
        (root / name / "mine").write_bytes(b"mine")
    (root / "gen-000011").write_bytes(b"mine")
    before = contents(root)

    assert reindex(store, "amber", 1).generation == "gen-000012"
    for _ in range(3):
        reindex(store, "amber", 1)
    store.rollback()
    assert before.items() <= contents(root).items()


def test_a_current_that_is_not_an_indexs_is_not_overwritten(root: Path, store: Store) -> None:
    root.mkdir()
    (root / "CURRENT").write_bytes(b"MANIFEST-000001\n")

    with pytest.raises(StorageError, match="CURRENT"):
        reindex(store, "amber", 1)
    assert contents(root) == {"CURRENT": b"MANIFEST-000001\n"}


# Builds that come to nothing


def test_a_build_without_records_switches_nothing(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    before = contents(root)

    with pytest.raises(NoRecords), store.build(["empty"]) as build:
        build.commit()
    assert before == contents(root)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, None])
def test_a_build_that_is_not_committed_leaves_everything_as_before(
        root: Path, engine: Engine, error: type[BaseException] | None) -> None:
    store = Store(root, engine)
    reindex(store, "amber", 1)
    before = contents(root)

    def begin() -> None:
        with store.build(["cobalt"]) as build:
            build.add(Trial(id="NCT00000001", title="cobalt"))
            if error:
                raise error
    if error:
        with pytest.raises(error):
            begin()
    else:
        begin()
    assert before == contents(root)


class Picky(MemoryEngine):
    """Refuses, drops or cannot write what is titled so; cannot abort once it has begun to finish."""

    def create(self, folder: Path) -> MemoryWriter:
        class Writer(MemoryWriter):
            def add(self, record) -> None:
                if record.title == "refused":
                    raise RefusedRecord("not this one")
                if record.title == "too much":
                    raise OSError(errno.ENOSPC, "No space left on device")
                if record.title != "dropped":
                    super().add(record)
                self.title = record.title

            def finish(self, progress: Progress = silent) -> None:
                if self.title == "too much to finish":
                    raise OSError(errno.ENOSPC, "No space left on device")
                super().finish(progress)

            def abort(self) -> None:
                if self.title == "too much to finish":
                    raise RuntimeError("closed already")
                super().abort()
        return Writer(folder)


def test_a_record_that_the_engine_refuses_is_not_counted_and_harms_no_other(root: Path) -> None:
    store = Store(root, Picky())
    with store.build([]) as build:
        build.add(Trial(id="1", title="a"))
        with pytest.raises(RefusedRecord, match="not this one"):
            build.add(Trial(id="2", title="refused"))
        build.add(Trial(id="3", title="b"))

        assert build.commit().records == 2


def test_a_build_that_could_not_write_a_record_cannot_be_committed(root: Path) -> None:
    store = Store(root, Picky())
    reindex(store, "amber", 1)
    before = contents(root)
    with store.build([]) as build:
        build.add(Trial(id="1", title="a"))
        with pytest.raises(StorageError, match="the disk is full"):
            build.add(Trial(id="2", title="too much"))
        with pytest.raises(StorageError, match="the disk is full"):
            build.commit()

    assert before == contents(root)


def test_a_disk_that_is_full_at_the_end_leaves_everything_as_before(root: Path) -> None:
    store = Store(root, Picky())
    reindex(store, "amber", 1)
    before = contents(root)

    def fill() -> None:
        with store.build([]) as build:
            build.add(Trial(id="1", title="too much to finish"))
            build.commit()

    with pytest.raises(StorageError, match="the disk is full"):
        fill()

    assert before == contents(root)


def test_a_generation_that_reads_back_fewer_records_than_were_written_never_becomes_live(root: Path) -> None:
    store = Store(root, Picky())
    reindex(store, "amber", 1)
    with store.build([]) as build:
        build.add(Trial(id="1", title="a"))
        build.add(Trial(id="2", title="dropped"))
        with pytest.raises(StorageError, match="2 records were written, but 1 "):
            build.commit()

    assert answer(store) == "amber 1"


def test_what_reads_back_differently_never_becomes_live(
        root: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(store, "amber", 1)
    def hash_and_lose(folder: Path, known: Mapping[str, FileEntry]) -> object:
        found = file_entries(folder, known)
        flip(folder / "records.jsonl")
        return found

    monkeypatch.setattr("index.contents.file_entries", hash_and_lose)
    with pytest.raises(DamagedIndex, match=r"records\.jsonl has changed"):
        reindex(store, "cobalt", 1)
    assert answer(store) == "amber 1"


# Going back


def test_rollback_makes_the_previous_generation_live_and_goes_no_further(store: Store) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)

    assert Switched("gen-000001", 1, "gen-000002", 2) == store.rollback()
    assert answer(store) == "amber 1"
    with pytest.raises(NoIndex, match="no previous"):
        store.rollback()


def test_after_a_rollback_the_next_build_keeps_what_it_replaces_and_takes_a_new_number(
        root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    store.rollback()
    with pytest.raises(NoRecords):
        reindex(store, "nothing", 0)

    assert Switched("gen-000003", 3, "gen-000001", 1) == reindex(store, "jade", 3)
    assert generation.names(root) == ["gen-000003", "gen-000001"]


def test_rollback_refuses_a_damaged_generation(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    flip(root / "gen-000001" / "records.jsonl")

    with pytest.raises(DamagedIndex, match=r"gen-000001/records\.jsonl has changed"):
        store.rollback()
    assert answer(store) == "cobalt 2"


@pytest.mark.parametrize(("file", "expected"), [
    ("gen-000002/records.jsonl", Switched("gen-000001", 1, "gen-000002", None)),
    ("CURRENT", Switched("gen-000002", 2, None, None)),
])
def test_rollback_of_a_damaged_index_ends_with_what_answers_in_its_place(
        root: Path, store: Store, file: str, expected: Switched) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    flip(root / file)

    assert expected == store.rollback()
    assert store.open().notices == ()
