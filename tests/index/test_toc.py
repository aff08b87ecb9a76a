"""The table of contents that Whoosh begins with: never ours to read, and never one to write by."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from whoosh import query as whoosh
from whoosh.fields import TEXT
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC, open_dir
from whoosh.index import IndexError as WhooshIndexError

from index import engines, search
from index.damage import Damage, DamagedFile
from index.engines.whoosh.codec.segment import ReadOnlyIndex
from index.errors import OutdatedIndex
from index.records import Record, Trial, from_json
from index.request import SearchRequest
from index.store import Store
from tests import records as generated
from tests.index.generations import build, built
from tests.index.stores import contents

NAME = "_MAIN_1.toc"
RECORDS: list[Record] = [Trial(id=f"NCT{number:08}", title="Muscle cramps") for number in range(3)]


@pytest.fixture
def indexed(tmp_path: Path) -> tuple[Store, Path]:
    """A store, and the folder of its generation."""
    store = Store(tmp_path / "index", engines.get("whoosh"))
    with store.build(["here"]) as building:
        for record in RECORDS:
            building.add(record)
        return store, tmp_path / "index" / building.commit().generation


class MakesFolder:
    """Unpickled, it makes a folder named ``marker``."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, ("marker",)


def hostile(toc: Path, size: int) -> None:
    """Replace a table of contents by one of this size that runs code when it is read."""
    payload = pickle.dumps(MakesFolder(), 2)
    data = toc.read_bytes()[:14] + bytes((len(payload),)) + payload
    toc.write_bytes(data.ljust(size, b"\0"))


