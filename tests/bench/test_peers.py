"""Every engine of the benches finds the same records and counts the same values, so that none wins by doing less."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bench import peers
from bench.corpus import records
from bench.peers.base import Summary
from bench.queries import Case, Statistics, case_of, cases
from index.records import Trial
from index.request import SearchRequest

COUNT = 400
BROWSE = Case("browse", "browse", (), SearchRequest(limit=20))


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
        name: str, corpus: list[Trial], searches: list[Case], ours: list[Summary], tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    if name.startswith("tantivy"):
        pytest.importorskip("tantivy", reason="tantivy is of the extra for benches")
        # One thread writes one segment: over several, tantivy counts but the commonest candidates of each.
        monkeypatch.setattr("os.cpu_count", lambda: 1)
    found = answers(name, corpus, searches, tmp_path)
    for case, one, other in zip(searches, ours, found, strict=True):
        assert (other.total, len(other.ids)) == (one.total, len(one.ids)), case
        assert other.facets == one.facets, case


@pytest.mark.parametrize("name", ["ours", "tantivy", "fts5", "whoosh"])
def test_a_changed_record_is_found_by_its_new_words_alone(name: str, corpus: list[Trial], tmp_path: Path) -> None:
    if name == "tantivy":
        pytest.importorskip("tantivy", reason="tantivy is of the extra for benches")
    peer = peers.get(name)
    peer.build(corpus, tmp_path)
    old = corpus[123]
    changed = replace(corpus[124], id=old.id, registration_number=old.id, title="quixotry zzel")
    with closing(peer.change(tmp_path, changed)) as searcher:
        assert searcher.summary(searcher.page(case_of("quixotry"))).ids == [old.id]
        assert searcher.summary(searcher.page(case_of(old.id.lower()))).ids == [old.id]
        assert searcher.summary(searcher.page(BROWSE)).total == COUNT


def test_there_are_sixty_searches_of_ten_classes(searches: list[Case]) -> None:
    assert len(searches) == 60 - 4 + len([case for case in searches if case.label == "identifier"])
    assert len({case.label for case in searches}) == 10
    assert {len(case.request.filters) for case in searches} == {0, 1, 3}
