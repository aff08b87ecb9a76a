"""A walk over the postings of one term."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from typing import Any

from whoosh.matching import LeafMatcher, ReadTooFar

from index.engines.whoosh.codec.postings import TermPostings


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Walks postings in ascending order. All of them are one block.

    Args:
        postings: of the term.
        format: of the postings' values (``whoosh.formats.Format``).
        scorer: Whoosh's; None: the postings cannot be scored.
        term: field and text; None: the postings are no term's.
        place: of the posting to begin with.
    """

    def __init__(self, postings: TermPostings, format: Any, scorer: Any = None,
                 term: tuple[str, bytes] | None = None, place: int = 0) -> None:
        self.format, self.scorer = format, scorer
        self._postings, self._term, self._place = postings, term, place
        self._ids = postings.ids

    def is_active(self) -> bool:
        """Whether there is a posting left."""
        return self._place < len(self._ids)

    def reset(self) -> None:
        """Begin again."""
        self._place = 0

    def copy(self) -> ArrayMatcher:
        """One that stands at the same place."""
        return ArrayMatcher(self._postings, self.format, self.scorer, self._term, self._place)

    def id(self) -> int:
        """The record; behind the end still the last one, since some of Whoosh's matchers ask then."""
        return self._ids[self._place] if self.is_active() else self._ids[-1]

    def next(self) -> bool:
        """Go on; whether that was the last posting."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return not self.is_active()

    def skip_to(self, id: int) -> bool:
        """Go on to the first record that is not before this one; whether there is none."""
        if not self.is_active():
            raise ReadTooFar
        self._place = bisect.bisect_left(self._ids, id, self._place)
        return not self.is_active()

    def all_ids(self) -> Iterator[int]:
        """The records that are left."""
        return iter(self._ids[self._place:])

    def weight(self) -> float:
        """The weight of the posting."""
        return self._postings.weight(self._place)

    def value(self) -> bytes:
        """The value of the posting, in its format."""
        return self._postings.value(self._place)

    def value_as(self, astype: str) -> Any:
        """A part of the posting's value; ``x`` without its positions being looked up."""
        return self._postings.x(self._place) if astype == "x" else super().value_as(astype)

    def skip_to_quality(self, minquality: float) -> int:
        """Leave the block unless it can give more than this score; the number of blocks left."""
        if self.block_quality() > minquality:
            return 0
        self._place = len(self._ids)
        return 1

    def block_min_id(self) -> int:
        """The first record."""
        return self._ids[0]

    def block_max_id(self) -> int:
        """The last record."""
        return self._ids[-1]

    def block_min_length(self) -> int:
        """The length of the shortest text with the term, in words."""
        return int(self._postings.info().min_length())

    def block_max_length(self) -> int:
        """The length of the longest text with the term, in words."""
        return int(self._postings.info().max_length())

    def block_max_weight(self) -> float:
        """The largest weight."""
        return float(self._postings.info().max_weight())
