"""The histogram shows every year with records, to scale, and says where each bar leads."""

import pytest

from index.request import SearchRequest
from webui.histogram import HEIGHT, Bar, Histogram, count_within, histogram

YEARS = ((1999, 1), (2020, 4), (2022, 2))


def draw(*chosen: str) -> Histogram:
    return histogram("/", SearchRequest("x", {"year": chosen} if chosen else {}), YEARS)


def bars(drawn: Histogram) -> dict[int, Bar]:
    return {bar.year: bar for row in drawn.rows for bar in row if bar}


def test_a_row_is_a_decade_and_an_empty_decade_has_none() -> None:
    assert [
        [bar and bar.year for bar in row] for row in draw().rows] == [[None] * 9 + [1999], [2020, None, 2022] + [None] * 7]


def test_heights_are_in_proportion() -> None:
    assert {year: bar.height for year, bar in bars(draw()).items()} == {1999: HEIGHT / 4, 2020: HEIGHT, 2022: HEIGHT / 2}


def test_a_bar_selects_its_year_and_the_selected_one_frees_it() -> None:
    assert bars(draw())[2020].address == "/?q=x&year=2020"
    assert bars(draw("2022"))[2020].address == "/?q=x&year=2020"
    assert bars(draw("2020"))[2020].address == "/?q=x"


@pytest.mark.parametrize(("chosen", "selected", "low", "high", "others"), [
    ((), set(), "", "", ()),
    (("2020",), {2020}, "2020", "2020", ()),
    (("2020..2022",), {2020, 2022}, "2020", "2022", ()),
    (("2021..",), {2022}, "2021", "", ()),
    (("..2020",), {1999, 2020}, "", "2020", ()),
    (("1999", "2022"), {1999, 2022}, "1999", "1999", ("2022",)),
    (("(none)", "2022"), {2022}, "2022", "2022", ("(none)",)),
    (("soon", "²²²²", "a..b"), set(), "", "", ("soon", "²²²²", "a..b")),
])
def test_what_is_chosen_is_drawn_so_and_none_of_it_is_lost(
        chosen: tuple[str, ...], selected: set[int], low: str, high: str, others: tuple[str, ...]) -> None:
    drawn = draw(*chosen)

    assert selected == {year for year, bar in bars(drawn).items() if bar.selected}
    assert (low, high, others) == (drawn.low, drawn.high, drawn.others)


def test_a_span_counts_its_years() -> None:
    assert [count_within(value, YEARS) for value in ("2020..", "2020", "soon")] == [6, 4, 0]


def test_no_years_draw_nothing() -> None:
    assert histogram("/", SearchRequest(), ()).rows == ()
