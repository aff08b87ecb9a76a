"""A walk over postings stands where a walk over a list stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.formats import Existence
from whoosh.matching import ReadTooFar
from whoosh.scoring import WeightScorer

from index.engines.whoosh.codec.matcher import ArrayMatcher
from index.engines.whoosh.codec.postings import ScoredPostings, TermPostings
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.schema import Placed

IDS = st.sets(st.integers(0, 60), min_size=1).map(sorted)
STEPS = st.lists(st.sampled_from(["next", "reset", "copy"]) | st.integers(0, 70), max_size=20)


def matcher(ids: list[int]) -> ArrayMatcher:
    return ArrayMatcher(TermPostings(np.array(ids, np.uint32)), Existence(), WeightScorer(1.0), ("kind_facet", b"trial"))


@given(ids=IDS, steps=STEPS)
def test_a_walk_stands_where_a_list_says(ids: list[int], steps: list[str | int]) -> None:
    walk, left = matcher(ids), list(ids)
    for step in steps:
        if step == "reset":
            walk.reset()
            left = list(ids)
        elif step == "copy":
            walk = walk.copy()
        elif not left:
            with pytest.raises(ReadTooFar):
                walk.next() if step == "next" else walk.skip_to(step)
        else:
            left = left[1:] if step == "next" else [each for each in left if each >= step]  # type: ignore[operator]
            assert (walk.next() if step == "next" else walk.skip_to(step)) == (not left)
        assert walk.is_active() == bool(left)
        assert list(walk.all_ids()) == left
        assert walk.id() == (left or ids[-1:])[0]
        assert type(walk.id()) is int


@given(ids=IDS)
def test_all_postings_are_one_block_of_which_the_bounds_are_known(ids: list[int]) -> None:
    walk = matcher(ids)
    assert (walk.block_min_id(), walk.block_max_id()) == (ids[0], ids[-1])
    assert (walk.block_quality(), walk.max_quality()) == (1.0, 1.0)
    assert walk.skip_to_quality(0.5) == 0
    assert walk.is_active()
    assert walk.skip_to_quality(1.0) == 1
    assert not walk.is_active()


def test_a_walk_knows_its_term_and_its_values() -> None:
    walk = matcher([3])
    assert (walk.term(), walk.weight(), walk.value(), walk.score()) == (("kind_facet", b"trial"), 1.0, b"", 1.0)
    scored = ArrayMatcher(ScoredPostings(Postings(np.array([3], np.uint32), np.array([0.5], np.float32))), Placed())
    assert scored.value_as("x") == scored.format.decode_x(scored.value()) == 0.5
    assert scored.value_as("positions") == []
