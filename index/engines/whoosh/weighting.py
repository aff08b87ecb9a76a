"""Our formula as a Whoosh weighting: x comes with the posting, idf from all text fields together."""

from __future__ import annotations

from typing import Any

from whoosh.scoring import BaseScorer, WeightingModel

from index.engines.whoosh.schema import Text
from index.scoring import idf, saturated


class Formula(WeightingModel):  # type: ignore[misc]
    """BM25F over the x of each posting (:mod:`index.scoring`)."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        """The scorer of one term: idf counts live records that have it in any text field; other fields score 0."""
        field = searcher.schema[fieldname]
        if not isinstance(field, Text):
            return FormulaScorer(0.0)
        parent = searcher.get_parent()
        return FormulaScorer(idf(parent.doc_count(), _having(parent.reader(), field.level, text)))


class FormulaScorer(BaseScorer):  # type: ignore[misc]
    """Scores a posting by its x."""

    def __init__(self, idf: float) -> None:
        self._idf = idf

    def score(self, matcher: Any) -> float:
        """The posting's part in the record's score."""
        return self._idf * saturated(matcher.value_as("x")) if self._idf else 0.0

    def supports_block_quality(self) -> bool:
        """There is a bound to the score."""
        return True

    def max_quality(self) -> float:
        """The bound, which x of any size stays below."""
        return self._idf

    def block_quality(self, matcher: Any) -> float:
        """The bound again."""
        return self._idf


def _having(reader: Any, fieldname: str, text: bytes) -> int:
    """How many live records have a term."""
    if not reader.has_deletions():
        return int(reader.doc_frequency(fieldname, text))
    return sum(1 for leaf, _ in reader.leaf_readers() if (fieldname, text) in leaf
               for _ in leaf.postings(fieldname, text).all_ids())
