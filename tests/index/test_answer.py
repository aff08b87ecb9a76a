"""An answer comes from one generation as a whole, and damage is noticed when it is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import manifest
from index.damage import DamagedFile
from index.engines.base import Reader
from index.errors import DamagedIndex, QueryError
from index.export import FORMATS, export
from index.request import SearchRequest
from index.store import Damage, Store
from tests.index.lazy import LazyEngine, LazyReader, flip_block
from tests.index.stores import answer, flip, look, reindex


@pytest.fixture
def store(root: Path) -> Iterator[Store]:
    """Of ``amber`` with two records and ``cobalt`` with five; whatever it opens must be closed."""
    store = Store(root, LazyEngine())
    reindex(store, "amber", 2)
    reindex(store, "cobalt", 5)
    LazyReader.unclosed = 0
    yield store
    assert LazyReader.unclosed == 0


def titles(reader: Reader) -> Iterator[str]:
    """The title of each record, read one by one."""
    for number in range(len(reader)):
        (record,) = reader.records([f"NCT{number:08d}"])
        yield record.title


def test_opening_reads_no_block(root: Path, store: Store) -> None:
    flip_block(root, "gen-000002", 0)

    reader = store.open()
    assert (reader.generation, reader.notices, len(reader)) == ("gen-000002", (), 5)
    reader.close()


@pytest.mark.parametrize("number", range(5))
def test_an_action_that_meets_damage_is_done_again_as_a_whole(root: Path, store: Store, number: int) -> None:
    flip_block(root, "gen-000002", number)
    seen: list[list[str]] = []

    def action(reader: Reader) -> str:
        seen.append([])
        for title in titles(reader):
            seen[-1].append(title)
        return ", ".join(seen[-1])

    assert store.answer(action) == "amber 0, amber 1"
    assert seen == [[f"cobalt {each}" for each in range(number)], ["amber 0", "amber 1"]]


def test_the_notice_names_the_damage_and_the_generation_that_answers(root: Path, store: Store) -> None:
    flip_block(root, "gen-000002", 3)

    def notices(reader: Reader) -> str:
        look(reader)
        (notice,) = reader.notices
        return f"{notice.code}: {notice.text}"

    text = store.answer(notices)
    assert text.startswith("fallback: The index is damaged (gen-000002/blocks has changed). These answers come from gen-000001, ")


def test_an_answer_that_needs_no_damaged_block_comes_from_the_live_generation(root: Path, store: Store) -> None:
    flip_block(root, "gen-000002", 3)

    def action(reader: Reader) -> tuple[list[str], int]:
        return [record.title for record in reader.records(["NCT00000002", "NCT00000004"])], len(reader.notices)

    assert store.answer(action) == (["cobalt 2", "cobalt 4"], 0)
    assert answer(store) == "amber 2 fallback"


@given(st.data())
def test_a_flipped_bit_is_named_by_verify_and_never_answered_from(
        tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    root = tmp_path_factory.mktemp("index")
    store = Store(root, LazyEngine())
    for mark, count in (("amber", 1), ("cobalt", 2)):
        reindex(store, mark, count)
    path = data.draw(st.sampled_from([root / "CURRENT", *sorted(root.glob("gen-*/*"))]))
    flip(path, data.draw(st.integers(0, path.stat().st_size - 1)))

    assert [bad.file for bad in store.verify()] == [path.relative_to(root).as_posix()]
    expected = {"CURRENT": "cobalt 2 fallback", "gen-000002": "amber 1 fallback"}
    assert answer(store) == expected.get(path.relative_to(root).parts[0], "cobalt 2")


def test_damage_to_both_generations_is_an_error_that_names_the_live_one(root: Path, store: Store) -> None:
    flip_block(root, "gen-000001", 0)
    flip_block(root, "gen-000002", 4)

    with pytest.raises(DamagedIndex, match="gen-000002/blocks has changed") as caught:
        answer(store)
    assert "trialdex reindex" in str(caught.value.hint)


def test_without_a_previous_generation_damage_is_an_error(tmp_path: Path) -> None:
    store = Store(tmp_path, LazyEngine())
    reindex(store, "amber", 2)
    flip_block(tmp_path, "gen-000001", 1)

    with pytest.raises(DamagedIndex, match="gen-000001/blocks has changed"):
        answer(store)


def test_what_was_rolled_back_from_never_answers_again(root: Path, store: Store) -> None:
    store.rollback()
    flip_block(root, "gen-000001", 1)

    with pytest.raises(DamagedIndex, match="gen-000001/blocks has changed"):
        answer(store)


def test_with_current_damaged_too_the_next_whole_generation_answers(root: Path, store: Store) -> None:
    flip(root / "CURRENT")
    assert answer(store) == "cobalt 5 fallback"
    flip_block(root, "gen-000002", 0)
    assert answer(store) == "amber 2 fallback"


def test_damage_noticed_after_a_switch_leads_to_the_new_generation_without_a_notice(root: Path, store: Store) -> None:
    overtakers = ["jade"]

    def action(reader: Reader) -> str:
        if overtakers:
            reindex(store, overtakers.pop(), 3)
            flip_block(root, "gen-000002", 0)
        return look(reader)

    assert store.answer(action) == "jade 3"


def test_verify_is_what_rollback_and_builds_go_by(root: Path, store: Store) -> None:
    flip_block(root, "gen-000002", 4)

    assert store.verify() == [Damage("gen-000002/blocks", "has changed")]
    assert reindex(store, "jade", 3).replaced == "gen-000001"
    flip_block(root, "gen-000001", 1)
    with pytest.raises(DamagedIndex, match="gen-000001/blocks has changed"):
        store.rollback()
    assert answer(store) == "jade 3"


@pytest.mark.parametrize("error", [QueryError("broken"), ZeroDivisionError()])
def test_another_error_is_raised_at_once(store: Store, error: Exception) -> None:
    asked = []

    def action(reader: Reader) -> None:
        asked.append(reader.generation)
        raise error

    with pytest.raises(type(error)):
        store.answer(action)
    assert asked == ["gen-000002"]


def test_a_lease_goes_on_reading_until_it_meets_damage(root: Path, store: Store) -> None:
    flip_block(root, "gen-000002", 3)
    seen: list[str] = []

    with pytest.raises(DamagedFile, match="gen-000002/blocks has changed"), store.lease(titles) as found:
        seen.extend(found)
    assert seen == ["cobalt 0", "cobalt 1", "cobalt 2"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_whole_result_that_begins_with_damage_begins_anew(root: Path, store: Store, format: str) -> None:
    flip_block(root, "gen-000002", 3)

    with store.lease(lambda reader: export(SearchRequest(), reader, format)) as pieces:
        text = b"".join(pieces).decode()
    assert "gen-000001" in text
    assert "gen-000002" not in text


def test_the_manifest_is_checked_at_opening(root: Path, store: Store) -> None:
    flip(root / "gen-000002" / manifest.NAME, 40)
    assert answer(store) == "amber 2 fallback"
