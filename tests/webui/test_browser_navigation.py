"""In a real browser: the way of a user, there and back, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from tests.webui.conftest import Open

pytestmark = pytest.mark.browser


def test_the_whole_way_of_a_user(open_page: Open) -> None:
    user = open_page("/help")
    user.page.goto("/")
    page, entries = user.page, user.entries
    page.keyboard.press("/")
    assert user.focus == "q"

    page.keyboard.type("muscle cramps", delay=30)
    user.shows("/?q=muscle+cramps")
    user.counts("5 records")
    assert ("q", entries) == (user.focus, user.entries)

    page.get_by_role("group", name="Phase").get_by_label("Not Applicable").check()
    user.shows("/?q=muscle+cramps&phase=Not+Applicable")
    user.counts("2 records")
    phase = user.focus
    assert phase.startswith("phase-")

    page.get_by_role("group", name="Status").get_by_label("Completed").check()
    user.shows("/?q=muscle+cramps&phase=Not+Applicable&status=Completed")
    user.counts("1 record")
    assert user.focus.startswith("status-")
    assert page.get_by_label("Terminated").is_visible()

    page.get_by_role("link", name="Remove filter Phase: Not Applicable").click()
    user.shows("/?q=muscle+cramps&status=Completed")
    user.counts("2 records")
    assert user.focus == "chip"
    assert entries + 3 == user.entries

    page.get_by_role("link", name="Effect of baclofen on nocturnal muscle cramps").click()
    user.shows("/record/NCT05392361")
    page.go_back()
    user.shows("/?q=muscle+cramps&status=Completed")
    user.counts("2 records")
    assert user.focus == "hit-NCT05392361"
    assert not page.get_by_label("Not Applicable").is_checked()

    for url, count in (("/?q=muscle+cramps&phase=Not+Applicable&status=Completed", "1 record"),
                       ("/?q=muscle+cramps&phase=Not+Applicable", "2 records"), ("/?q=muscle+cramps", "5 records")):
        page.go_back()
        user.shows(url)
        user.counts(count)
        user.asks("muscle cramps")
    page.go_back()
    user.shows("/help")


def test_the_whole_way_without_script(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False).page

    def at(path: str, summary: str) -> None:
        page.wait_for_url(f"**{path}")
        assert summary == page.locator("#summary").inner_text()

    page.locator("#q").fill("muscle cramps")
    page.keyboard.press("Enter")
    at("/?q=muscle+cramps", "5 records")
    page.get_by_role("group", name="Phase").get_by_label("Not Applicable").check()
    page.get_by_role("group", name="Status").get_by_label("Completed").check()
    page.locator("#year_from").fill("2020")
    page.get_by_role("button", name="Apply").click()
    at("/?q=muscle+cramps&phase=Not+Applicable&status=Completed&year=2020..", "1 record")
    page.get_by_role("link", name="Remove filter Phase: Not Applicable").click()
    at("/?q=muscle+cramps&status=Completed&year=2020..", "1 record")
    page.locator(".hit a").first.click()
    page.wait_for_url("**/record/NCT05392361")
    page.go_back()
    at("/?q=muscle+cramps&status=Completed&year=2020..", "1 record")
    page.goto("/?q=quinine")
    page.locator("a.all", has_text="Sponsor").click()
    page.get_by_label("Only values with").fill("sponsor 3")
    page.get_by_label("Sponsor 0").check()
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Sponsor 39").check()
    page.get_by_role("button", name="Show the records").click()
    page.wait_for_url("**/?q=quinine&sponsor=Sponsor+0&sponsor=Sponsor+39")
    assert not page.locator("#filters-button").is_visible()
    assert not page.get_by_label("to go to the search box").is_visible()


def test_back_never_walks_letters_and_enter_keeps_a_search(open_page: Open) -> None:
    user = open_page("/help")
    user.page.goto("/")
    entries = user.entries
    user.page.locator("#q").focus()
    user.page.evaluate("() => { const box = document.activeElement; box.value = 'muscle'; box.form.requestSubmit() }")
    user.counts("5 records")
    user.page.locator("#q").press_sequentially(" cramps", delay=300)
    user.shows("/?q=muscle+cramps")

    assert entries + 2 == user.entries
    user.page.go_back()
    user.shows("/?q=muscle")
    user.asks("muscle")
    user.counts("5 records")
    assert user.focus == "q"
    user.page.go_back()
    user.shows("/")
    user.counts("150 records")
    user.page.go_back()
    user.shows("/help")


def test_enter_on_what_is_shown_adds_no_empty_step(open_page: Open) -> None:
    user = open_page("/")
    user.page.locator("#q").fill("muscle")
    user.shows("/?q=muscle")
    entries = user.entries
    with user.page.expect_response("**/?q=muscle*"):
        user.page.locator("#q").press("Enter")

    assert entries == user.entries


def test_the_newest_request_wins(open_page: Open) -> None:
    user = open_page("/")
    held: list[Route] = []
    user.page.route("**/?q=quinine&**", lambda route: held.append(route))
    with user.page.expect_request("**/?q=quinine&**"):
        user.page.locator("#q").fill("quinine")
    user.page.locator("#q").fill("muscle cramps")
    user.counts("5 records")
    for route in held:
        route.abort()
    user.page.wait_for_timeout(100)

    user.counts("5 records")
    assert user.url == "/?q=muscle+cramps"


def test_a_link_that_is_followed_while_typing_sets_the_box(open_page: Open) -> None:
    user = open_page("/?q=quinine")
    user.page.route("**/?q=quinine%20zzz&**", lambda route: None)  # if the keys take longer than the pause: never answered
    user.page.locator("#q").fill("quinine zzz")
    user.page.locator("#page-next").click()
    user.shows("/?q=quinine&page=2")
    user.page.wait_for_timeout(400)

    assert (user.url, user.page.locator("#q").input_value()) == ("/?q=quinine&page=2", "quinine")


def test_pages_sorts_years_and_boxes_push_and_keep_the_focus(open_page: Open) -> None:
    user = open_page("/?q=quinine")
    page, entries = user.page, user.entries
    page.locator("#page-next").click()
    user.shows("/?q=quinine&page=2")
    assert user.focus == "page-next"
    page.wait_for_function("() => scrollY < 600")
    page.locator("#sort").focus()
    page.locator("#sort").select_option("oldest")
    user.shows("/?q=quinine&sort=oldest")
    assert user.focus == "sort"
    page.get_by_role("link", name="1995, 4 records").click()
    user.shows("/?q=quinine&year=1995&sort=oldest")
    assert (user.focus, page.locator("#year_to").input_value()) == ("bar-1995", "1995")
    page.locator("#year_to").fill("1996")
    page.locator("#year_to").press("Enter")
    user.shows("/?q=quinine&year=1995..1996&sort=oldest")
    assert user.focus == "year_to"
    page.get_by_role("link", name="Clear all").click()
    user.shows("/?q=quinine&sort=oldest")
    assert user.focus == "summary"
    assert entries + 5 == user.entries


def test_a_removed_chip_hands_the_focus_to_its_neighbour(open_page: Open) -> None:
    user = open_page("/?q=baclofen&phase=Phase+2&status=Terminated&status=Withdrawn")
    for name, left in (("Status: Withdrawn", "Status: Terminated"), ("Phase: Phase 2", "Status: Terminated")):
        user.page.get_by_role("link", name=f"Remove filter {name}").click()
        user.page.get_by_role("link", name=f"Remove filter {name}").wait_for(state="detached")
        assert left in " ".join(user.page.locator("a:focus").inner_text().split())


def test_a_monograph_searches_its_trials_in_place(open_page: Open) -> None:
    user = open_page("/record/H789N3FKE8")
    user.page.locator("#within").fill("muscle")
    user.shows("/record/H789N3FKE8?q=muscle")
    user.counts("4 records")
    user.page.get_by_role("group", name="Phase").get_by_label("Phase 4").check()
    user.counts("1 record")
    user.page.go_back()
    user.counts("4 records")
    assert user.page.locator("#within").input_value() == "muscle"
    assert user.page.get_by_role("heading", name="Indication").is_visible()


def test_the_values_of_a_facet_are_filtered_as_you_type(open_page: Open) -> None:
    user = open_page("/facet/sponsor?q=quinine")
    user.page.get_by_label("Sponsor 0").check()
    user.page.get_by_label("Only values with").fill("sponsor 39")
    user.page.get_by_role("group", name="Chosen").get_by_label("Sponsor 0").wait_for()
    user.page.get_by_label("Sponsor 39").check()
    user.page.get_by_role("button", name="Show the records").click()
    user.shows("/?q=quinine&sponsor=Sponsor+0&sponsor=Sponsor+39")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_ticks_go_along_from_page_to_page(open_page: Open, script: bool) -> None:
    page = open_page("/facet/condition?q=quinine&sort=title", java_script_enabled=script).page
    page.get_by_label("Malaria type 0").check()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**/facet/condition?q=quinine&condition=Malaria+type+0&sort=title&page=2")
    assert page.get_by_role("group", name="Chosen").get_by_label("Malaria type 0").is_checked()
    page.get_by_role("button", name="Previous").click()
    page.wait_for_url("**/facet/condition?q=quinine&condition=Malaria+type+0&sort=title")
    page.get_by_role("button", name="Show the records").click()
    page.wait_for_url("**/?q=quinine&condition=Malaria+type+0&sort=title")
