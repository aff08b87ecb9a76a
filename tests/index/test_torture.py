"""Real processes killed, readers during builds and updates, real bits flipped; ``bench/torture`` does it for longer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.torture import BAD
from bench.torture.bases import damaged_bases
from bench.torture.flipping import damages
from bench.torture.history import History
from bench.torture.killing import kills
from bench.torture.marked import mark, record, records
from bench.torture.observing import Wrong, observe
from bench.torture.switching import switches
from bench.torture.writing import Subject
from index.engines.memory import MemoryReader

histories = pytest.mark.parametrize("history", ["reindexes", "updates"])


def subject(folder: Path, history: str, records: int, engine: str = "whoosh") -> Subject:
    return Subject(folder / "index", engine, History(history, records))


def bad(seen: Counter[str]) -> dict[str, int]:
    return {what: seen[what] for what in BAD if seen[what]}


@histories
def test_a_killed_writer_leaves_an_index_that_answers_as_before_or_after(tmp_path: Path, history: str) -> None:
    seen = kills(subject(tmp_path, history, 100), count=6, seed=1)

    assert bad(seen) == {}
    assert seen["before"] + seen["after"] == 6
    assert seen["left over"] == 0
    assert (seen["segments shared by hard link"] > 0) == (history == "updates")


@histories
def test_readers_see_one_generation_or_the_next_while_writers_go_on(tmp_path: Path, history: str) -> None:
    seen = switches(subject(tmp_path, history, 100), steps=4)

    assert bad(seen) == {}
    assert seen["steps"] == 4
    assert seen["pooled"] > 0
    assert seen["opened"] > 0


@pytest.mark.parametrize(("engine", "history"), [("memory", "reindexes"), ("whoosh", "reindexes"), ("whoosh", "updates")])
def test_all_damage_is_named_and_noticed_unless_the_answer_does_not_touch_it(
        tmp_path: Path, engine: str, history: str) -> None:
    seen = damages(subject(tmp_path, history, 20, engine), flips=2, seed=1)

    assert bad(seen) == {}
    assert seen["bit flipped"] >= 10
    assert seen["answered with a notice"] > 0
    assert seen["previous only: answered as ever"] > 0
    if engine == "memory":
        assert seen["untouched: answered as ever"] == 0
    if history == "updates":
        assert seen["both damaged: answered by an error"] > 0


def test_an_update_of_a_damaged_generation_fails_or_makes_what_is_right_and_whole(tmp_path: Path) -> None:
    seen = damaged_bases(subject(tmp_path, "updates", 100), count=6, seed=1)

    assert bad(seen) == {}
    assert seen["updates refused"] > 0
    assert seen["updates done"] > 0


@histories
def test_a_history_is_the_same_in_every_process_and_tells_its_steps_apart(history: str) -> None:
    one, other = History(history, 50), History(history, 50)
    assert [one.state(step) for step in range(60)] == [other.state(step) for step in reversed(range(60))][::-1]
    for step in range(1, 60):
        assert mark(step) in {mark(each) for each in one.state(step).values()}
        assert one.state(step) != one.state(step - 1)


@histories
def test_an_answer_that_is_mixed_is_told_from_a_right_one(history: str) -> None:
    known = History(history, 12)
    state = known.state(9)
    right = list(records(state).values())
    assert observe(MemoryReader(right), known, thoroughly=True) == 9
    for wrong in (right[:-1], right[1:], [*right, record(900, 9)], [*right[:-1], record(max(state), 8)],
                  [*right[:-1], record(max(state), 10)], []):
        with pytest.raises(Wrong):
            observe(MemoryReader(wrong), known)
