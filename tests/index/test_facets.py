"""Facets over several segments count, order and spell as the oracle does over all records at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.base import Counts, Plan, Value
from index.engines.memory import MemoryReader
from index.engines.whoosh import hashes, policy, selected, strings, tally
from index.engines.whoosh.reader import WhooshReader
from index.query import Node, Term
from index.records import Record, Trial
from index.request import NONE
from tests.index.generations import Round, built
from tests.records import SOURCE

FACETS = ("condition", "sponsor")
VALUES = ("a", "A", "á", "ab", "Ab", "aB", "AB", "b a", "B a", "ba", "straße", "Strasse", "中文", "文", "β", "Β", "c", "d")
KEYS = ("a", "ab", "b a", "ba", "strasse", "中文", "文", "β", "c", "d", "zzz", NONE)
TEXTS = ("a", "ab", "s", "文", "β", "ba", "zzz")
LIMITS = (0, 1, 2, 3, 20)


def _trial(chance: Random) -> Trial:
    return Trial(id=f"NCT{chance.randint(0, 40):08}", title=chance.choice(("cramp", "spasm")), sources=(SOURCE,),
                 conditions=tuple(chance.sample(VALUES, chance.randint(0, 3))), sponsor=chance.choice((None, *VALUES)))


def _rounds(chance: Random) -> tuple[list[Round], list[Record]]:
    """Rounds, and the records that are left after them."""
    rounds: list[Round] = []
    left: dict[str, Record] = {}
    for _ in range(chance.randint(1, 5)):
        removed = {each for each in left if chance.random() < 0.2}
        added = list({each.id: each for each in (_trial(chance) for _ in range(chance.randint(0, 14)))}.values())
        for each in removed:
            del left[each]
        left.update({record.id: record for record in added})
        rounds.append((list(added), removed - {record.id for record in added}))
    return rounds, list(left.values())


@contextmanager
def _opened(rounds: Iterable[Round], smallest: int = 1) -> Iterator[WhooshReader]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "SMALLEST", smallest)
        with built(*rounds) as folder:
            reader = WhooshReader(folder, "generation")
            try:
                yield reader
            finally:
                reader.close()


def _said(counts: Counts) -> tuple[int, list[tuple[int, str | None]], list[list[Value]]]:
    """All that can be asked of counts."""
    found = [counts.top(limit) for limit in LIMITS]
    found += [counts.containing(text, limit) for text in TEXTS for limit in (None, *LIMITS)]
    return counts.distinct, [(counts.of(key), counts.spelling(key)) for key in KEYS], found


@pytest.mark.parametrize("crc32", [hashes.crc32, lambda data: 7], ids=["crc32", "one for all"])
@pytest.mark.parametrize(("few", "lead"), [(-1, 4), (1000, 2048)], ids=["all at once", "one by one"])
@pytest.mark.parametrize("smallest", [1, 256], ids=["many segments", "few segments"])
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.integers(0, 2**48).map(Random))
def test_values_of_all_segments_are_counted_and_spelt_whatever_their_hashes(
        crc32: object, few: int, lead: int, smallest: int, chance: Random) -> None:
    rounds, left = _rounds(chance)
    oracle = MemoryReader(left)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashes, "crc32", crc32)
        patch.setattr(strings, "_FEW", few)
        patch.setattr(tally, "_FEW", few)
        patch.setattr(tally, "_LEAD", lead)
        with _opened(rounds, smallest) as reader:
            for name in FACETS:
                assert _said(oracle.totals(name)) == _said(reader.totals(name))


def _plan(full: Node | None, filters: dict[str, tuple[str, ...]]) -> Plan:
    return Plan(full, None, "all", None, filters, "newest", 0, 10, FACETS)


@pytest.mark.parametrize(("handful", "few"), [(10**9, 0), (-1, 0), (-1, 10**9)], ids=["one by one", "sorted", "columns"])
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.integers(0, 2**48).map(Random))
def test_a_selection_over_segments_is_counted_in_every_way_alike(handful: int, few: int, chance: Random) -> None:
    rounds, left = _rounds(chance)
    oracle = MemoryReader(left)
    with pytest.MonkeyPatch.context() as patch, _opened(rounds) as reader:
        patch.setattr(selected, "_HANDFUL", handful)
        patch.setattr(selected, "_FEW", few)
        for full in (None, Term("cramp")):
            for filters in ({}, {"condition": ("a", "ab")}, {"sponsor": ("ab", NONE), "condition": ("b a",)}):
                plan = _plan(full, filters)
                one, other = oracle.select(plan), reader.select(plan)
                assert one.total == other.total
                for name in FACETS:
                    assert _said(one.counts[name]) == _said(other.counts[name])


@pytest.mark.parametrize("number", [254, 255, 256, 299])
def test_a_deleted_record_takes_all_its_values_with_it_whatever_its_number(number: int) -> None:
    records = [Trial(id=f"NCT{n:08}", title="cramp", conditions=(f"first {n}", f"Second {n % 7}"), sources=(SOURCE,))
               for n in range(300)]
    oracle = MemoryReader(records[:number] + records[number + 1:])
    with _opened([(list(records), set()), ([], {records[number].id})]) as reader:
        assert oracle.totals("condition").top(1000) == reader.totals("condition").top(1000)


def test_values_stand_in_the_order_of_the_spellings_that_are_commonest_after_deletions() -> None:
    spelled = ["B", "B", "B", "b", "b", "a", "a", "a"]
    records = [Trial(id=f"NCT{n:08}", title="cramp", sponsor=each, sources=(SOURCE,)) for n, each in enumerate(spelled)]
    with _opened([(list(records), set()), ([], {records[0].id, records[1].id})], smallest=256) as reader:
        assert [Value("a", "a", 3)] == reader.totals("sponsor").top(1)
        assert [Value("a", "a", 3), Value("b", "b", 3)] == reader.totals("sponsor").top(2)
