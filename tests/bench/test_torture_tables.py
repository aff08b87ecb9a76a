"""What was seen is kept and told in full: no fault is left out of the tables."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.torture import BAD
from bench.torture.kept import Kept, all_kept, command, keep
from bench.torture.tables import alone, beside, details

COMMAND = "python -m bench.torture --only serving --rounds 3"


def cells(table: str, of: str) -> list[str]:
    (row,) = [line for line in table.splitlines() if line.startswith(f"| {of} ")]
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_what_is_kept_comes_back_with_its_command(tmp_path: Path) -> None:
    one, other = Kept("serving", COMMAND, Counter(pages=3)), Kept("updates: kills", COMMAND, Counter(kills=2, lost=1))
    for each in (other, one, one):
        keep(tmp_path, each)
    assert list(all_kept(tmp_path)) == [one, other]


@pytest.mark.parametrize("arguments", [
    "--only serving --rounds 3 --out /x", "--out /x --only serving --rounds 3", "--only serving --out=/x --rounds 3"])
def test_the_command_is_told_without_the_folder_that_it_writes_to(arguments: str) -> None:
    assert command(arguments.split()) == COMMAND


@pytest.mark.parametrize("bad", sorted(BAD))
def test_every_fault_is_told_with_its_count(bad: str) -> None:
    kept = [Kept("updates: kills", COMMAND, Counter({"kills": 1200, "before": 1193, bad: 7})),
            Kept("first: kills at steps", COMMAND, Counter(kills=34))]
    row = cells(alone(kept), "kills")
    assert row[1] == "1,234"
    assert [cell for cell in row[2:] if cell != "0"] in (["7"], [f"{bad} 7"])
    assert set(cells(alone(kept), "full disks")[1:]) == {"0"}


def test_all_else_that_was_seen_is_told_by_title() -> None:
    kept = Kept("updates: kills", COMMAND, Counter(kills=2, before=2, lost=1))
    assert details([kept]) == "- **updates: kills**: before 2, kills 2"


def test_both_writers_stand_one_below_the_other() -> None:
    kept = [Kept(f"kills: updates: {name}", COMMAND, Counter({"kills": 9, "answered as before": 9 - lost, "lost": lost}))
            for name, lost in (("Trialdex", 0), ("stock Whoosh", 4))]
    lines = beside(kept).splitlines()
    assert [each.is_compared for each in kept] == [True, True]
    assert [cell.strip() for cell in lines[3].split("|")][1:8] == ["kills", "updates", "stock Whoosh", "9", "5", "0", "4"]
    assert len(lines) == 4
