"""What ascending arrays share, against sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.ascending import common, holds

SIZE = 400
FEW = st.sets(st.integers(0, SIZE - 1), max_size=8)
MANY = st.sets(st.integers(0, SIZE - 1), min_size=50)
NUMBERS = FEW | MANY
TYPES = st.sampled_from([np.uint16, np.uint32, np.int64])


@given(NUMBERS, NUMBERS, TYPES, TYPES)
def test_common_numbers_are_those_of_both_sets(one: set[int], other: set[int], left: type, right: type) -> None:
    found = common(np.array(sorted(one), left), np.array(sorted(other), right))
    assert found.tolist() == sorted(one & other)
    assert found.dtype == left


@given(NUMBERS, NUMBERS, TYPES, TYPES)
def test_records_are_held_that_are_in_the_list(ascending: set[int], records: set[int], left: type, right: type) -> None:
    asked = sorted(records)
    found = holds(np.array(sorted(ascending), left), np.array(asked, right), SIZE)
    assert found.tolist() == [each in ascending for each in asked]


@pytest.mark.parametrize(("one", "other"), [(2, 300), (300, 2), (200, 300), (0, 5), (5, 0)])
def test_lengths_of_every_proportion_are_compared(one: int, other: int) -> None:
    few, many = np.arange(one) * 3, np.arange(other) * 2
    assert common(few, many).tolist() == sorted({*few.tolist()} & {*many.tolist()})
    assert holds(few, many, 1000).tolist() == [each in few.tolist() for each in many.tolist()]
