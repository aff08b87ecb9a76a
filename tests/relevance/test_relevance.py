"""The judged queries: sound in themselves, and answered as well as they were when the weights were chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import judged
from index.engines.base import Reader
from indexer.evaluation.measuring import means
from tests.indexer.real import needs_shared

KINDS = {"symptom", "drug", "brand", "condition", "condition + drug", "sponsor", "abbreviation", "misspelt", "spelling",
         "id", "acronym", "code", "title", "topic"}


def test_every_query_is_judged_and_known_ones_have_one_right_answer() -> None:
    lines = (Path(__file__).parent / "queries.jsonl").read_text("utf-8").splitlines()
    collection = judged.judged()
    assert len(lines) == len(collection.queries) >= 60
    assert {json.loads(line)["metadata"]["kind"] for line in lines} == KINDS
    assert judged.known(collection) >= 20
    for name, grades in collection.qrels.items():
        answers = [grade for grade in grades.values() if grade]
        assert max(answers) == 2
        assert name.startswith("topic-") or answers == [2]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with judged.sample_index(tmp_path_factory.mktemp("relevance") / "index") as reader:
        yield reader


@needs_shared
def test_all_answers_are_in_the_samples(reader: Reader) -> None:
    numbers = {number for grades in judged.judged().qrels.values() for number in grades}
    assert [number for number in sorted(numbers) if reader.resolve(number) != number] == []


@needs_shared
@pytest.mark.parametrize(("synonyms", "floor"), [(False, 0.845), (True, 0.88)], ids=["as typed", "with synonyms"])
def test_known_records_are_among_the_first_three_and_answers_high_up(reader: Reader, synonyms: bool, floor: float) -> None:
    """The floors lie 0.02 under what was measured; the search is deterministic, so they catch changes alone."""
    collection = judged.judged()
    found = judged.answers(collection.queries, reader, synonyms=synonyms)
    assert len(judged.missed(found, collection)) <= 0.05 * judged.known(collection)
    assert means(judged.measured(found, collection))["nDCG@10"].value >= floor
