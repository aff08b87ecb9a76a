"""What a person could ask instead: filters in the place of words, a query spelled better, less of the request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from index.correction import correct
from index.diagnosis import diagnose
from index.engines.base import Reader, Selection
from index.interpretation import Totals, interpret
from index.query import Query
from index.request import SearchRequest
from index.results import Diagnosis, Interpretation


class Advice(NamedTuple):
    """See :class:`index.results.SearchPage`."""

    suggestion: str | None = None
    interpretation: tuple[Interpretation, ...] = ()
    together: int = 0
    diagnosis: tuple[Diagnosis, ...] = ()


NONE = Advice()


def advise(request: SearchRequest, filters: Mapping[str, tuple[str, ...]], query: Query | None, plain: bool,
           found: Selection, reader: Reader, totals: Totals) -> Advice:
    """What to say beside a result.

    Args:
        request: what was asked.
        filters: its filters, as people read them.
        query: what its query was read as.
        plain: the query names a record, by its title or an identifier.
        found: what it selects.
        reader: the generation.
        totals: how many records another request selects.
    """
    diagnosis = () if found.total_full else diagnose(request, filters, plain, totals)
    if query is None or plain:
        return Advice(diagnosis=diagnosis)
    suggestion = correct(request, query, found, reader, totals)
    return Advice(suggestion, *interpret(request, filters, reader, totals), diagnosis)
