"""An update switches like a build: it shares files, and a reader of either generation sees it whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import engines, search
from index.engines.base import Engine
from index.errors import NoIndex, NoRecords
from index.records import Trial
from index.request import SearchRequest
from index.store import Store
from tests.index.stores import reindex


@pytest.fixture(params=["whoosh", "memory"])
def updatable(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    engine: Engine = engines.get(request.param)
    store = Store(tmp_path / "index", engine)
    reindex(store, "old", 30)
    return store


def titles(store: Store) -> dict[str, str]:
    def read(reader: object) -> dict[str, str]:
        hits = search.stream(SearchRequest(), reader)  # type: ignore[arg-type]
        return {hit.record.id: hit.record.title for hit in hits}

    return store.answer(read)


def test_an_update_replaces_adds_and_removes_and_keeps_the_rest(updatable: Store) -> None:
    with updatable.update() as update:
        update.add(Trial(id="NCT00000003", title="new 3"))
        update.add(Trial(id="NCT00000099", title="new 99"))
        update.remove("NCT00000007")
        switched = update.commit()
    expected = {f"NCT{n:08}": f"old {n}" for n in range(30) if n != 7} | {"NCT00000003": "new 3", "NCT00000099": "new 99"}
    assert titles(updatable) == expected
    assert (switched.records, switched.replaced_records) == (30, 30)
    assert updatable.manifest().counts == {"monograph": 0, "trial": 30, "article": 0}
    assert not updatable.verify()
    updatable.rollback()
    assert titles(updatable) == {f"NCT{n:08}": f"old {n}" for n in range(30)}


def test_an_update_that_is_given_up_changes_nothing(updatable: Store) -> None:
    before = updatable.live()
    with updatable.update() as update:
        update.add(Trial(id="NCT00000003", title="new 3"))
    assert updatable.live() == before
    assert len(titles(updatable)) == 30


def test_what_is_not_there_cannot_be_removed_or_updated(updatable: Store, tmp_path: Path) -> None:
    with updatable.update() as update, pytest.raises(KeyError):
        update.remove("NCT00000099")
    with pytest.raises(NoIndex), Store(tmp_path / "none", engines.get()).update():
        pass


def test_an_update_that_leaves_no_record_switches_nothing(updatable: Store) -> None:
    before = updatable.live()
    with updatable.update() as update:
        for number in range(30):
            update.remove(f"NCT{number:08}")
        with pytest.raises(NoRecords):
            update.commit()
    assert updatable.live() == before


def test_unchanged_segments_are_the_same_files_and_are_not_hashed_again(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "index", engines.get("whoosh"))
    reindex(store, "old", 30)
    old = tmp_path / "index" / store.manifest().generation
    hashed: list[str] = []
    original = store_hash()
    monkeypatch.setattr("index.disk.hash_file", lambda path: hashed.append(path.name) or original(path))
    with store.update() as update:
        update.add(Trial(id="NCT00000099", title="new 99"))
        update.commit()
    new = tmp_path / "index" / store.manifest().generation
    assert (old / "segment-000001.arr").stat().st_ino == (new / "segment-000001.arr").stat().st_ino
    assert "segment-000001.arr" not in hashed
    assert "segment-000002.arr" in hashed


def store_hash():  # type: ignore[no-untyped-def]
    from index import disk

    return disk.hash_file


def test_the_digest_tells_records_and_not_how_they_came_there(updatable: Store, tmp_path: Path) -> None:
    before = updatable.answer(lambda reader: reader.digest())
    with updatable.update() as update:
        update.remove("NCT00000007")
        update.add(Trial(id="NCT00000003", title="new 3"))
        update.commit()
    assert updatable.answer(lambda reader: reader.digest()) != before
    with updatable.update() as update:
        update.add(Trial(id="NCT00000007", title="old 7"))
        update.add(Trial(id="NCT00000003", title="old 3"))
        update.commit()
    assert updatable.answer(lambda reader: reader.digest()) == before
    assert not updatable.verify_deeply()
    other = Store(tmp_path / "other", engines.get("memory"))
    reindex(other, "old", 30)
    assert other.answer(lambda reader: reader.digest()) == before


def test_postings_that_do_not_follow_from_the_records_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.engines.whoosh import invert

    store = Store(tmp_path / "index", engines.get("whoosh"))
    with monkeypatch.context() as patch:
        patch.setattr(invert, "stem", lambda word: word[:1])
        patch.setattr("index.engines.whoosh.dictionary.stem", lambda word: word[:1])
        reindex(store, "old", 30)
    assert not store.verify()
    (wrong,) = store.verify_deeply()
    assert wrong.file.endswith("segment-000001.arr")
    assert "stems_bytes" in wrong.problem