def test_nothing_of_ours_runs_the_code_in_a_table_of_contents(
        indexed: tuple[Store, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, folder = indexed
    monkeypatch.chdir(tmp_path)
    hostile(folder / NAME, (folder / NAME).stat().st_size)
    with closing(store.open()) as reader:
        assert search.search(SearchRequest("cramps"), reader).total == len(RECORDS)
    assert store.verify() == [Damage(f"{folder.name}/{NAME}", "has changed")]
    assert not Path("marker").exists()
    opening = "import sys; from whoosh.index import open_dir; open_dir(sys.argv[1])"
    assert subprocess.run([sys.executable, "-c", opening, folder], stderr=subprocess.DEVNULL, check=False).returncode
    assert Path("marker").exists()


def test_a_table_of_contents_of_another_size_is_named_at_opening_and_runs_no_code(
        indexed: tuple[Store, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, folder = indexed
    monkeypatch.chdir(tmp_path)
    hostile(folder / NAME, (folder / NAME).stat().st_size + 1)
    with pytest.raises(DamagedFile) as caught:
        store.open()
    assert caught.value.damage.file == f"{folder.name}/{NAME}"
    assert not Path("marker").exists()


def test_the_table_of_contents_begins_as_whoosh_s_own(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    storage = RamStorage()
    TOC(open_dir(tmp_path).schema, [], 1).write(storage, "MAIN")
    assert (tmp_path / NAME).read_bytes()[:14] == storage.files[NAME][:14]


def test_the_table_of_contents_is_the_same_whatever_the_process(tmp_path: Path) -> None:
    code = ("import sys; from pathlib import Path; from random import Random; from tests import records; "
            "from tests.index.generations import build; build(Path(sys.argv[1]), records.collection(Random(1), 9)); "
            "print('whoosh.index' in sys.modules)")
    written = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        run = subprocess.run([sys.executable, "-c", code, tmp_path / seed], capture_output=True, check=True,
                             env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": "."})
        assert run.stdout == b"False\n"
        written.append((tmp_path / seed / NAME).read_bytes())
    assert written[0] == written[1]


def test_searching_imports_no_whoosh(indexed: tuple[Store, Path]) -> None:
    code = ("import sys; from pathlib import Path; from index import engines, search; from index.request import SearchRequest; "
            "from index.store import Store; "
            "print(search.search(SearchRequest('cramps'), Store(Path(sys.argv[1]), engines.get()).open()).total, "
            "[name for name in sys.modules if name.split('.')[0] == 'whoosh'])")
    run = subprocess.run([sys.executable, "-c", code, indexed[1].parent], capture_output=True, check=True)
    assert run.stdout.decode() == f"{len(RECORDS)} []\n"


WRITES: dict[str, Callable[[Any], object]] = {
    "writer": lambda index: index.writer(),
    "writer of processes": lambda index: index.writer(procs=2),
    "optimize": lambda index: index.optimize(),
    "add_field": lambda index: index.add_field("more", TEXT()),
    "remove_field": lambda index: index.remove_field("title"),
    "delete_by_term": lambda index: index.delete_by_term("name", "nct00000001"),
    "delete_by_query": lambda index: index.delete_by_query(whoosh.Every()),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("records", [[], RECORDS], ids=["empty", "three records"])
def test_whoosh_is_told_what_to_use_instead_of_its_writer_and_leaves_nothing_behind(
        tmp_path: Path, records: list[Record], write: Callable[[Any], object]) -> None:
    build(tmp_path, records)
    before = contents(tmp_path)
    for _ in range(2):
        with pytest.raises(ReadOnlyIndex, match="trialdex reindex") as caught:
            write(open_dir(tmp_path))
        assert isinstance(caught.value, WhooshIndexError)
        del caught
    assert contents(tmp_path) == before


def test_a_refused_writer_does_no_harm_to_the_store(indexed: tuple[Store, Path]) -> None:
    store, folder = indexed
    with pytest.raises(ReadOnlyIndex):
        open_dir(folder).writer()
    assert store.verify() == []
    store.open().close()


def test_a_searcher_of_a_generation_is_up_to_date_and_stays_so_when_refreshed(tmp_path: Path) -> None:
    build(tmp_path, RECORDS)
    index = open_dir(tmp_path)
    assert (index.latest_generation(), index.is_empty(), index.doc_count()) == (1, False, 3)
    assert index.refresh().up_to_date()
    with index.searcher() as searcher:
        assert searcher.up_to_date()
        assert searcher.refresh() is searcher
    with closing(index.reader(reuse=index.reader())) as reader:
        assert list(reader.all_doc_ids()) == [0, 1, 2]


def test_a_generation_without_records_is_an_empty_index(tmp_path: Path) -> None:
    build(tmp_path, [])
    index = open_dir(tmp_path)
    assert (index.is_empty(), index.doc_count(), index.doc_count_all()) == (True, 0, 0)
    with index.searcher() as searcher:
        assert not len(searcher.search(whoosh.Or([whoosh.Term("title", "cramp"), whoosh.Every()])))


def test_a_generation_of_which_every_record_was_removed_is_an_empty_index() -> None:
    with built((RECORDS, set()), ([], {record.id for record in RECORDS})) as folder:
        assert open_dir(folder).is_empty()


def test_whoosh_meets_damage_as_an_error(indexed: tuple[Store, Path]) -> None:
    store, folder = indexed
    segment = folder / "segment-000001.arr"
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    with pytest.raises(DamagedFile) as caught:
        open_dir(folder).reader()
    assert caught.value.damage == store.verify()[0]


def test_whoosh_does_not_read_what_another_version_wrote(
        indexed: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.engines.whoosh.codec.arrays.fingerprint", lambda: "of another version")
    with pytest.raises(OutdatedIndex):
        open_dir(indexed[1]).reader()


def test_a_copy_of_a_generation_opens_anywhere(indexed: tuple[Store, Path], tmp_path: Path) -> None:
    copy = indexed[1].rename(tmp_path / "copy")
    with open_dir(copy).searcher() as searcher:
        assert {from_json(hit["record"]).id for hit in searcher.search(whoosh.Term("title", "cramp"))} == {
            record.id for record in RECORDS}


def test_generated_records_survive_the_way_through_whoosh() -> None:
    records = generated.collection(Random(7), 30)
    with built((records, set())) as folder, closing(open_dir(folder).reader()) as reader:
        assert [from_json(fields["record"]) for fields in reader.all_stored_fields()] == sorted(
            records, key=lambda record: record.id)
