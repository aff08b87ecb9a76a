"""What a study states is told the same, whatever studies were read before it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_study import Study
from indexer.sources.ctgov_text import from_markdown
from indexer.sources.json_values import Number

LEAVES = st.sampled_from(["1", Number("1"), 1, True, None, "", "A_B", "Yes", ["1"], {"id": "1"}])
OBJECTS = st.dictionaries(st.sampled_from(["id", "name", "startDate", "status", "description"]), LEAVES, max_size=3)


def fresh() -> Study:
    """A study that is read by itself."""
    return Study({}, Notes("a", 0), from_markdown)


@given(st.lists(OBJECTS, max_size=6))
def test_a_heading_is_told_as_any_object_whatever_was_told_before(stated: list[dict[str, Any]]) -> None:
    study = fresh()
    assert [study.heading(each) for each in stated] == [fresh().all_of(each) for each in stated]
