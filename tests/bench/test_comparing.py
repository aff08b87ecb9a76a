"""Both writers under the same faults: ours loses nothing, and what stock Whoosh loses is seen."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from random import Random

import pytest

from bench.torture import BAD
from bench.torture.aside import aside
from bench.torture.calls import Calls, failing, full, killing
from bench.torture.comparing import damages, failures, full_disks, kills, losses, losses_after
from bench.torture.trial import Trial

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the names of open files are only known on Linux")


def bad(seen: Counter[str]) -> dict[str, int]:
    return {what: seen[what] for what in BAD if seen[what]}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("ours") / "trial", "Trialdex", "updates")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("stock") / "trial", "stock Whoosh", "updates")


@pytest.mark.parametrize(("put", "count", "fault"), [
    (kills, 3, "kills"), (losses, 1, "power lost in a step"), (losses_after, 1, "power lost after it"), (failures, 4, "failed calls"), (full_disks, 2, "full disks")])
def test_no_fault_of_a_disk_or_a_process_harms_what_is_answered(
        ours: Trial, put: Callable[[Trial, int, Random], None], count: int, fault: str) -> None:
    put(ours, count, Random(1))
    assert bad(ours.seen) == {}
    assert ours.seen[fault] >= count
    assert ours.seen["answered as before"] > 0


def test_what_stock_whoosh_acknowledges_and_loses_with_the_power_is_seen(stock: Trial) -> None:
    before = Counter(stock.seen)
    losses_after(stock, 1, Random(1))
    assert stock.seen["lost"] > before["lost"]


def test_damage_that_stock_whoosh_stumbles_over_is_seen(stock: Trial) -> None:
    before = Counter(stock.seen)
    damages(stock, 1, Random(1))
    assert stock.seen["damaged files"] >= before["damaged files"] + 8
    assert stock.seen["tracebacks"] > before["tracebacks"]
    assert stock.seen["refused by a clear error"] > before["refused by a clear error"]


def test_stock_whoosh_without_faults_answers_as_it_must(stock: Trial) -> None:
    before, stock.seen = stock.seen, Counter()
    done = stock.step(lambda *_: None)
    assert done is True
    stock.recover(stock.look(is_done=True))
    assert bad(stock.seen) == {}
    assert stock.seen["answered as after"] == 1
    stock.seen = before


def write(folder: Path) -> None:
    """Make every kind of call."""
    (folder / "made").mkdir()
    with (folder / "made" / "a").open("wb") as file:
        file.write(b"x" * 100)
        os.fsync(file.fileno())
    (folder / "made" / "a").rename(folder / "made" / "b")
    with (folder / "made" / "c").open("xb", buffering=0) as raw:
        raw.write(b"y" * 50)
    (folder / "made" / "b").unlink()


def test_each_call_fails_in_its_turn_and_no_other(tmp_path: Path) -> None:
    whole = Calls()
    with whole.taken():
        write(tmp_path)
    assert (whole.count, whole.size) == (8, 150)
    for at in range(1, whole.count + 1):
        (folder := tmp_path / str(at)).mkdir()
        calls = Calls(failing(at, errno.EIO))
        with pytest.raises(OSError, match="Input/output error"), calls.taken():
            write(folder)
        assert calls.count >= at


@pytest.mark.parametrize(("room", "is_done"), [(0, False), (99, False), (100, False), (149, False), (150, True)])
def test_a_full_disk_takes_what_it_has_room_for_and_nothing_more(tmp_path: Path, room: int, is_done: bool) -> None:
    expected = nullcontext() if is_done else pytest.raises(OSError, match=os.strerror(errno.ENOSPC))
    with expected, Calls(full(room)).taken():
        write(tmp_path)


def test_a_process_that_is_killed_tells_nothing_and_leaves_what_it_did_before(tmp_path: Path) -> None:
    def killed() -> str:
        with Calls(killing(5)).taken():
            write(tmp_path)
        return "done"

    assert aside(killed) is None
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == ["a"]
    assert aside(lambda: "done") == "done"
