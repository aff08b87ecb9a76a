"""In a real browser: the way of a user, with and without script, by keyboard, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, sync_playwright

from index.records import Trial
from tests.webui.browser import Visit, launch, served, visit
from tests.webui.samples import MANY
from tests.webui.test_hostile import ATTACKS

pytestmark = pytest.mark.browser

AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
PAGES = ("/", "/?q=muscle+cramps", "/?q=baclofen&phase=Phase+2&status=(none)&year=2019..2021", "/?q=quinine&page=3", "/?q=zzz",
         "/?q=zzz&phase=Phase+2", "/?q=muscle+AND+(cramps", "/?q=((&phase=Phase+2&year=2019..2021", "/?page=x", "/record/H789N3FKE8", "/record/NCT05392361",
         "/record/CTRI/2020/01/022931", "/record/article-0123456789ab", "/facet/condition?condition=Hiccup&contains=type",
         "/help", "/nothing")
HOSTILE = tuple(Trial(id=f"NCT8000000{n}", title=f"hostile {text}", sponsor=text, conditions=(f"hostile {text}",), status=text,
                      phases=(text,), summary=f"hostile {text}", drugs=(text,), extra={text: (text,)})
                for n, text in enumerate(ATTACKS.values()))
Open = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("index"), (*MANY, *HOSTILE)) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, base: str) -> Iterator[Open]:
    """Opens windows; at the end no script may have failed and no policy may have been violated."""
    with ExitStack() as stack:
        visits: list[Visit] = []

        def start(path: str = "/", **options: Any) -> Visit:
            context = stack.enter_context(browser.new_context(base_url=base, **options))
            found = visit(context)
            visits.append(found)
            found.page.goto(path)
            return found

        yield start
        assert [wrong for each in visits for wrong in each.wrong] == []


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
        assert page.locator("#q").input_value() == "muscle cramps"
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
    user.counts("5 records")
    assert (user.focus, user.page.locator("#q").input_value()) == ("q", "muscle")
    user.page.go_back()
    user.shows("/")
    user.counts("148 records")
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
    user.page.locator("#q").press_sequentially(" zzz")
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
    user = open_page("/?q=baclofen", viewport={"width": width, "height": 640})
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
    user.page.locator("#q").press("End")
    with user.page.expect_response("**/?q=baclofen%20sponsor%3A&**") as answer:
        user.page.locator("#q").press_sequentially(" sponsor:")
    assert (answer.value.status, user.page.locator("#summary").inner_text()) == (204, shown)
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


def test_axe_finds_nothing_in_the_light_and_in_the_dark(open_page: Open) -> None:
    user = open_page("/", color_scheme="light", bypass_csp=True)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for path in PAGES:
        user.page.emulate_media(color_scheme="light")
        user.page.goto(path)
        user.page.evaluate(AXE)
        assert violations(user, rules) == [], path
        user.page.emulate_media(color_scheme="dark")
        assert violations(user, ["cat.color"]) == [], path


def violations(user: Visit, tags: list[str]) -> list[tuple[str, list[str]]]:
    """What axe has against the page: rule, elements."""
    found = user.page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", tags)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


def test_a_phone_scrolls_one_way_and_fingers_meet_their_targets(open_page: Open) -> None:
    user = open_page("/", viewport={"width": 320, "height": 640})
    for path in PAGES:
        user.page.goto(path)
        if (button := user.page.locator("#filters-button")).count():
            assert not user.page.locator("#filters").is_visible()
            button.click()
            assert button.get_attribute("aria-expanded") == "true"
            assert user.page.locator("#filters").is_visible()
        assert user.page.evaluate("document.documentElement.scrollWidth") == 320, path
        small = user.page.evaluate("""() => [...document.querySelectorAll('a, button, select, input')]
            .map(each => each.closest('label.tick') ?? each)
            .filter(each => !each.matches('.skip') && each.checkVisibility())
            .filter(each => [...each.getClientRects()].some(box => box.height < 24 || box.width < 24))
            .map(each => each.outerHTML)""")
        assert small == [], path


def test_the_filters_button_says_how_many_are_on_and_stays_open(open_page: Open) -> None:
    user = open_page("/?q=baclofen&phase=Phase+2", viewport={"width": 320, "height": 640})
    user.page.get_by_role("button", name="Filters (1 on)").click()
    user.page.get_by_label("Terminated").check()
    user.page.get_by_role("button", name="Filters (2 on)").wait_for()

    assert user.page.get_by_label("Terminated").is_visible()
    assert user.page.locator("#filters-button").get_attribute("aria-expanded") == "true"


def test_print_leaves_the_controls_out(open_page: Open) -> None:
    user = open_page("/?q=muscle+cramps")
    user.page.emulate_media(media="print")

    assert [user.page.locator(each).first.is_visible() for each in ("nav", "#filters", "#sort")] == [False] * 3
    assert user.page.locator("#q").is_visible()
    assert user.page.get_by_text("Completed, as of 2023-03-30").is_visible()


@pytest.mark.parametrize("bypass", [False, True], ids=["policy-on", "policy-off"])
def test_hostile_text_does_nothing(open_page: Open, bypass: bool) -> None:
    user = open_page("/?q=hostile", bypass_csp=bypass)
    assert len(ATTACKS) == user.page.locator(".hit").count()
    for path in ("/facet/sponsor", "/facet/condition?contains=hostile", *(f"/record/NCT8000000{n}" for n in range(len(ATTACKS)))):
        user.page.goto(path)
    user.page.goto("/")
    user.page.locator("#q").fill(" ".join(ATTACKS.values()))
    user.page.wait_for_function("() => document.title.includes('alert(1)')")
    user.page.mouse.move(300, 300)


def test_without_an_index_a_page_says_how_to_make_one(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, ()) as address, browser.new_context(base_url=address) as context:
        page = visit(context).page
        response = page.goto("/")

        assert response is not None
        assert response.status == 503
        assert page.get_by_role("heading", name="There is no index yet").is_visible()
        assert page.get_by_text("trialdex reindex FOLDER").is_visible()
