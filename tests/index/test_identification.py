"""A query that is nothing but an identifier names its record, however it is written."""

from __future__ import annotations

import pytest

from index.engines.memory import MemoryReader
from index.records import Monograph, Record, Trial
from index.request import SearchRequest
from index.search import search, stream

BACLOFEN = Monograph(id="H789N3FKE8", title="Baclofen", generic_name="Baclofen", unii="H789N3FKE8", cas_number="1134-47-0",
                     chemical_formula="C10H12ClNO2", aliases=("baclofen",))
RECORDS: list[Record] = [
    BACLOFEN, Monograph(id="vitamin-b12", title="Vitamin B12"),
    Monograph(id="A000000001", title="Twin", chemical_formula="C6H6O"),
    Monograph(id="B000000002", title="Other twin", chemical_formula="C6H6O"),
    Trial(id="NCT04509336", title="Cramps"),
    Trial(id="NCT00000002", title="After NCT04509336", summary="NCT04509336 and NCT04509336 again",
          secondary_ids=("NCT04509336",), acronym="NCT04509336"),
    Trial(id="EUCTR2019-001234-12-DE", title="A trial"),
]
READER = MemoryReader(RECORDS)


@pytest.mark.parametrize(("query", "expected"), [
    ("nct 04509336", "NCT04509336"), ("NCT-0450-9336", "NCT04509336"), ("(nct04509336)", None),
    ("eudract 2019-001234-12", None), ("EUCTR2019-001234-12-DE", "EUCTR2019-001234-12-DE"),
    ("C10H12ClNO2", "H789N3FKE8"), ("c10 h12 cl n o2", "H789N3FKE8"), ("C₁₀H₁₂ClNO₂", "H789N3FKE8"),
    ("1134470", "H789N3FKE8"), ("1134 47 0", "H789N3FKE8"), ("h789n3fke8", "H789N3FKE8"),
    ("H789-N3FKE8", "H789N3FKE8"), ("c6h6o", None), ("baclofen", None), ("vitamin b12", None),
    ("-NCT04509336", None), ("id:NCT04509336", None), ("NCT04509336 cramps", None), ("NCT04509337", None), ("", None)])
def test_an_identifier_names_its_record_and_nothing_else_does(query: str, expected: str | None) -> None:
    page = search(SearchRequest(query), READER)
    assert page.named == expected
    if expected is not None:
        assert page.hits[0].record.id == expected


def test_the_record_comes_first_of_all_that_mention_it() -> None:
    assert [hit.record.id for hit in stream(SearchRequest("nct 0450 9336"), READER)] == ["NCT04509336", "NCT00000002"]
