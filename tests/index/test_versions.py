"""An index that this program cannot read is refused with the command that mends it, never answered from."""

from __future__ import annotations

import dataclasses
from hashlib import sha256
from pathlib import Path

import pytest

from index import build as build_module
from index import current, manifest
from index import store as store_module
from index.engines.memory import MemoryEngine
from index.errors import DamagedIndex, OutdatedIndex
from index.store import Store, Switched
from tests.index.stores import answer, reindex

CURRENT = manifest.FORMAT_VERSION


@pytest.fixture
def newer(root: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of a program with another text policy, after two builds of this one."""
    store = Store(root, MemoryEngine())
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    for module in (store_module, build_module):
        monkeypatch.setattr(module, "fingerprint", lambda: "f" * 64)
    return store


def test_an_index_of_another_text_policy_is_refused_with_the_command_that_mends_it(newer: Store) -> None:
    with pytest.raises(OutdatedIndex) as caught:
        newer.open()
    assert "trialdex reindex" in str(caught.value.hint)
    assert newer.verify() == []
    assert newer.manifest().paths == ("cobalt",)


def test_reindexing_mends_an_outdated_index(newer: Store) -> None:
    assert Switched("gen-000003", 3, "gen-000002", 2) == reindex(newer, "jade", 3)
    assert answer(newer) == "jade 3"
    with pytest.raises(OutdatedIndex):
        newer.rollback()
    assert answer(newer) == "jade 3"


def test_an_index_of_another_engine_is_refused(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    other = MemoryEngine()
    other.name = "other"

    with pytest.raises(OutdatedIndex):
        Store(root, other).open()


def test_an_index_of_another_format_is_refused_and_can_be_replaced(
        root: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(store, "amber", 1)
    monkeypatch.setattr(manifest, "FORMAT_VERSION", CURRENT + 1)

    for ask in (store.open, store.manifest):
        with pytest.raises(OutdatedIndex, match=f"format version {CURRENT}"):
            ask()
    assert [bad.file for bad in store.verify()] == ["gen-000001/manifest.json"]
    reindex(store, "cobalt", 2)
    assert answer(store) == "cobalt 2"


def test_an_outdated_index_is_not_answered_from_an_older_generation(root: Path, store: Store) -> None:
    reindex(store, "amber", 1)
    reindex(store, "cobalt", 2)
    newer = manifest.to_bytes(dataclasses.replace(store.manifest(), format_version=CURRENT + 1))
    (root / "gen-000002" / manifest.NAME).write_bytes(newer)
    current.switch(root, "gen-000002", sha256(newer).hexdigest())

    with pytest.raises(OutdatedIndex, match=f"format version {CURRENT + 1}"):
        store.open()


def test_damage_is_told_even_where_the_generation_before_is_of_another_format(
        root: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reindex(store, "amber", 1)
    monkeypatch.setattr(manifest, "FORMAT_VERSION", CURRENT + 1)
    reindex(store, "cobalt", 2)
    (root / "gen-000002" / manifest.NAME).write_bytes(b"")

    with pytest.raises(DamagedIndex, match=r"gen-000002/manifest\.json"):
        store.open()
