"""Wherever a run is killed, fails or loses the power, the index answers as before or after, and the next run takes it up.

``make torture`` does the same for longer.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from bench.torture import BAD
from bench.torture.pipeline_documents import labels, page
from bench.torture.pipeline_faults import faults, full_disks
from bench.torture.pipeline_interruptions import interruptions, rivals
from bench.torture.pipeline_kills import HERE, command, kills_at_random, kills_at_steps
from bench.torture.pipeline_power import losses
from bench.torture.pipeline_subject import MODES, RUNS, Subject
from index import current, engines
from index.errors import StorageError
from index.store import Store
from indexer import collecting
from indexer.catalog import database
from indexer.catalog.catalog import Catalog
from indexer.pipeline import reindex, update
from indexer.sources import archives

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals, forks and inodes of POSIX")
on_linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the names of open files are only known on Linux")
MANY = 400
"""Pages that several processes read."""
modes, runs = pytest.mark.parametrize("mode", MODES), pytest.mark.parametrize("mode", RUNS)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An index of two documents."""
    (tmp_path / "in").mkdir()
    for number, name in enumerate(("Amberol", "Beryllane")):
        (tmp_path / "in" / f"{name}.txt").write_bytes(page(name, 10 * number, 2))
    found = Store(tmp_path / "index", engines.get("memory"))
    reindex([str(tmp_path / "in")], found, jobs=1)
    return found


def digest(store: Store) -> str:
    return store.answer(lambda reader: reader.digest())


def fresh(store: Store, tmp_path: Path) -> str:
    other = Store(tmp_path / "fresh", engines.get("memory"))
    reindex([str(tmp_path / "in")], other, jobs=1)
    return digest(other)


def bad(seen: Counter[str]) -> dict[str, int]:
    return {what: seen[what] for what in BAD if seen[what]}


@modes
def test_a_run_killed_at_any_step_is_taken_up_by_the_next(tmp_path: Path, mode: str) -> None:
    seen = kills_at_steps(Subject(tmp_path / mode, mode), every=80, first=30)
    assert bad(seen) == {}
    assert mode == "rollback" or seen["kills"] >= 9
    assert mode == "rollback" or seen["resumed"] > 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_command_killed_at_random_leaves_no_process_behind(tmp_path: Path, jobs: int) -> None:
    seen = kills_at_random(Subject(tmp_path / "update", "update", MANY), count=1, jobs=jobs, seed=jobs)
    assert bad(seen) == {}
    assert seen["kills"] == 1


@runs
def test_a_call_that_fails_is_one_clear_error_or_a_counted_rejection(tmp_path: Path, mode: str) -> None:
    seen = faults(Subject(tmp_path / mode, mode), every=67, first=17)
    assert bad(seen) == {}
    assert seen["clear errors"] > 5


@runs
def test_a_disk_that_is_full_is_one_clear_error(tmp_path: Path, mode: str) -> None:
    seen = full_disks(Subject(tmp_path / mode, mode), every=64 * 1024)
    assert bad(seen) == {}
    assert seen["clear errors"] == seen["full disks"] > 1


@on_linux
@modes
def test_a_loss_of_power_at_any_step_leaves_the_index_as_before_or_after(tmp_path: Path, mode: str) -> None:
    seen = losses(Subject(tmp_path / mode, mode), every=30 if mode != "rollback" else 1, seed=1)
    assert bad(seen) == {}
    assert seen["answered as before"] > 0
    assert seen["answered as after"] > 0
    assert seen["recovered from"] >= 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_command_ends_with_its_code_and_in_one_line(tmp_path: Path, jobs: int) -> None:
    seen = interruptions(Subject(tmp_path / "update", "update", MANY), count=1, jobs=jobs, seed=jobs)
    assert bad(seen) == {}
    assert seen["interruptions"] == 1


def test_of_two_writers_one_is_turned_away_and_readers_see_one_generation_or_the_other(tmp_path: Path) -> None:
    seen = rivals(Subject(tmp_path / "update", "update"), count=1)
    assert bad(seen) == {}
    assert seen["looks"] > 0


