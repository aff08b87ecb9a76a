"""No damage is ever answered from: the reader falls back with a notice, or says what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import generation, manifest
from index.errors import DamagedIndex
from index.store import Damage, Store
from tests.index.stores import answer, flip, reindex


def damage_by_flipping(path: Path) -> None:
    flip(path, path.stat().st_size // 2)


def damage_by_cutting(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def damage_by_growing(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def damage_by_linking(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


def damage_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = [(damage_by_flipping, "has changed"), (damage_by_cutting, "bytes instead of"),
           (damage_by_growing, "bytes instead of"), (Path.unlink, "is missing"),
           (damage_by_a_folder, "is no regular file"),
           pytest.param(damage_by_linking, "is no regular file",
                        marks=pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows"))]


@pytest.mark.parametrize(("damage", "problem"), DAMAGES)
def test_a_damaged_file_is_named_and_the_previous_generation_answers(
        root: Path, store: Store, damage: Callable[[Path], None], problem: str) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    damage(root / "gen-000002" / "records.jsonl")

    (found,) = store.verify()
    assert found.file == "gen-000002/records.jsonl"
    assert problem in found.problem
    assert answer(store) == "amber 1 fallback"
    (notice,) = store.open().notices
    assert "gen-000002/records.jsonl" in notice.text
    assert "gen-000001" in notice.text


@pytest.mark.parametrize("damage", [damage_by_flipping, damage_by_cutting, damage_by_growing, Path.unlink])
def test_a_damaged_manifest_is_named_and_the_previous_generation_answers(
        root: Path, store: Store, damage: Callable[[Path], None]) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    damage(root / "gen-000002" / manifest.NAME)

    assert [bad.file for bad in store.verify()] == ["gen-000002/manifest.json"]
    assert answer(store) == "amber 1 fallback"


@pytest.mark.parametrize("name", ["new", "_MAIN_9.toc", ".hidden"])
def test_a_file_too_many_is_damage(root: Path, store: Store, name: str) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    (root / "gen-000002" / name).touch()

    assert [Damage(f"gen-000002/{name}", "does not belong to the index")] == store.verify()
    assert answer(store) == "amber 1 fallback"


def test_what_a_file_manager_leaves_behind_is_no_damage(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    (root / "gen-000001" / ".DS_Store").touch()

    assert store.verify() == []
    assert answer(store) == "amber 1"


def test_a_manifest_of_another_generation_is_damage(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    shutil.rmtree(root / "gen-000002")
    shutil.copytree(root / "gen-000001", root / "gen-000002")

    assert [Damage("gen-000002/manifest.json", "belongs to gen-000001")] == store.verify()
    assert answer(store) == "amber 1 fallback"


HASH = "0" * 64


@pytest.mark.parametrize("change", [
    lambda line: b"", lambda line: line[:-1], lambda line: line + b"\n", lambda line: line * 2,
    lambda line: b" " + line, lambda line: line.upper(), lambda line: line[:-1] + b"\r\n",
    lambda line: line.replace(b"2", b"1", 1), lambda line: line.replace(b"2", b"7", 1),
    lambda line: f"gen-000002 {HASH}\n".encode(), lambda line: line.replace(b" ", b"  "),
    lambda line: b"\xff" + line[1:], lambda line: b"../" + line, lambda line: b"x" * 5_000,
    lambda line: line.replace(b"0", "٠".encode()),
], ids=("empty no-newline two-newlines twice blank-before upper-case crlf other-digit other-digit-again other-hash "
         "two-blanks not-utf8 path-before far-too-long foreign-digit").split())
def test_a_damaged_current_means_the_newest_whole_generation_with_a_notice(
        root: Path, store: Store, change: Callable[[bytes], bytes]) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    path = root / "CURRENT"
    path.write_bytes(change(path.read_bytes()))

    assert answer(store) == "cobalt 2 fallback"
    assert [bad.file for bad in store.verify()] == ["CURRENT"]


@pytest.mark.parametrize("damage", [Path.unlink, damage_by_a_folder])
def test_a_current_that_is_gone_means_the_newest_whole_generation_with_a_notice(
        root: Path, store: Store, damage: Callable[[Path], None]) -> None:
    reindex(store, "amber", 1)
    damage(root / "CURRENT")

    assert answer(store) == "amber 1 fallback"
    assert [bad.file for bad in store.verify()] == ["CURRENT"]


def test_damage_to_both_generations_is_an_error_that_says_what_to_do(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    for name in ("gen-000001", "gen-000002"):
        flip(root / name / "records.jsonl")

    with pytest.raises(DamagedIndex, match=r"gen-000002/records\.jsonl has changed") as caught:
        store.open()
    assert "trialdex reindex" in str(caught.value.hint)
    assert [bad.file for bad in store.verify()] == ["gen-000002/records.jsonl", "gen-000001/records.jsonl"]


def test_what_was_rolled_back_from_never_answers_again(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    store.rollback()
    flip(root / "gen-000001" / "records.jsonl")

    with pytest.raises(DamagedIndex, match=r"gen-000001/records\.jsonl has changed"):
        store.open()


@pytest.mark.parametrize("file", ["gen-000002/records.jsonl", "gen-000002/manifest.json", "CURRENT"])
def test_reindexing_mends_a_damaged_index_and_keeps_the_generation_that_is_whole(
        root: Path, store: Store, file: str) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    flip(root / file)
    replaced = "gen-000002" if file == "CURRENT" else "gen-000001"

    assert replaced == reindex(store, "jade", 3).replaced
    assert answer(store) == "jade 3"
    assert store.verify() == []
    assert ["gen-000003", replaced] == generation.names(root)
