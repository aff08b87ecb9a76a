"""What is written is whole and synced, or was never there; every failure is one line."""

from __future__ import annotations

import errno
import hashlib
import os
import zlib
from pathlib import Path

import pytest

from index import disk
from index.errors import StorageError

BLOCK = disk.BLOCK


def failing(code: int):
    def fail(*args: object, **options: object) -> None:
        raise OSError(code, os.strerror(code))
    return fail


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_a_file_is_hashed_whole_and_block_by_block(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "file").write_bytes(data)

    expected = disk.FileHash(size, hashlib.sha256(data).hexdigest(),
                             tuple(zlib.crc32(data[at:at + BLOCK]) for at in range(0, size, BLOCK)))
    assert expected == disk.hash_file(tmp_path / "file")


def test_a_file_is_synced_before_it_gets_its_name_and_its_folder_afterwards(tmp_path: Path, log: list[str]) -> None:
    disk.write_file(tmp_path / "CURRENT", b"new")

    assert ["sync CURRENT.new", "rename CURRENT.new to CURRENT", f"sync {tmp_path.name}"] == log
    assert (tmp_path / "CURRENT").read_bytes() == b"new"


def test_a_tree_is_synced_file_by_file_and_then_its_folder(tmp_path: Path, log: list[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / name).touch()

    disk.sync_tree(tmp_path)

    assert sorted(log[:2]) == ["sync a", "sync b"]
    assert [f"sync {tmp_path.name}"] == log[2:]


def test_a_folder_is_renamed_and_its_parent_synced(tmp_path: Path, log: list[str]) -> None:
    (tmp_path / "old").mkdir()

    disk.rename(tmp_path / "old", tmp_path / "new")

    assert ["rename old to new", f"sync {tmp_path.name}"] == log
    assert disk.list_folder(tmp_path) == ["new"]


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    (tmp_path / "file").write_bytes(b"old")
    monkeypatch.setattr(os if function == "fsync" else Path, function, failing(errno.ENOSPC))

    with pytest.raises(StorageError):
        disk.write_file(tmp_path / "file", b"new")

    assert disk.list_folder(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


@pytest.mark.parametrize(("code", "words"), [
    (errno.ENOSPC, "the disk is full"), (errno.EROFS, "the disk is read-only"), (errno.EACCES, "no permission"),
    (errno.EIO, "input/output error"),
])
def test_a_failure_is_one_line_with_its_cause_and_its_place(tmp_path: Path, code: int, words: str) -> None:
    with pytest.raises(StorageError) as caught, disk.storage_errors(tmp_path):
        failing(code)()

    assert f"{words}: {tmp_path}" == caught.value.message
    assert isinstance(caught.value.__cause__, OSError)


def test_a_file_system_that_cannot_sync_folders_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").touch()
    monkeypatch.setattr(os, "fsync", failing(errno.EINVAL))

    disk.rename(tmp_path / "old", tmp_path / "new")

    assert disk.list_folder(tmp_path) == ["new"]


def test_a_folder_whose_sync_fails_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").touch()
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))

    with pytest.raises(StorageError):
        disk.rename(tmp_path / "old", tmp_path / "new")


@pytest.mark.parametrize(("refusals", "replaced"), [(3, True), (51, False)])
def test_a_file_that_windows_holds_for_a_moment_is_waited_for(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int, replaced: bool) -> None:
    left = [PermissionError(errno.EACCES, "in use")] * refusals
    replace = Path.replace

    def refusing(self: Path, target: Path) -> Path:
        if left:
            raise left.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(disk, "_WINDOWS", True)
    monkeypatch.setattr(disk.time, "sleep", lambda seconds: None)
    if replaced:
        disk.write_file(tmp_path / "file", b"new")
    else:
        with pytest.raises(StorageError, match="no permission"):
            disk.write_file(tmp_path / "file", b"new")
    assert replaced == (tmp_path / "file").exists()