def test_a_generation_that_is_live_stays_even_where_this_cannot_be_read_after_the_switch(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in" / "Amberol.txt").unlink()
    monkeypatch.setattr(Catalog, "finish", lambda *_: monkeypatch.setattr(current, "read", lambda _: ""))
    reindex([], store, jobs=1)
    monkeypatch.undo()
    assert digest(store) == fresh(store, tmp_path)
    assert store.verify() == []


def test_a_run_that_dies_as_soon_as_the_catalog_is_open_leaves_no_damage(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = database._connect

    def dying(folder: Path) -> None:
        connect(folder).close()
        raise KeyboardInterrupt

    (tmp_path / "in" / "Amberol.txt").unlink()
    monkeypatch.setattr(database, "_connect", dying)
    with pytest.raises(KeyboardInterrupt):
        update([], store, jobs=1)
    monkeypatch.undo()
    assert update([], store, jobs=1).removed == 1


def test_a_disk_that_is_full_is_called_so(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = database._connect

    def limited(folder: Path) -> sqlite3.Connection:
        found = connect(folder)
        (pages,) = found.execute("PRAGMA page_count").fetchone()
        found.execute(f"PRAGMA max_page_count = {pages + 2}")
        return found

    (tmp_path / "in" / "labels.json").write_bytes(labels(20, "many"))
    monkeypatch.setattr(database, "_connect", limited)
    with pytest.raises(StorageError, match="database or disk is full"):
        update([], store, jobs=1)
    monkeypatch.undo()
    assert update([], store, jobs=1).added == 1


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("raised", [KeyboardInterrupt, sqlite3.OperationalError], ids=["Ctrl-C", "a disk that fails"])
def test_a_document_is_in_the_catalog_with_all_that_it_gave_or_not_at_all(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException], times: int) -> None:
    (tmp_path / "in" / "new.txt").write_bytes(page("Cobaltine", 50, 2))
    left, insert = list(range(times)), Catalog._insert

    def failing(catalog: Catalog) -> None:
        insert(catalog)
        if left:
            left.pop()
            raise raised

    monkeypatch.setattr(Catalog, "_insert", failing)
    with pytest.raises((KeyboardInterrupt, StorageError)):
        update([], store, jobs=1)
    monkeypatch.undo()
    report = update([], store, jobs=1)
    assert report.added + report.resumed == 1
    assert digest(store) == fresh(store, tmp_path)


@pytest.mark.parametrize("harm", ["_compressed", "_packed"], ids=["a file", "an entry"])
def test_what_the_system_kept_from_being_read_is_tried_again(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    with zipfile.ZipFile(tmp_path / "in" / "pages.zip", "w") as archive:
        archive.writestr("page.txt", page("Cobaltine", 50, 2))
    (tmp_path / "in" / "new.txt").write_bytes(page("Dioritol", 60, 2))

    def failing(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(archives, harm, failing)
    for _ in range(2):
        assert [each.reason for each in update([], store, jobs=1).rejected] == ["cannot be read: Permission denied"]
    monkeypatch.undo()
    assert update([], store, jobs=1).rejected == ()
    assert digest(store) == fresh(store, tmp_path)


def test_a_file_that_stays_closed_to_us_makes_no_new_generation(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "in" / "new.txt").write_bytes(page("Dioritol", 60, 2))
    monkeypatch.setattr(archives, "_compressed", failing)
    assert update([], store, jobs=1).added == 1
    again = update([], store, jobs=1)
    assert (again.generation, again.changed, again.unchanged) == (None, 0, 3)


@pytest.mark.parametrize("harm", ["_packed", "ZipFile"], ids=["an entry", "the list of entries"])
def test_an_archive_that_fails_for_good_is_told_each_time_and_makes_no_new_generation(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    def failing(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with zipfile.ZipFile(tmp_path / "in" / "pages.zip", "w") as archive:
        archive.writestr("page.txt", page("Cobaltine", 50, 2))
    monkeypatch.setattr(archives if harm == "_packed" else zipfile, harm, failing)
    assert update([], store, jobs=1).generation is not None
    for _ in range(2):
        again = update([], store, jobs=1)
        assert (again.generation, again.changed, again.removed) == (None, 0, 0)
        assert [each.reason for each in again.rejected] == ["cannot be read: Input/output error"]
    monkeypatch.undo()
    assert update([], store, jobs=1).rejected == ()
    assert digest(store) == fresh(store, tmp_path)
    assert update([], store, jobs=1).generation is None


@pytest.mark.parametrize("nanoseconds", [0, -10 ** 18, 10 ** 18, 2 ** 63 + 10 ** 12], ids=["1970", "1938", "2001", "2262"])
def test_an_edit_is_noticed_wherever_the_clock_stands(store: Store, tmp_path: Path, nanoseconds: int) -> None:
    path = tmp_path / "in" / "Amberol.txt"
    path.write_bytes(path.read_bytes().replace(b"Completed", b"Withdrawn"))
    try:
        os.utime(path, ns=(0, nanoseconds))
    except OSError:
        pytest.skip("this file system knows no such time")
    assert update([], store, jobs=1).changed == 1
    assert digest(store) == fresh(store, tmp_path)
    assert update([], store, jobs=1).generation is None


def test_what_is_read_early_is_not_counted_among_what_was_removed(
        store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_MOST", 1)
    for name in ("Amberol", "Beryllane"):
        path = tmp_path / "in" / f"{name}.txt"
        path.write_bytes(path.read_bytes() + b"\n")
    report = update([], store, jobs=1)
    assert (report.changed, report.removed) == (2, 0)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_puts_nothing_into_the_folder_for_temporary_files(tmp_path: Path, jobs: int) -> None:
    subject, scratch = Subject(tmp_path / "update", "update", MANY), tmp_path / "scratch"
    scratch.mkdir()
    subject.restore()
    before = scratch.stat().st_mtime_ns
    ended = subprocess.run(command(subject, jobs), cwd=HERE, env=os.environ | {"TMPDIR": str(scratch)}, check=False)
    assert ended.returncode in (0, 1)
    assert scratch.stat().st_mtime_ns == before


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_answers_and_takes_no_run(store: Store) -> None:
    before = digest(store)
    store.folder.chmod(0o500)
    try:
        assert digest(store) == before
        with pytest.raises(StorageError, match="no permission"):
            update([], store, jobs=1)
        assert digest(store) == before
    finally:
        store.folder.chmod(0o700)


def test_a_folder_on_a_disk_that_is_read_only_answers_and_takes_no_run(
        store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before, opened = digest(store), os.open

    def refusing(path: str, flags: int, *given: int, **options: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(path, flags, *given, **options)

    monkeypatch.setattr(os, "open", refusing)
    assert digest(store) == before
    with pytest.raises(StorageError, match="the disk is read-only"):
        update([], store, jobs=1)
    assert digest(store) == before
