"""An update on a damaged base: it may fail, but nothing wrong is ever copied into what is whole afterwards."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from index import disk, mapped
from index.engines.base import Reader
from index.engines.whoosh import WhooshEngine, policy, state
from index.errors import DamagedIndex
from index.records import Trial
from index.request import SearchRequest
from index.search import search, stream
from index.store import Store
from tests.index.stores import flip

BLOCK = 1024
"""Bytes of a block here, so that a small segment has many."""
Records = dict[str, Trial]
BASE: Records = {f"NCT{n:08}": Trial(id=f"NCT{n:08}", title=f"base{n} cramps", conditions=(f"condition {n % 3}",))
                 for n in range(24)}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "BLOCK", BLOCK)
    monkeypatch.setattr(mapped, "BLOCK", BLOCK)
    monkeypatch.setattr(mapped, "_SHIFT", BLOCK.bit_length() - 1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "index", WhooshEngine(1))
    with store.build([]) as build:
        for record in BASE.values():
            build.add(record)
        build.commit()
    return store


def segment(store: Store) -> Path:
    return store.folder / store.manifest().generation / "segment-000001.arr"


def offset(store: Store, array: str) -> int:
    """Where an array begins in the base's segment."""
    with closing(state.open_arrays(segment(store).parent, segment(store).name, None)) as arrays:
        return arrays[array]._offset


def update(store: Store, number: int, before: Records) -> Records:
    """Replace one record, remove one, add one; what there is then, if this was there before."""
    new = Trial(id=f"NCT1{number:07}", title=f"new{number} cramps")
    changed = Trial(id=f"NCT{number:08}", title=f"changed{number} cramps")
    gone = f"NCT{23 - number:08}"
    with store.update() as build:
        build.add(new)
        build.add(changed)
        build.remove(gone)
        build.commit()
    return {name: record for name, record in before.items() if name != gone} | {new.id: new, changed.id: changed}


def require(reader: Reader, expected: Records) -> None:
    assert {hit.record.id: hit.record for hit in stream(SearchRequest(), reader)} == expected
    assert search(SearchRequest("cramps"), reader).total == len(expected)
    conditions = Counter(value for record in expected.values() for value in record.conditions)
    assert {value.spelling: value.count for value in reader.totals("condition").top(9)} == conditions
    for record in expected.values():
        assert [hit.record for hit in search(SearchRequest(record.title.split()[0]), reader).hits] == [record]


def outcome(store: Store, rounds: int) -> str:
    """What came of so many updates; whatever answers in the end answers rightly."""
    states = [BASE]
    try:
        for number in range(rounds):
            states.append(update(store, number, states[-1]))
    except DamagedIndex:
        return "refused"
    assert sum(store.manifest().counts.values()) == len(states[-1])
    try:
        return store.answer(lambda reader: answered(reader, states))
    except DamagedIndex:
        return "answered by an error"


def answered(reader: Reader, states: list[Records]) -> str:
    require(reader, states[-2 if reader.notices else -1])
    return "answered with a notice" if reader.notices else "answered"


@pytest.mark.parametrize("rounds", [1, 3], ids=["linked", "merged"])
def test_a_flipped_bit_of_a_base_never_becomes_a_wrong_answer(store: Store, tmp_path: Path, rounds: int) -> None:
    assert rounds < 3 or 1 + rounds >= policy.FACTOR
    seen = Counter[str]()
    for block in range(segment(store).stat().st_size // BLOCK):
        copy = Store(tmp_path / str(block), WhooshEngine(1))
        shutil.copytree(store.folder, copy.folder)
        flip(segment(copy), block * BLOCK + block % BLOCK)
        seen[outcome(copy, rounds)] += 1
        shutil.rmtree(copy.folder)
    assert seen["refused"]
    if rounds == 1:
        assert seen["answered by an error"]
    else:
        assert set(seen) == {"refused"}, "what is merged has been read"


def test_what_cannot_be_linked_is_not_copied_unless_it_is_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    update(store, 0, BASE)
    flip(segment(store), offset(store, "positions"))
    before = store.live()
    with pytest.raises(DamagedIndex, match=r"segment-000001.arr has changed"):
        update(store, 1, BASE)
    assert store.live() == before


def test_a_record_whose_predecessor_is_damaged_is_not_there_twice(store: Store) -> None:
    flip(segment(store), offset(store, "ids_bytes"))
    with store.update() as build:
        with pytest.raises(DamagedIndex):
            build.add(Trial(id="NCT00000001", title="changed"))
        with pytest.raises(DamagedIndex):
            build.commit()


@pytest.mark.parametrize("array", ["kind_firsts", "kind_records"])
def test_a_manifest_never_counts_what_is_damaged(store: Store, array: str) -> None:
    flip(segment(store), offset(store, array))
    try:
        left = update(store, 0, BASE)
    except DamagedIndex:
        left = BASE
    assert store.manifest().counts == {"monograph": 0, "trial": len(left), "article": 0}


@pytest.mark.parametrize("file", ["CURRENT", "{live}/manifest.json", "{live}/segment-000001.arr"])
def test_an_update_never_begins_with_what_answers_in_the_place_of_the_live_generation(store: Store, file: str) -> None:
    update(store, 0, BASE)
    path = store.folder / file.format(live=store.live().split()[0])  # type: ignore[union-attr]
    path.unlink()
    left = {entry.name for entry in store.folder.iterdir()}
    assert store.answer(lambda reader: [notice.code for notice in reader.notices]) == ["fallback"]
    with pytest.raises(DamagedIndex), store.update():
        pass
    assert {entry.name for entry in store.folder.iterdir()} == left
