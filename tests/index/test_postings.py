"""Positions of a field -> records and frequencies, against counting one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import engines
from index.engines.memory import MemoryReader
from index.engines.whoosh import postings
from index.engines.whoosh.postings import per_record
from index.query import Phrase, Term
from index.records import Record, Trial
from index.text import tokens
from tests import records as generated
from tests.index.test_engines import opened


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.data())
def test_each_record_has_as_many_positions_as_lie_in_its_span(spans: list[int], data: st.DataObject) -> None:
    starts = np.cumsum([5, *spans])
    owners = [record for record, span in enumerate(spans) for _ in range(span)]
    chosen = sorted(data.draw(st.sets(st.integers(0, len(owners) - 1)))) if owners else []
    records, frequencies = per_record(starts, 5 + np.array(chosen, np.int64))
    assert dict(zip(records.tolist(), frequencies.tolist(), strict=True)) == Counter(owners[at] for at in chosen)
    assert records.tolist() == sorted(set(records.tolist()))


@pytest.mark.parametrize("ratio", [0, 10**9], ids=["list by list", "in one order"])
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=generated.collections())
def test_a_phrase_is_found_whichever_way_its_words_are_looked_for(ratio: int, records: list[Record]) -> None:
    oracle = MemoryReader(records)
    with pytest.MonkeyPatch.context() as patch, opened(engines.get("whoosh"), records) as reader:
        patch.setattr(postings, "_RATIO", ratio)
        for record in records:
            for size in (1, 2, 3):
                if stems := tuple(token.stem for token in tokens(record.title))[:size]:
                    assert oracle.having(Phrase(stems)) == reader.having(Phrase(stems)), stems


@pytest.mark.parametrize("words", range(220, 260))
def test_a_word_is_found_in_its_field_however_small_the_numbers_are_in_which_places_are_stored(words: int) -> None:
    trial = Trial(id="x", title=" ".join(["last", *["word"] * words]), summary="last", sources=(generated.SOURCE,))
    with opened(engines.get("whoosh"), [trial]) as reader:
        assert [reader.having(Term("last", field)) for field in (None, "title", "summary", "condition")] == [1, 1, 1, 0]
        assert [reader.having(Phrase(("word", "word"), field)) for field in (None, "title", "summary")] == [1, 1, 0]
