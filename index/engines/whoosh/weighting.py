"""Our formula as a Whoosh weighting: x comes with the posting, idf from the record-level field."""

from __future__ import annotations

from typing import Any

from whoosh.scoring import BaseScorer, WeightingModel

from index.engines.whoosh.schema import RECORD_LEVEL, Words, word_field, x_of
from index.scoring import idf, saturated


class Formula(WeightingModel):  # type: ignore[misc]
    """BM25F over the x of each posting (:mod:`index.scoring`)."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        """The scorer of one term: idf counts records that have it in any text field; other fields score 0."""
        if not isinstance(searcher.schema[fieldname], Words):
            return WeightScorer(0.0)
        level = word_field(RECORD_LEVEL) if fieldname.endswith(word_field("")) else RECORD_LEVEL
        return PostingScorer(idf(searcher.doc_count(), searcher.doc_frequency(level, text)))


class PostingScorer(BaseScorer):  # type: ignore[misc]
    """Scores a posting by the x in its value."""

    def __init__(self, idf: float) -> None:
        self._idf = idf

    def score(self, matcher: Any) -> float:
        """The posting's part in the record's score."""
        return self._idf * saturated(x_of(matcher.value()))


class WeightScorer(PostingScorer):
    """Scores a posting by its weight: of groups, whose x was added up beforehand."""

    def score(self, matcher: Any) -> float:
        """The posting's part in the record's score."""
        return self._idf * saturated(matcher.weight())
