"""Which values a facet shows: compared with putting all of them in order first."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from index import listing
from index.engines.base import Choice, Years
from index.facets import Tally, spellings
from index.request import NONE
from index.results import Facet, FacetCount
from index.text import key
from index.vocabulary import ORDER

NAMES = ("phase", "status", "condition", "year")
WRITTEN = ("Phase 1", "phase 1", "PHASE  2", "Not Applicable", "Recruiting", "(none)", "(None)", "Café", "cafe",
           "\u00ad \u00ad", "\u00ad  \u00ad", "None such", "zebra", *map(str, range(1990, 2030)))
written = st.sampled_from(WRITTEN)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """Counts of a selection, over an index that has more values than the selection."""
    records = draw(st.lists(st.lists(written, max_size=3), max_size=60))
    known = spellings(records)
    counts = {folded: draw(st.integers(1, 4)) for folded in (*known, NONE) if draw(st.integers(0, 3))}
    return Tally(counts, known)


def _choice(value: str) -> tuple[Choice, str]:
    return (NONE, NONE) if key(value) == NONE else (key(value), value)


spans = st.sampled_from([(Years(2000, 2020), "2000..2020"), (Years(None, 1995), "..1995"), (Years(2025, None), "2025..")])
choices = st.lists(written.map(_choice) | spans, max_size=4).map(dict)


def in_order(name: str, counts: Tally, chosen: Mapping[Choice, str]) -> list[tuple[str, FacetCount]]:
    """Key and value of all that could be listed."""
    natural = {key(value): place for place, value in enumerate(ORDER.get(name, ()))}
    spelled = {folded: counts.spellings.get(folded, folded) for folded in counts.counts}
    spelled |= {folded: counts.spellings.get(folded, value) for folded, value in chosen.items()
                if isinstance(folded, str) and folded not in spelled}

    def place(folded: str) -> tuple[object, ...]:
        rank = (natural.get(folded, 99),) if natural else (-counts.counts.get(folded, 0),)
        return folded == NONE, *rank, spelled[folded], folded

    def selected(folded: str) -> bool:
        years = [span for span in chosen if isinstance(span, Years)]
        return folded in chosen or (folded.isdigit() and any(
            (span.low or 0) <= int(folded) <= (span.high or 9999) for span in years))

    return [(folded, FacetCount(spelled[folded], counts.counts.get(folded, 0), selected(folded)))
            for folded in sorted(spelled, key=place)]


def distinct(values: list[tuple[str, FacetCount]]) -> int:
    return sum(value.count > 0 and folded != NONE for folded, value in values)


@given(st.sampled_from(NAMES), tallies(), choices)
def test_a_page_lists_the_first_twenty_values_the_selected_ones_and_unstated(
        name: str, counts: Tally, chosen: Mapping[Choice, str]) -> None:
    values = in_order(name, counts, chosen)
    expected = [value for place, (folded, value) in enumerate(values)
                if place < listing.LISTED or value.selected or folded == NONE]

    assert listing.beginning(name, counts, chosen) == Facet(distinct(values), tuple(expected))


@given(st.sampled_from(NAMES), tallies(), choices, st.sampled_from(["", " ", "a", "NONE", "é", "20", "2 0", "zzz"]),
       st.integers(0, 50), st.integers(0, 50))
def test_a_part_of_a_facet_is_a_part_of_all_values_that_contain_the_text(
        name: str, counts: Tally, chosen: Mapping[Choice, str], contains: str, offset: int, limit: int) -> None:
    values = [(folded, value) for folded, value in in_order(name, counts, chosen)
              if not contains.strip() or key(contains) in folded]

    assert listing.part(name, counts, chosen, contains, offset, limit) == Facet(
        distinct(values), tuple(value for _, value in values[offset:offset + limit]))


@given(st.sampled_from(NAMES), tallies(), choices)
def test_the_chosen_values_are_those_that_are_selected(
        name: str, counts: Tally, chosen: Mapping[Choice, str]) -> None:
    expected = [value for _, value in in_order(name, counts, chosen) if value.selected]

    assert listing.chosen_values(name, counts, chosen) == tuple(expected)
