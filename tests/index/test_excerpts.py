"""A record with few of its labels shows what the whole record shows, and few are read for it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.memory import MemoryReader
from index.engines.whoosh import policy
from index.engines.whoosh.segment import Segment
from index.errors import QueryError
from index.parser import parse
from index.query import Leaf, leaves
from index.records import Label, Monograph, Record
from index.request import SearchRequest
from index.search import search
from index.snippets import PER_FIELD
from tests import records as generated
from tests.index import naive_snippets as naive
from tests.index.generations import ENGINE, built
from tests.index.test_snippets import hostile
from tests.index.test_updates import drawn

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def labels_of(record: Record) -> tuple[Label, ...]:
    return record.labels if isinstance(record, Monograph) else ()


def without_labels(record: Record) -> Record:
    return replace(record, labels=()) if isinstance(record, Monograph) else record


def agree(wanted: Sequence[Leaf], records: Sequence[Record], excerpts: Sequence[Record]) -> None:
    """Compare excerpts with the records that they are of."""
    for record, excerpt in zip(records, excerpts, strict=True):
        assert naive.snippets(excerpt, wanted) == naive.snippets(record, wanted)
        assert without_labels(excerpt) == without_labels(record)
        following = iter(labels_of(record))
        assert all(label in following for label in labels_of(excerpt))
        assert len(labels_of(excerpt)) <= PER_FIELD


@SLOW
@given(hostile)
def test_an_excerpt_shows_what_its_record_shows_whatever_is_looked_for(found: tuple[list[Leaf], list[Record]]) -> None:
    wanted, records = found[0], list({record.id: record for record in found[1]}.values())
    with built((records, set())) as folder, closing(ENGINE.open(folder, "memory")) as reader:
        agree(wanted, records, reader.excerpts([record.id for record in records], wanted, PER_FIELD))


@pytest.mark.parametrize("smallest", [1, 256])
@SLOW
@given(chance=st.integers(0, 2**48).map(Random), queries=st.lists(generated.queries, min_size=1, max_size=4))
def test_excerpts_and_labels_are_those_of_the_records_after_any_updates(
        smallest: int, chance: Random, queries: list[str]) -> None:
    rounds, left = drawn(chance, 7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "SMALLEST", smallest)
        with built(*rounds) as folder, closing(ENGINE.open(folder, "memory")) as reader:
            for each, record in left.items():
                stated = reader.labels(each)
                assert (tuple(stated), tuple(stated[2:4]), len(stated)) == (
                    labels_of(record), labels_of(record)[2:4], len(labels_of(record)))
                assert tuple(MemoryReader([record]).labels(each)) == labels_of(record)
                assert reader.excerpts([each], (), 0) == [without_labels(record)]
            for query in queries:
                try:
                    parsed = parse(query)
                except QueryError:
                    continue
                wanted = leaves(parsed and (parsed.partial or parsed.full))
                agree(wanted, list(left.values()), reader.excerpts(list(left), wanted, PER_FIELD))


def test_of_a_record_that_is_not_there_there_are_no_labels() -> None:
    with built(([Monograph(id="a", title="b")], set())) as folder, closing(ENGINE.open(folder, "memory")) as reader:
        for each in (reader, MemoryReader([])):
            with pytest.raises(KeyError):
                each.labels("c")


@pytest.mark.parametrize(("query", "found"), [
    ("everywhere", [0, 1, 2]), ("nowhere OR late", [399]), ('"a late word"', [399]), ("label:lat*", [399]), ("lat~", [399]),
    ("late rare", [7, 399]), ("title:late", []), ("baclofen", []), ("repeated", [5]),
])
def test_a_page_reads_none_but_the_labels_that_it_shows_passages_of(
        query: str, found: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    added = {7: "A rare word.", 399: "A late word.", **dict.fromkeys((5, 6, 80), "Repeated.")}
    record = Monograph(id="H789N3FKE8", title="Baclofen", labels=tuple(
        Label(set_id=f"set-{n}", texts={"Warnings": (f"Everywhere {n}. {'Padding. ' * 50}", added.get(n, "Nothing."))}) for n in range(400)))
    numbers: list[int] = []
    label = Segment.label
    monkeypatch.setattr(Segment, "label", lambda self, number: numbers.append(number) or label(self, number))
    with built(([record], set())) as folder, closing(ENGINE.open(folder, "memory")) as reader:
        for hit in search(SearchRequest(query, match="any"), reader, brief=True).hits:
            assert hit.snippets == naive.snippets(record, leaves(parse(query).full))  # type: ignore[union-attr]
    assert numbers == found
