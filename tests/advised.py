"""Generated requests of the kind that advice is given on: filters in words, misspelt words, too many words."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from index.errors import QueryError
from index.parser import parse
from index.request import SearchRequest
from tests.records import FILTERS, WORDS

_PARTS = (
    "phase 2", "Phase 1/2", "recruiting", "that are completed", "in france", "the turkey", "korea", "since 2020",
    "before 2021", "from 2019 to 2021", "in 2022", "trials", "monograph", "device trials", "drug interventions",
    "muscle cramps", "bacloffen", "muscel", "crampps", "spsam", "quinnine", "-pain", "NOT baclofen", '"muscle cramps"',
    "=cramp", "(muscle OR spasm)", "(cramp recruiting)", "title:spasm", "zzz", "the", "enrollment:10..", "NCT04509336",
)


def _request(chance: Random) -> SearchRequest:
    parts = [chance.choice(_PARTS if chance.random() < 0.8 else WORDS) for _ in range(chance.randint(1, 5))]
    names = chance.sample(sorted(FILTERS), chance.choice((0, 0, 0, 1, 2)))
    return SearchRequest(
        query="".join(f"{chance.choice((' ', ' ', ' ', '  ', ' AND ')) if place else ''}{part}"
                      for place, part in enumerate(parts)),
        filters={name: (chance.choice(FILTERS[name]),) for name in names},
        match=chance.choice(("auto", "auto", "all", "any")), synonyms=chance.random() < 0.5)


def _can_be_read(text: str) -> bool:
    try:
        return parse(text) is not None
    except QueryError:
        return False


seeds = st.integers(0, 2**48).map(Random)
requests = seeds.map(_request).filter(lambda request: _can_be_read(request.query))


def at_first_page(request: SearchRequest, query: str) -> SearchRequest:
    """The same search for another query."""
    return replace(request, query=query, offset=0)
