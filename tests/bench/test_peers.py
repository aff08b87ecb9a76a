"""Every engine of the benches finds the same records and counts the same values, so that none wins by doing less."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bench import peers
from bench.corpus import records
from bench.peers.base import Summary
from bench.queries import Case, Statistics, cases
from index.records import Trial

COUNT = 400


@pytest.fixture(scope="module")
def corpus() -> list[Trial]:
    return list(records(COUNT))


@pytest.fixture(scope="module")
def searches(corpus: list[Trial]) -> list[Case]:
    counted = Statistics()
    for record in corpus:
        counted.add(record)
    return cases(counted)


def answers(name: str, corpus: list[Trial], searches: list[Case], folder: Path) -> list[Summary]:
    peer = peers.get(name)
    peer.build(corpus, folder)
    with closing(peer.open(folder)) as searcher:
        return [searcher.summary(searcher.page(case)) for case in searches]


@pytest.fixture(scope="module")
def ours(corpus: list[Trial], searches: list[Case], tmp_path_factory: pytest.TempPathFactory) -> list[Summary]:
    return answers("ours", corpus, searches, tmp_path_factory.mktemp("ours"))


@pytest.mark.parametrize("name", ["tantivy", "tantivy-ordinals", "fts5", "whoosh"])
def test_an_engine_has_our_totals_and_counts(
        name: str, corpus: list[Trial], searches: list[Case], ours: list[Summary], tmp_path: Path) -> None:
    if name.startswith("tantivy"):
        pytest.importorskip("tantivy", reason="tantivy is of the extra for benches")
    found = answers(name, corpus, searches, tmp_path)
    for case, one, other in zip(searches, ours, found, strict=True):
        assert (other.total, len(other.ids)) == (one.total, len(one.ids)), case
        assert other.facets == one.facets, case


def test_there_are_sixty_searches_of_ten_classes(searches: list[Case]) -> None:
    assert len(searches) == 60 - 4 + len([case for case in searches if case.label == "identifier"])
    assert len({case.label for case in searches}) == 10
    assert {len(case.request.filters) for case in searches} == {0, 1, 3}
