"""Files are read in full when they are written, and not again when the next generation takes them over by hard link."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from index import contents, disk, generation
from index.disk import FileHash
from index.engines.memory import MemoryEngine, MemoryWriter
from index.errors import DamagedIndex
from index.store import Store
from tests.index.stores import answer, flip, reindex


class Linking(MemoryEngine):
    """Takes over the file ``base`` of the generation before, by hard link or as a copy; writes it at first."""

    copies = False

    def create(self, folder: Path) -> MemoryWriter:
        for name in generation.names(folder.parent)[:1]:
            if self.copies:
                shutil.copyfile(folder.parent / name / "base", folder / "base")
            else:
                os.link(folder.parent / name / "base", folder / "base")
            return MemoryWriter(folder)
        disk.write_file(folder / "base", bytes(1_000))
        return MemoryWriter(folder)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read in full, in order."""
    names: list[str] = []
    hash_file = disk.hash_file

    def logged(path: Path) -> FileHash:
        names.append(path.relative_to(path.parents[1]).as_posix())
        return hash_file(path)

    monkeypatch.setattr(disk, "hash_file", logged)
    return names


@pytest.fixture
def store(root: Path) -> Store:
    store = Store(root, Linking())
    reindex(store, "amber", 1)
    return store


def test_a_file_taken_over_by_hard_link_is_not_read_again(store: Store, hashed: list[str]) -> None:
    reindex(store, "cobalt", 2)

    assert hashed.count("gen-000002.building/records.jsonl") == 2
    assert "gen-000002.building/base" not in hashed
    assert store.manifest().files[0] == store.manifest("gen-000001").files[0]
    assert answer(store) == "cobalt 2"
    assert store.verify() == []


def test_a_copy_is_read_like_anything_new(store: Store, hashed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Linking, "copies", True)
    reindex(store, "cobalt", 2)

    assert hashed.count("gen-000002.building/base") == 2


def test_another_file_of_the_same_name_size_and_time_is_not_taken_for_the_one_before(root: Path, store: Store) -> None:
    before, after = root / "gen-000001", root / "gen-000002.building"
    after.mkdir()
    shutil.copy2(before / "base", after / "base")
    found = store.manifest()

    assert contents.shared_entries(after, before, found) == {}
    (after / "base").unlink()
    os.link(before / "base", after / "base")
    assert contents.shared_entries(after, before, found) == {"base": found.files[0]}


def test_damage_to_a_shared_file_is_named_in_both_generations(root: Path, store: Store) -> None:
    reindex(store, "cobalt", 2)
    with (root / "gen-000001" / "base").open("r+b") as file:
        file.write(b"\1")

    assert [bad.file for bad in store.verify()] == ["gen-000002/base", "gen-000001/base"]


def test_a_shared_file_that_is_cut_short_is_noticed_without_reading_it(root: Path, store: Store) -> None:
    reindex(store, "cobalt", 2)
    found = store.manifest()
    os.truncate(root / "gen-000002" / "base", 999)

    with pytest.raises(DamagedIndex, match="gen-000002/base has 999 bytes instead of 1,000"):
        contents.require_whole(root / "gen-000002", found, shared={"base"})


def test_whole_means_that_every_file_has_been_read_but_shared_ones(root: Path, store: Store) -> None:
    folder, found = root / "gen-000001", store.manifest()
    flip(folder / "base")

    contents.require_sizes(folder, found)
    contents.require_whole(folder, found, shared={"base"})
    with pytest.raises(DamagedIndex, match="gen-000001/base has changed"):
        contents.require_whole(folder, found)
