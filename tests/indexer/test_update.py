"""An update gives the same index as reading everything anew, whatever has happened to the documents and to runs before."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from index import engines
from index.errors import NoIndex, NoRecords, TrialdexError
from index.records import digest_of, encode
from index.store import Store
from indexer.catalog import DamagedCatalog, database
from indexer.merge import merge
from indexer.pipeline import MissingRoot, reindex, update
from indexer.sources import formats
from indexer.sources.base import Document, Reading

UNIIS = ("H789N3FKE8", "A7V27PHC7A", None)
DRUGS = ("Baclofen", "Quinine", "Colchicine")
FILES = ("a.txt", "b.txt", "sub/a.txt", "sub/c.txt", ".hidden")
ARCHIVES = ("one.zip", "sub/two.zip")

pages = st.builds(
    lambda drug, unii, brand, trials, blank: page(drug, unii, brand, trials) + "\n" * blank,
    st.sampled_from(DRUGS), st.sampled_from(UNIIS), st.sampled_from(("Lioresal", "Ozobax")),
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(("Completed", "Recruiting")), st.integers(2019, 2022)), max_size=3),
    st.integers(0, 1)).map(str.encode)
labels = st.lists(st.builds(
    lambda name, unii, version: {"set_id": "one", "version": version, "effective_time": f"2020010{version}", "boxed_warning": [name],
                                 "spl_product_data_elements": [name], "openfda": {"generic_name": [name], "unii": [unii]}},
    st.sampled_from(DRUGS), st.sampled_from(UNIIS[:2]), st.sampled_from("123")), min_size=1, max_size=2).map(
        lambda found: json.dumps({"results": found}).encode())
contents = st.one_of(pages, pages, pages, labels, st.sampled_from((b"", b"not a page", b"\0\1", b"MedPath\n")))


def page(drug: str, unii: str | None, brand: str, trials: list[tuple[int, str, int]]) -> str:
    identified = f"Unique Ingredient Identifier\n{unii}\n" if unii else ""
    cards = "".join(
        f"Cramps treated with {drug} {number}\n\n{status}\nConditions\nCramp {year}\nLast Posted Date\n{year}-01-01\n"
        f"Registration Number\nNCT0000000{number}\n\n" for number, status, year in trials)
    return (f"MedPath\n\n{drug}\n\nGeneric Name\n{drug}\nBrand Names\n{brand}\n{identified}Background\n\n{drug} is given.\n\n"
            f"Indication\n\nCramps.\n\n{cards}© Copyright 2025. All Rights Reserved by MedPath\n")


def digest(store: Store) -> tuple[str, int]:
    reader = store.open()
    try:
        return reader.digest(), len(reader)
    finally:
        reader.close()


class _Stop(Exception):
    """In the place of Ctrl-C."""


def stopping(after: int) -> Callable[..., None]:
    left = [after]

    def told(*_: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise _Stop

    return told


class Updates(RuleBasedStateMachine):
    @initialize(first=pages)
    def begin(self, first: bytes) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="trialdex-"))
        self.folder = self.root / "in"
        (self.folder / "sub").mkdir(parents=True)
        (self.folder / "first.txt").write_bytes(first)
        self.store = Store(self.root / "index", engines.get("memory"))
        reindex([str(self.folder)], self.store, jobs=1)
        self.tries = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @rule(name=st.sampled_from(FILES), data=contents)
    def put(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    @rule(name=st.sampled_from(ARCHIVES), entries=st.dictionaries(st.sampled_from(FILES), contents, max_size=3))
    def put_archive(self, name: str, entries: dict[str, bytes]) -> None:
        with zipfile.ZipFile(self.folder / name, "w") as archive:
            for entry, data in entries.items():
                archive.writestr(entry, data)

    @rule(name=st.sampled_from((*FILES, *ARCHIVES)))
    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    @rule(one=st.sampled_from((*FILES, *ARCHIVES)), other=st.sampled_from((*FILES, *ARCHIVES)))
    def rename(self, one: str, other: str) -> None:
        if (self.folder / one).exists():
            (self.folder / one).replace(self.folder / other)

    @rule(name=st.sampled_from((*FILES, *ARCHIVES)), kept=st.floats(0, 1))
    def damage(self, name: str, kept: float) -> None:
        if (self.folder / name).exists():
            os.truncate(self.folder / name, int(kept * (self.folder / name).stat().st_size))

    @rule(name=st.sampled_from((*FILES, *ARCHIVES)))
    def touch(self, name: str) -> None:
        if (self.folder / name).exists():
            os.utime(self.folder / name)

    @rule(paths=st.lists(st.sampled_from(("sub", "a.txt", "one.zip")), max_size=2), full=st.booleans())
    def update_some(self, paths: list[str], full: bool) -> None:
        there = [str(self.folder / path) for path in paths if (self.folder / path).exists()]
        self._try(lambda: update(there, self.store, jobs=1, full=full))

    @rule(after=st.integers(0, 12), anew=st.booleans())
    def stop(self, after: int, anew: bool) -> None:
        before = digest(self.store)
        try:
            reindex([], self.store, stopping(after), jobs=1) if anew else update([], self.store, stopping(after), jobs=1)
        except _Stop:
            assert digest(self.store) == before
        except NoRecords:
            pass

    @rule()
    def go_back(self) -> None:
        self._try(self.store.rollback, NoIndex)

    @rule()
    def read_anew(self) -> None:
        self._try(lambda: reindex([], self.store, jobs=1))

    @rule()
    def update_and_compare(self) -> None:
        other = Store(self.root / "other", engines.get("memory"))
        try:
            wanted = reindex([str(self.folder)], other, jobs=1).as_dict()
        except NoRecords:
            with pytest.raises(NoRecords):
                update([], self.store, jobs=1)
            return
        found = update([], self.store, jobs=1).as_dict()
        assert digest(self.store) == digest(other)
        assert found["documents"] == wanted["documents"]
        assert sorted(map(str, found["rejected"])) == sorted(map(str, wanted["rejected"]))
        ledger = ("records", "records_read", "records_merged", "records_superseded", "records_refused")
        assert [found[name] for name in ledger] == [wanted[name] for name in ledger]
        told = wanted["documents"]["read"] + wanted["documents"]["rejected"]
        assert sum(found["changes"][name] for name in ("added", "changed", "unchanged", "resumed")) == told
        again = update([], self.store, jobs=1)
        assert again.unchanged == told
        assert (again.generation, again.added, again.changed, again.removed) == (None, 0, 0, 0)
        assert [again.as_dict()[name] for name in ledger] == [wanted[name] for name in ledger]

    @staticmethod
    def _try(action: Callable[[], object], *expected: type[TrialdexError]) -> None:
        try:
            action()
        except (NoRecords, *expected):
            pass


TestUpdates = Updates.TestCase
TestUpdates.settings = settings(max_examples=20, stateful_step_count=20, deadline=None,
                                suppress_health_check=list(HealthCheck))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents=st.lists(pages, min_size=1, max_size=5))
def test_the_catalog_puts_records_together_as_merging_all_of_them_at_once_does(documents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "in")
        folder.mkdir()
        store, readings = Store(Path(name, "index"), engines.get("memory")), []
        for number, data in enumerate(documents):
            (folder / f"{number}.txt").write_bytes(data)
            readings.append(formats.read(Document((folder / f"{number}.txt").as_posix(), data), ""))
        reindex([str(folder)], store, jobs=1)
        expected = merge(record for each in readings if isinstance(each, Reading) for record in each.records).records
        assert digest(store) == (f"{sum(digest_of(encode(record)) for record in expected) % 2**256:064x}", len(expected))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number, drug in enumerate(DRUGS):
        (tmp_path / "in" / f"{drug}.txt").write_text(page(drug, UNIIS[number], "Lioresal", [(number + 1, "Completed", 2020)]))
    return tmp_path / "in"


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Store:
    found = Store(tmp_path / "index", engines.get())
    reindex([str(folder)], found, jobs=1)
    return found


def test_a_root_that_is_missing_is_an_error_and_is_left_out_only_when_asked_to(
        store: Store, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text(page("Xylometazoline", None, "Otrivin", [(7, "Completed", 2021)]))
    update([str(tmp_path / "more.txt")], store, jobs=1)
    (tmp_path / "more.txt").unlink()
    before = digest(store)

    with pytest.raises(MissingRoot, match="more"):
        update([], store, jobs=1)
    assert digest(store) == before
    report = update([], store, jobs=1, prune=True)
    assert (report.removed, report.unchanged) == (1, 3)
    assert store.manifest().paths == (str(folder),)


@pytest.mark.parametrize("named", [True, False], ids=["never asked for again", "gone since"])
@pytest.mark.parametrize("packed", [True, False], ids=["an archive", "a file"])
def test_what_an_ended_run_has_read_is_not_in_the_index_without_being_asked_for(
        store: Store, folder: Path, tmp_path: Path, named: bool, packed: bool) -> None:
    new = (tmp_path if named else folder) / "new"
    text = page("Xylometazoline", None, "Otrivin", [(7, "Completed", 2021)])
    if packed:
        with zipfile.ZipFile(new, "w") as archive:
            archive.writestr("page.txt", text)
    else:
        new.write_text(text)
    with pytest.raises(_Stop):
        update([str(new)] if named else [], store, stopping(0), jobs=1)
    if not named:
        new.unlink()
    (folder / "Baclofen.txt").write_text(page("Baclofen", UNIIS[0], "Ozobax", []))
    report = update([], store, jobs=1)
    assert (report.found, report.resumed, report.changed) == (3, 0, 1)
    other = Store(tmp_path / "other", engines.get())
    reindex([str(folder)], other, jobs=1)
    assert digest(store) == digest(other)


def test_what_is_named_is_looked_at_and_nothing_else(store: Store, folder: Path) -> None:
    (folder / "Baclofen.txt").unlink()
    (folder / "new.txt").write_text(page("Baclofen", UNIIS[0], "Ozobax", []))
    assert update([str(folder / "new.txt")], store, jobs=1).as_dict()["changes"] == {
        "added": 1, "changed": 0, "removed": 0, "unchanged": 0, "resumed": 0}
    assert update([], store, jobs=1).as_dict()["changes"] == {
        "added": 0, "changed": 0, "removed": 1, "unchanged": 3, "resumed": 0}


def test_a_dry_run_says_what_there_is_to_do_and_does_nothing(store: Store, folder: Path) -> None:
    (folder / "Baclofen.txt").unlink()
    (folder / "Quinine.txt").write_text(page("Quinine", None, "Qualaquin", []))
    (folder / "new.txt").write_text(page("Baclofen", None, "Ozobax", []))
    for _ in range(2):
        before = store.live()
        report = update([], store, jobs=1, dry_run=True)
        assert (report.added, report.changed, report.removed, report.unchanged) == (1, 1, 1, 1)
        assert store.live() == before


@pytest.mark.parametrize("harm", ["flip", "cut", "gone", "seal"])
def test_a_damaged_catalog_stops_an_update_and_reading_anew_mends_it(store: Store, folder: Path, harm: str) -> None:
    path = store.folder / (database.SEAL if harm == "seal" else database.NAME)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(data if harm != "cut" else data[:len(data) // 2])
    before = digest(store)

    with pytest.raises(DamagedCatalog) as caught:
        update([], store, jobs=1)
    assert "trialdex reindex" in str(caught.value.hint)
    assert digest(store) == before
    reindex([], store, jobs=1)
    (folder / "Baclofen.txt").unlink()
    assert update([], store, jobs=1).removed == 1


def test_after_going_back_the_catalog_is_that_of_the_generation_before(store: Store, folder: Path) -> None:
    text = (folder / "Baclofen.txt").read_text()
    (folder / "Baclofen.txt").write_text(text.replace("Completed", "Recruiting"))
    update([], store, jobs=1)
    store.rollback()
    report = update([], store, jobs=1)
    assert (report.changed, report.unchanged) == (1, 2)
