"""Real processes killed, readers during reindexes, real bits flipped; ``bench/torture.py`` does the same for longer."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from index.engines.memory import MemoryReader

_SCRIPT = Path(__file__).parents[2] / "bench" / "torture.py"


@pytest.fixture(scope="module")
def torture() -> ModuleType:
    spec = importlib.util.spec_from_file_location("torture", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["torture"] = module
    spec.loader.exec_module(module)
    return module


def bad(torture: ModuleType, seen: Counter[str]) -> dict[str, int]:
    return {what: seen[what] for what in torture.BAD if seen[what]}


def test_a_killed_writer_leaves_an_index_that_answers_as_before_or_after(
        torture: ModuleType, tmp_path: Path) -> None:
    seen = torture.kills(tmp_path, "whoosh", records=100, count=6, seed=1)

    assert bad(torture, seen) == {}
    assert seen["before"] + seen["after"] == 6
    assert seen["left over"] == 0


def test_readers_see_one_folder_or_the_other_while_reindexes_pass(
        torture: ModuleType, tmp_path: Path) -> None:
    seen = torture.switches(tmp_path, "whoosh", records=100, reindexes=4)

    assert bad(torture, seen) == {}
    assert seen["reindexes"] == 4
    assert seen["pooled"] > 0
    assert seen["opened"] > 0


@pytest.mark.parametrize("engine", ["memory", "whoosh"])
def test_all_damage_is_named_and_noticed_unless_the_answer_does_not_touch_it(
        torture: ModuleType, tmp_path: Path, engine: str) -> None:
    seen = torture.damages(tmp_path, engine, records=20, flips=2, seed=1)

    assert bad(torture, seen) == {}
    assert seen["bit flipped"] >= 10
    assert seen["answered with a notice"] > 0
    if engine == "memory":
        assert seen["untouched: answered as ever"] == 0


def test_an_answer_that_is_mixed_is_told_from_a_whole_one(torture: ModuleType) -> None:
    expected = torture.sizes(3)
    amber, cobalt = (list(torture.folder(mark, expected[mark])) for mark in torture.MARKS)

    assert torture.observe(MemoryReader(cobalt), expected, thoroughly=True) == "cobalt"
    for records in (amber[:2] + cobalt[2:3], amber[:2], amber + cobalt[3:], []):
        with pytest.raises(torture.Mixed):
            torture.observe(MemoryReader(records), expected)
