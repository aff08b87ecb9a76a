"""Bulk writing: the same bytes however the work is cut and shared, and no process left behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.whoosh import WhooshEngine, bulk, policy, state, workers
from index.engines.whoosh.bulk import NOTHING
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.spool import Spool
from index.errors import StorageError
from index.records import Record, Trial, encode
from index.store import Store
from tests import records as generated

RECORDS: list[Record] = [Trial(id=f"NCT{n:08}", title=f"Trial {n} of muscle cramps", summary="muscle cramps in adults " * (n % 9))
                         for n in range(300)]


def built(folder: Path, records: list[Record], jobs: int, memory: int) -> dict[str, bytes]:
    """The bytes of the files of a generation."""
    folder.mkdir()
    writer = WhooshEngine(jobs, memory).create(folder)
    for record in records:
        writer.add(record)
    writer.finish()
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("segment")}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections(), data=st.data())
def test_memory_and_the_order_of_records_do_not_change_a_byte(
        tmp_path_factory: pytest.TempPathFactory, records: list[Record], data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("bulk")
    (once,) = built(folder / "once", records, 1, 2**30).values()
    shuffled = data.draw(st.permutations(records))
    (cut,) = built(folder / "cut", shuffled, 1, data.draw(st.sampled_from([1, 20_000, 60_000]))).values()
    assert cut == once


def test_processes_do_not_change_a_byte(tmp_path: Path) -> None:
    (alone,) = built(tmp_path / "alone", RECORDS, 1, 2**30).values()
    (shared,) = built(tmp_path / "shared", RECORDS[::-1], 3, 600_000).values()
    assert shared == alone


@given(ends=st.lists(st.integers(0, 99), min_size=1, max_size=60))
def test_groups_are_few_full_and_of_neighbours(ends: list[int]) -> None:
    names = [str(number) for number in range(len(ends))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "LIMIT", 100)
        groups = bulk.grouped(names, ends)
    assert [name for group in groups for name in group] == names
    sizes = [sum(ends[int(name)] for name in group) for group in groups]
    assert max(sizes) < 100
    assert all(one + other >= sum(ends) / len(groups) for one, other in pairwise(sizes))
    assert len(groups) <= 2 * max(1, -(-sum(ends) // 99))


def test_text_beyond_one_segment_is_joined_to_several_in_several_processes(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = RECORDS[::-1]
    (whole,) = built(tmp_path / "whole", records, 1, 2**30)
    with closing(Segment(state.open_arrays(tmp_path / "whole", whole, None), NOTHING)) as segment:
        monkeypatch.setattr(bulk, "LIMIT", segment.end * 2 // 3)
    (first, second) = sorted(built(tmp_path / "two", records, 2, 600_000))
    with (closing(Segment(state.open_arrays(tmp_path / "two", first, None), NOTHING)) as one,
          closing(Segment(state.open_arrays(tmp_path / "two", second, None), NOTHING)) as other):
        assert [*one.ids, *other.ids] == sorted(record.id for record in records)
        assert max(one.end, other.end) < 1.2 * min(one.end, other.end)


def test_only_the_segments_are_left_in_the_folder(tmp_path: Path) -> None:
    built(tmp_path / "index", RECORDS, 2, 600_000)
    assert not [path.name for path in (tmp_path / "index").iterdir() if path.suffix == ".tmp"]
    assert len(list((tmp_path / "index").glob("segment-*"))) == 1


def test_a_worker_that_is_killed_is_a_clear_error_and_the_index_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "index", WhooshEngine(2, 600_000))
    with store.build(["x"]) as build:
        build.add(RECORDS[0])
        build.commit()
    before = store.live()
    monkeypatch.setattr(workers.Write, "__reduce__", lambda task: (os._exit, (9,)))
    with store.build(["x"]) as build:
        for record in RECORDS:
            build.add(record)
        with pytest.raises(StorageError, match="worker process was ended"):
            build.commit()
    assert store.live() == before
    assert not list((tmp_path / "index").glob("*.building"))


def test_an_error_of_the_disk_in_a_worker_is_told_as_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.tmp")
    spool.add(RECORDS[0].id, encode(RECORDS[0]))
    (records,) = spool.slices(100_000)
    with pytest.raises(OSError) as raised:
        workers.run([workers.Write(records, b"", tmp_path / "nowhere" / f"{n}.arr") for n in range(2)], 2, lambda _: None)
    spool.close()
    assert raised.value.errno == errno.ENOENT


WRITER = """
import sys
from pathlib import Path
from index.engines.whoosh import WhooshEngine
from tests.index.test_bulk import RECORDS
if __name__ == "__main__":
    writer = WhooshEngine(2, 200_000).create(Path(sys.argv[1]))
    for record in RECORDS * 1:
        writer.add(record)
    print("finishing", flush=True)
    while True:
        writer._bulk.write(writer._spool, b"", lambda *_: None)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are only known on Linux")
def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "writer.py"
    script.write_text(WRITER)
    (tmp_path / "index").mkdir()
    writer = subprocess.Popen([sys.executable, str(script), str(tmp_path / "index")], stdout=subprocess.PIPE,
                              env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    with writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        children = _until(lambda: _children(writer.pid))
        writer.kill()
    assert _until(lambda: [None] if not any(map(_is_running, children)) else [])


def _until(look) -> list:  # type: ignore[no-untyped-def,type-arg]
    for _ in range(3000):
        if found := look():
            return found
        time.sleep(0.01)
    return []


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 100_000), min_size=1, max_size=300))
def test_segments_stay_logarithmic_in_number_and_records_are_copied_seldom(sizes: list[int]) -> None:
    segments: dict[str, tuple[int, int]] = {}
    copied = 0
    for number, size in enumerate(sizes):
        segments[f"new-{number}"] = (size, size)
        while names := policy.mergeable(segments):
            total = sum(segments.pop(name)[0] for name in names)
            copied += total
            segments[f"merged-{number}-{len(names)}-{total}"] = (total, total)
    total = sum(sizes)
    levels = policy.level(total) + 1
    assert sum(live for live, _ in segments.values()) == total
    assert len(segments) <= 3 * levels
    # In the lowest level a segment may be copied before it is full, at most as often as it takes to fill it.
    assert copied <= total * (levels + policy.SMALLEST)


def test_a_segment_that_is_mostly_deleted_is_written_anew() -> None:
    assert policy.mergeable({"a": (400, 1000), "b": (900, 1000)}) == ["a"]
    assert policy.mergeable({"a": (600, 1000), "b": (900, 1000)}) == []
