"""Between trials of equal score those that can be joined come first, then those updated last, then by id."""

from __future__ import annotations

import pytest

from index import engines
from index.records import Trial
from index.request import SearchRequest
from index.search import search
from tests.index.test_engines import opened

TRIALS = [Trial(id=f"NCT0000000{number}", title="Muscle cramps", status=status, last_posted=posted)
          for number, (status, posted) in enumerate((
              ("Completed", "2024-05-01"), ("Completed", None), ("Recruiting", "2019"), ("Recruiting", "2020-01-01"),
              (None, "2024-05-01"), ("Completed", "2024-05-02")))]


@pytest.mark.parametrize("name", ["whoosh", "memory"])
def test_equal_scores_are_ordered_by_what_helps_most(name: str) -> None:
    better = Trial(id="NCT00000009", title="Muscle cramps", summary="Muscle cramps", status="Withdrawn")
    with opened(engines.get(name), [*TRIALS, better]) as reader:
        hits = search(SearchRequest("cramps", filters={"kind": ("trial",)}), reader).hits
    assert [int(hit.record.id[-1]) for hit in hits] == [9, 3, 2, 5, 0, 4, 1]
