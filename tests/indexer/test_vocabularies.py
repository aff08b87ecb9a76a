"""Vocabularies in the folder of an index: in force with a generation, all or nothing, and never in the way of documents."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from bench.torture.pipeline_kills import run_killed
from bench.torture.pipeline_steps import Steps
from index import engines, generation
from index.concepts import naming, shelf, vocabulary
from index.concepts.vocabulary import Concept, DamagedVocabulary, Packer
from index.errors import Locked, NoIndex, RequestError, TrialdexError
from index.lock import writer_lock
from index.store import Store
from indexer.differences import differences
from indexer.pipeline import reindex, update
from indexer.vocabularies import changing
from indexer.vocabularies.looking_up import synonyms
from tests.indexer.test_update import Updates, digest, page
from tests.indexer.vocabularies import cramps, packed

posix = pytest.mark.skipif(os.name == "nt", reason="signals and forks of POSIX")
HP = cramps("hp", "charley horse")
NAMES = ("hp", "doid", "ours")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    put(tmp_path / "in" / "a.txt", 1)
    put(tmp_path / "in" / "b.txt", 2)
    return tmp_path / "in"


@pytest.fixture
def store(tmp_path: Path, documents: Path) -> Store:
    """An index of two documents."""
    found = Store(tmp_path / "index", engines.get("whoosh", jobs=1))
    reindex([str(documents)], found, jobs=1)
    return found


def put(path: Path, number: int, status: str = "Recruiting") -> None:
    path.write_text(page(f"Drug{number}", None, "Brand", [(number, status, 2020)]))


def fresh(store: Store, documents: Path) -> tuple[str, int]:
    """What reading everything anew gives."""
    other = Store(store.folder.with_name("fresh"), engines.get("whoosh", jobs=1))
    reindex([str(documents)], other, jobs=1)
    return digest(other)


def known(store: Store) -> set[str]:
    """The vocabularies that the index answers from."""
    return store.answer(lambda reader: {each.source for each in synonyms("muscle cramps", reader.concepts)})


def names(store: Store) -> list[str]:
    """Those that it says to have, which must be those that it answers from."""
    found = changing.names(store)
    assert {each for each in known(store) if each in NAMES} == set(found)
    return found


concepts = st.lists(st.builds(Concept, st.text(max_size=9), st.text(max_size=9), st.lists(st.text(max_size=9)).map(tuple),
                              st.lists(st.text(max_size=9)).map(tuple)), max_size=9)


@given(concepts)
def test_what_is_packed_is_read_again(found: list[Concept]) -> None:
    from tempfile import TemporaryDirectory

    header, data = packed("hp", found)
    with TemporaryDirectory() as folder:
        path = Path(folder, "hp.jsonl.zst")
        path.write_bytes(data)
        again, read = vocabulary.read(path)
        assert (again, list(read)) == (header, found)
        assert vocabulary.read_header(path) == header


def unpacked(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).readall()


def rewritten(data: bytes, old: bytes, new: bytes) -> bytes:
    """The file after somebody has unpacked, edited and packed it."""
    whole = unpacked(data)
    assert old in whole
    return zstandard.ZstdCompressor().compress(whole.replace(old, new))


@pytest.mark.parametrize("spoilt", [
    pytest.param(lambda data: data[:-7], id="cut"), pytest.param(lambda data: data[:len(data) // 2], id="half"),
    pytest.param(lambda data: b"", id="empty"), pytest.param(lambda data: b"not ours", id="other"),
    pytest.param(lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], id="flipped"),
    pytest.param(lambda data: rewritten(data, b"charley", b"another"), id="edited-concept"),
    pytest.param(lambda data: rewritten(data, b'"title":"HP"', b'"title":"HB"'), id="edited-header"),
    pytest.param(lambda data: rewritten(data, b'"vocabulary":1', b'"vocabulary":2'), id="later-form"),
    pytest.param(lambda data: rewritten(data, b'{"id":"C:1"', b'{"no":"C:1"'), id="no-concept"),
    pytest.param(lambda data: zstandard.ZstdCompressor().compress(b'{"vocabulary":1}\n'), id="no-header"),
])
def test_damage_is_an_error_that_names_the_file_and_the_remedy(tmp_path: Path, spoilt: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "hp.jsonl.zst"
    path.write_bytes(spoilt(HP[1]))
    with pytest.raises(DamagedVocabulary) as error:
        list(vocabulary.read(path)[1])
    assert str(path) in error.value.message
    assert "vocabulary remove hp" in (error.value.hint or "")


def test_a_vocabulary_is_packed_in_lines_of_canonical_json() -> None:
    packer = Packer()
    packer.add(Concept("C:1", "a", ("b",), ("C:2",)))
    lines = unpacked(packer.finish(HP[0])).splitlines()
    assert list(msgspec.json.decode(lines[0])) == ["vocabulary", *HP[0].__slots__, "digest"]
    assert lines[1:] == [b'{"id":"C:1","name":"a","synonyms":["b"],"parents":["C:2"]}']


def test_a_vocabulary_is_in_force_from_its_generation_on_which_shares_all_segments(store: Store) -> None:
    before = store.manifest()
    switched, was_there = changing.add(store, *HP)
    assert (switched.replaced, switched.records, was_there) == (before.generation, before.records, False)
    assert names(store) == ["hp"]
    segments = [entry.name for entry in before.files if entry.name.startswith("segment")]
    assert segments
    for name in segments:
        assert (store.folder / before.generation / name).samefile(store.folder / switched.generation / name)
    assert [(each.name, each.terms) for each in changing.headers(store)] == [("hp", 2)]
    assert store.verify() == []

    assert changing.add(store, *cramps("doid", "cramping"))[1] is False
    assert names(store) == ["doid", "hp"]
    assert changing.add(store, *cramps("hp", "knot"))[1] is True
    assert store.answer(lambda reader: [each.text for each in synonyms("muscle cramps", reader.concepts)]) == ["cramping", "knot"]
    changing.remove(store, "doid")
    assert names(store) == ["hp"]


def test_whoever_goes_back_has_the_vocabularies_of_then_and_goes_on_from_there(store: Store, documents: Path) -> None:
    changing.add(store, *HP)
    changing.add(store, *cramps("doid", "cramping"))
    store.rollback()
    assert names(store) == ["hp"]
    changing.remove(store, "hp")
    assert names(store) == []
    store.rollback()
    assert names(store) == ["hp"]
    put(documents / "a.txt", 7)
    update([], store, jobs=1)
    assert names(store) == ["hp"]
    assert [path.name for path in (store.folder / shelf.FOLDER).iterdir()] == ["hp.jsonl.zst"]


def test_vocabularies_stay_when_all_is_read_anew_even_where_the_index_is_gone(store: Store, documents: Path) -> None:
    changing.add(store, *HP)
    reindex([], store, jobs=1)
    assert names(store) == ["hp"]
    for path in store.folder.glob("gen-*"):
        shutil.rmtree(path)
    (store.folder / "CURRENT").unlink()
    reindex([str(documents)], store, jobs=1)
    assert names(store) == ["hp"]
    put(documents / "a.txt", 8)
    update([], store, jobs=1)
    assert names(store) == ["hp"]


def test_the_catalog_stays_in_step(store: Store, documents: Path) -> None:
    changing.add(store, *HP)
    found = differences(store)
    assert (found.added, found.removed, found.transitions) == ((), (), ())
    assert update([], store, jobs=1).generation is None

    put(documents / "a.txt", 1, "Terminated")
    (documents / "b.txt").unlink()
    put(documents / "c.txt", 3)
    report = update([], store, jobs=1)
    assert (report.added, report.changed, report.removed) == (1, 1, 1)
    assert digest(store) == fresh(store, documents)
    assert {each.id for each in differences(store).transitions} == {"NCT00000001"}

    store.rollback()
    assert names(store) == ["hp"]
    update([], store, jobs=1)
    assert digest(store) == fresh(store, documents)
    assert names(store) == ["hp"]


def test_what_a_run_has_read_that_was_ended_does_not_become_part_of_the_index(store: Store, documents: Path) -> None:
    before = digest(store)
    put(documents / "a.txt", 1, "Terminated")
    put(documents / "c.txt", 3)
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr("index.build.Build.commit", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            update([], store, jobs=1)
    changing.add(store, *HP)
    assert digest(store) == before
    update([], store, jobs=1)
    assert digest(store) == fresh(store, documents)


def test_what_cannot_be_done_changes_nothing(store: Store, tmp_path: Path) -> None:
    live = store.live()
    with pytest.raises(RequestError, match="no vocabulary called"):
        changing.remove(store, "hp")
    with writer_lock(store.folder), pytest.raises(Locked):
        changing.add(store, *HP)
    with pytest.raises(NoIndex):
        changing.add(Store(tmp_path / "none", engines.get("whoosh")), *HP)
    assert store.live() == live
    assert not (tmp_path / "none").exists()
    assert names(store) == []


def test_a_damaged_vocabulary_can_be_removed_and_replaced(store: Store, documents: Path) -> None:
    changing.add(store, *HP)
    path, = shelf.live_paths(store.folder)
    path.write_bytes(b"spoilt")
    (damage,) = store.verify()
    assert (damage.file, damage.problem) == (f"vocabularies/{path.name}", "is not as it was written")
    assert "trialdex vocabulary remove hp" in damage.remedy
    put(documents / "a.txt", 9)
    with pytest.raises(DamagedVocabulary):
        update([], store, jobs=1)
    changing.add(store, *HP)
    assert names(store) == ["hp"]
    shelf.live_paths(store.folder)[0].write_bytes(b"spoilt")
    changing.remove(store, "hp")
    assert names(store) == []
    assert {damage.remedy for damage in store.verify()} == {"nothing is to be done, it goes with the earlier generation"}


def test_a_deep_look_sees_concepts_that_are_not_those_of_the_vocabularies(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    changing.add(store, *HP)
    assert store.verify_deeply() == []
    tidied = naming.tidied
    monkeypatch.setattr(naming, "tidied", lambda concepts: list(tidied(concepts))[:-1])
    (damage,) = store.verify_deeply()
    assert (Path(damage.file).name, damage.problem) == ("concepts.arr", "does not follow from its vocabularies")


class _Given:
    """An index with a vocabulary, which is put back before each try, and a change of it."""

    def __init__(self, store: Store, change: str) -> None:
        self.store, self._saved, self._change = store, store.folder.with_name("saved"), change
        changing.add(store, *cramps("doid", "cramping"))
        shutil.copytree(store.folder, self._saved)
        self.before, self.after = ["doid"], {"add": ["doid", "hp"], "remove": []}[change]

    def restore(self) -> None:
        shutil.rmtree(self.store.folder)
        shutil.copytree(self._saved, self.store.folder)

    def run(self) -> None:
        if self._change == "add":
            changing.add(self.store, *HP)
        else:
            changing.remove(self.store, "doid")

    def steps(self) -> int:
        counted = Steps()
        with counted.taken():
            self.run()
        return len(counted.seen)

    def judge(self, *, documents: Path, is_done: bool) -> None:
        """All or nothing, also after the next writer."""
        found = names(self.store)
        assert found in ([self.after] if is_done else [self.before, self.after])
        assert self.store.verify() == []
        update([str(documents)], self.store, jobs=1)
        assert names(self.store) == found
        live = generation.number(self.store.manifest().generation)
        assert all(each.since <= live for each in shelf._volumes(self.store.folder))


changes = pytest.mark.parametrize("change", ["add", "remove"])


@changes
def test_a_call_that_fails_changes_all_or_nothing(store: Store, documents: Path, change: str) -> None:
    def fail(of_sqlite: bool) -> None:
        code = errno.ENOSPC if at % 2 else errno.EACCES
        raise sqlite3.OperationalError("database or disk is full") if of_sqlite else OSError(code, os.strerror(code))

    given = _Given(store, change)
    failed, steps = 0, given.steps()
    for at in range(1, steps + 1, 9):
        given.restore()
        put(documents / "a.txt", at % 5 + 1)
        is_done = True
        with Steps(at, fail).taken():
            try:
                given.run()
            except TrialdexError:
                is_done, failed = False, failed + 1
        given.judge(documents=documents, is_done=is_done)
    assert failed > steps / 27


@posix
@changes
def test_a_change_that_is_killed_is_done_or_was_never_begun(store: Store, documents: Path, change: str) -> None:
    given, seen = _Given(store, change), []
    for at in range(1, given.steps() + 1, 13):
        given.restore()
        put(documents / "a.txt", at % 5 + 1)
        run_killed(given.run, at)
        seen.append(changing.names(store))
        given.judge(documents=documents, is_done=False)
    assert given.before in seen
    assert given.after in seen


class UpdatesWithVocabularies(Updates):
    """Whatever happens to documents, runs and vocabularies: each generation has those that it was made with."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: dict[str, set[str]] = {}

    @rule(name=st.sampled_from(NAMES), synonym=st.sampled_from(("charley horse", "knot")))
    def add(self, name: str, synonym: str) -> None:
        before = set(changing.names(self.store))
        changing.add(self.store, *cramps(name, f"{synonym} {name}"))
        self._note(before | {name})

    @rule(name=st.sampled_from(NAMES))
    def remove_one(self, name: str) -> None:
        before = set(changing.names(self.store))
        try:
            changing.remove(self.store, name)
        except RequestError:
            assert name not in before
        else:
            self._note(before - {name})

    @rule()
    def look(self) -> None:
        live = self.store.manifest().generation
        if live in self.wanted:
            assert set(names(self.store)) == self.wanted[live]
        self.wanted[live] = set(names(self.store))

    def _note(self, wanted: set[str]) -> None:
        self.wanted[self.store.manifest().generation] = wanted
        assert set(names(self.store)) == wanted


TestUpdatesWithVocabularies = UpdatesWithVocabularies.TestCase
TestUpdatesWithVocabularies.settings = settings(max_examples=10, stateful_step_count=20, deadline=None,
                                                suppress_health_check=list(HealthCheck))
