"""Positions of a field -> records and frequencies, against counting one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.postings import per_record


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.data())
def test_each_record_has_as_many_positions_as_lie_in_its_span(spans: list[int], data: st.DataObject) -> None:
    starts = np.cumsum([5, *spans])
    owners = [record for record, span in enumerate(spans) for _ in range(span)]
    chosen = sorted(data.draw(st.sets(st.integers(0, len(owners) - 1)))) if owners else []
    records, frequencies = per_record(starts, 5 + np.array(chosen, np.int64))
    assert dict(zip(records.tolist(), frequencies.tolist(), strict=True)) == Counter(owners[at] for at in chosen)
    assert records.tolist() == sorted(set(records.tolist()))
