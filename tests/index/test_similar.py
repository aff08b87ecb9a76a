"""What is similar shares telling words; it is never the record itself, and the same whatever the engine."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.memory import MemoryReader
from index.errors import RecordNotFound
from index.records import Monograph, Record, Trial
from index.similar import Similar, similar, similar_dict
from tests import records as generated
from tests.index.generations import ENGINE, built

RECORDS: list[Record] = [
    Trial(id="NCT00000001", title="Baclofen for muscle cramps in cirrhosis", conditions=("Cirrhosis",), drugs=("Baclofen",)),
    Trial(id="NCT00000002", title="Orphenadrine and baclofen for cramps", conditions=("Liver cirrhosis",)),
    Trial(id="NCT00000003", title="Cramps of pregnant women"),
    Trial(id="NCT00000004", title="Malaria in children", summary="Not about baclofen, cramps, muscle or cirrhosis."),
    Trial(id="NCT00000005", title="Zebrafish 2 a 1", summary="Unlike all others."),
    Monograph(id="H789N3FKE8", title="Baclofen", brand_names=("Lioresal",), aliases=("1134-47-0",)),
    Monograph(id="orphenadrine", title="Orphenadrine", indication="What baclofen is given for."),
]


def of(id: str, limit: int = 5) -> Similar:
    return similar(id, MemoryReader(RECORDS), limit)


def ids(found: Similar) -> list[str]:
    return [each.id for each in found.alike]


def test_the_record_that_shares_most_comes_first_and_only_what_both_are_about_counts() -> None:
    assert ids(of("NCT00000001")) == ["NCT00000002", "NCT00000003"]
    assert of("NCT00000001").words[:2] == ("muscle", "cirrhosis")


def test_records_that_share_nothing_give_none() -> None:
    assert of("NCT00000005").alike == ()


def test_what_is_similar_is_of_the_same_kind() -> None:
    assert ids(of("1134-47-0")) == ["orphenadrine"]


def test_no_more_is_given_than_asked_for() -> None:
    assert ids(of("NCT00000001", 1)) == ["NCT00000002"]
    assert ids(of("NCT00000001", 0)) == []


def test_a_record_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RecordNotFound):
        of("NCT99999999")


def test_the_json_names_the_words_and_what_was_found() -> None:
    values = similar_dict(of("orphenadrine"))
    assert list(values) == ["id", "kind", "title", "words", "similar", "generation"]
    assert [each["title"] for each in values["similar"]] == ["Baclofen"]
    assert values["words"] == ["orphenadrine", "baclofen"]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(rounds=st.lists(generated.collections(14), min_size=1, max_size=3))
def test_both_engines_find_the_same_and_never_the_record_itself(rounds: list[list[Record]]) -> None:
    records = {record.id: record for added in rounds for record in added}
    oracle = MemoryReader(list(records.values()))
    with built(*((added, set()) for added in rounds)) as folder:
        reader = ENGINE.open(folder, "memory")
        for own, record in records.items():
            found = similar(own, oracle)
            assert found == similar(own, reader)
            assert own not in ids(found)
            assert all(records[each.id].kind == each.kind == record.kind and each.score > 0 for each in found.alike)
            assert [each.score for each in found.alike] == sorted((each.score for each in found.alike), reverse=True)
        reader.close()


def test_words_whose_lists_would_take_too_long_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"cirrhosis", "baclofen", "cramps", "muscle"} == set(of("NCT00000001").words)
    monkeypatch.setattr("index.similar._POSTINGS", 5)
    assert of("NCT00000001").words == ("muscle", "cirrhosis")
