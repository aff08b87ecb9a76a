"""In a real browser: what a box answers while it is typed in, and what the keyboard reaches."""

from __future__ import annotations

import pytest

from tests.webui.conftest import Open

pytestmark = pytest.mark.browser


def test_counts_are_announced_in_a_region_that_stays(open_page: Open) -> None:
    user = open_page("/")
    user.page.evaluate("document.getElementById('status').sign = 'the same'")
    user.page.locator("#q").fill("muscle cramps")
    user.shows("/?q=muscle+cramps")

    status = user.page.get_by_role("status")
    assert status.inner_text() == "5 records: 2 with all words, 3 with some"
    assert status.evaluate("node => node.sign") == "the same"


def test_the_slash_can_be_switched_off_for_good(open_page: Open) -> None:
    user = open_page("/help")
    user.page.get_by_label("to go to the search box").uncheck()
    user.page.goto("/")
    user.page.keyboard.press("/")
    assert user.focus != "q"
    assert not user.page.get_by_label("to go to the search box").is_checked()


def test_a_slash_in_the_box_is_a_slash(open_page: Open) -> None:
    user = open_page("/help")
    user.page.keyboard.press("/")
    user.page.keyboard.type("a/b")

    assert user.page.locator("#q").input_value() == "a/b"


def test_an_error_while_typing_is_shown_and_goes_away(open_page: Open) -> None:
    user = open_page("/")
    user.page.locator("#q").fill("spnsor:yonsei")
    user.counts("This search cannot be read")
    assert user.focus == "q"
    user.page.locator("#q").fill("sponsor:yonsei")
    user.counts("1 record")


@pytest.mark.parametrize(("path", "box"), [("/", "#q"), ("/record/H789N3FKE8", "#within")])
def test_an_error_while_typing_drops_neither_filters_nor_sort(open_page: Open, path: str, box: str) -> None:
    user = open_page(f"{path}?q=muscle&phase=Phase+2&match=all&sort=oldest")
    user.page.locator(box).press("End")
    user.page.locator(box).press_sequentially(" a*")
    user.counts("This search cannot be read")
    assert user.page.get_by_role("link", name="Remove filter Phase: Phase 2").is_visible()
    user.page.locator(box).press("Backspace")
    user.shows(f"{path}?q=muscle+a&phase=Phase+2&match=all&sort=oldest")


def test_years_in_the_wrong_order_are_mended_where_they_are(open_page: Open) -> None:
    user = open_page("/?q=baclofen&status=Completed&sort=title")
    user.page.locator("#year_from").fill("2022")
    user.page.locator("#year_from").press("Enter")
    user.shows("/?q=baclofen&status=Completed&year=2022..&sort=title")
    user.page.locator("#year_to").fill("2015")
    user.page.locator("#year_to").press("Enter")
    user.counts("This request cannot be answered")
    assert (user.focus, user.page.locator("#year_from").input_value()) == ("year_to", "2022")
    user.page.locator("#year_to").fill("2023")
    user.page.locator("#year_to").press("Enter")
    user.shows("/?q=baclofen&status=Completed&year=2022..2023&sort=title")
    assert user.page.get_by_label("Completed").is_checked()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_keyboard_reaches_the_result_past_the_filters(open_page: Open, width: int) -> None:
    user = open_page("/?q=cramps", viewport={"width": width, "height": 640})
    user.page.locator("#q").focus()
    link = user.page.get_by_role("link", name="Go to the result")
    boxes = []
    while user.focus != "to-results":
        assert len(boxes) < 10
        boxes.append(link.bounding_box())
        user.page.keyboard.press("Tab")
    box = link.bounding_box()
    assert box is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= width
    assert all(hidden is not None and hidden["x"] + hidden["width"] <= 0 for hidden in boxes)

    user.page.keyboard.press("Enter")
    user.page.wait_for_function("() => document.activeElement.id === 'summary'")
    user.page.keyboard.press("Tab")
    assert user.focus == "sort"
    user.page.keyboard.press("Tab")
    assert user.focus.startswith("hit-")


def test_a_field_being_typed_keeps_what_is_shown_until_its_word_begins(open_page: Open) -> None:
    user = open_page("/?q=baclofen")
    shown = user.page.locator("#summary").inner_text()
    with user.page.expect_response("**/?q=baclofen%20sponsor%3A&**") as answer:
        user.page.locator("#q").fill("baclofen sponsor:")
    assert (answer.value.status, user.page.locator("#summary").inner_text()) == (204, shown)
    user.page.locator("#q").press("End")
    user.page.locator("#q").press_sequentially("yonsei")
    user.shows("/?q=baclofen+sponsor%3Ayonsei")
    user.counts("1 record")


def test_nothing_of_a_search_stays_in_the_browser(open_page: Open) -> None:
    user = open_page("/")
    user.page.locator("#q").fill("muscle")
    user.shows("/?q=muscle")

    assert user.page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)") == "{}{}"


def test_a_server_that_is_gone_is_told(open_page: Open) -> None:
    user = open_page("/")
    user.page.context.set_offline(True)
    user.page.locator("#q").fill("muscle")
    user.page.get_by_text("The server does not answer").wait_for()
    user.page.context.set_offline(False)
    user.page.locator("#q").press("Enter")
    user.counts("5 records")
    assert not user.page.get_by_text("The server does not answer").is_visible()
