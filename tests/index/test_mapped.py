"""Files read in place: a block is vouched for at its first use, and no sooner."""

from __future__ import annotations

import os
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.damage import Damage, DamagedFile
from index.disk import BLOCK
from index.manifest import FileEntry
from index.mapped import MappedFile, read_whole

SIZES = (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7)


def write(folder: Path, data: bytes) -> tuple[Path, FileEntry]:
    path = folder / "postings"
    path.write_bytes(data)
    blocks = tuple(zlib.crc32(data[start:start + BLOCK]) for start in range(0, len(data), BLOCK))
    return path, FileEntry("postings", len(data), sha256(data).hexdigest(), blocks)


def patterned(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def found(file: MappedFile, start: int, stop: int) -> list[Damage]:
    try:
        file.check(start, stop)
    except DamagedFile as error:
        return [error.damage]
    return []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gen-000003")


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_file_reads_as_it_was_written_and_passes_every_check(tmp_path: Path, size: int) -> None:
    data = patterned(size)
    file = MappedFile(*write(tmp_path, data))
    file.check(0, size)
    assert (file.size, bytes(file.data)) == (size, data)
    file.close()


@given(st.data())
def test_a_check_fails_just_if_its_range_touches_the_block_of_a_flipped_bit(folder: Path, data: st.DataObject) -> None:
    size = data.draw(st.sampled_from(SIZES[1:]))
    at = data.draw(st.integers(0, size - 1))
    ranges = data.draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)).map(sorted), max_size=5))
    path, entry = write(folder, patterned(size))
    flip(path, at)
    file = MappedFile(path, entry)
    for start, stop in ranges:
        touched = start < stop and start // BLOCK <= at // BLOCK <= (stop - 1) // BLOCK
        assert found(file, start, stop) == ([Damage(f"{folder.name}/postings", "has changed")] if touched else [])
    file.close()


def test_a_block_is_compared_once(tmp_path: Path) -> None:
    path, entry = write(tmp_path, patterned(2 * BLOCK))
    file = MappedFile(path, entry)
    file.check(0, 1)
    flip(path, 5)
    flip(path, BLOCK + 5)
    file.check(0, BLOCK)
    with pytest.raises(DamagedFile):
        file.check(0, BLOCK + 1)
    file.close()


def test_damage_is_told_again_at_every_use(tmp_path: Path) -> None:
    path, entry = write(tmp_path, patterned(BLOCK))
    flip(path, 0)
    file = MappedFile(path, entry)
    for _ in range(3):
        with pytest.raises(DamagedFile):
            file.check(100, 101)
    file.close()


@pytest.mark.parametrize("change", [-1, 1])
def test_another_size_is_noticed_at_opening(tmp_path: Path, change: int) -> None:
    path, entry = write(tmp_path, patterned(1_000))
    path.write_bytes(patterned(1_000 + change))
    with pytest.raises(DamagedFile, match=f"postings has {1_000 + change:,} bytes instead of 1,000"):
        MappedFile(path, entry)


def test_a_file_that_is_cut_short_while_it_is_open_is_noticed(tmp_path: Path) -> None:
    path, entry = write(tmp_path, patterned(3 * BLOCK))
    file = MappedFile(path, entry)
    with path.open("r+b") as cut:
        cut.truncate(BLOCK)
    file.check(0, BLOCK)
    with pytest.raises(DamagedFile):
        file.check(2 * BLOCK, 2 * BLOCK + 1)
    file.close()


def test_a_missing_file_is_noticed_at_opening(tmp_path: Path) -> None:
    with pytest.raises(DamagedFile, match="postings is missing"):
        MappedFile(tmp_path / "postings")


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_a_process_without_a_file_handle_left_does_not_take_a_file_for_damaged(tmp_path: Path) -> None:
    import resource

    path, entry = write(tmp_path, b"abc")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            MappedFile(path, entry)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_file_read_whole_is_checked_whole(tmp_path: Path) -> None:
    path, entry = write(tmp_path, patterned(3 * BLOCK))
    assert read_whole(path, entry) == patterned(3 * BLOCK)
    flip(path, 2 * BLOCK)
    with pytest.raises(DamagedFile, match="postings has changed"):
        read_whole(path, entry)
    assert len(read_whole(path)) == 3 * BLOCK


def test_without_an_entry_nothing_is_checked(tmp_path: Path) -> None:
    path, _ = write(tmp_path, patterned(BLOCK + 3))
    flip(path, 0)
    file = MappedFile(path)
    file.check(0, BLOCK + 3)
    assert file.size == BLOCK + 3
    file.close()


def test_views_outlive_the_closed_file(tmp_path: Path) -> None:
    data = patterned(BLOCK + 3)
    path, entry = write(tmp_path, data)
    file = MappedFile(path, entry)
    view, part = memoryview(file.data), file.data[BLOCK:]
    file.close()
    path.unlink()
    assert (bytes(view), bytes(part)) == (data, data[BLOCK:])


def test_the_mapping_cannot_be_written_to(tmp_path: Path) -> None:
    file = MappedFile(*write(tmp_path, b"abc"))
    assert file.data.readonly
    file.close()
