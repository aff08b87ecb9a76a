"""In a real browser: suggestions below the search box, by keyboard, mouse and for screen readers."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Locator, Page, Route

from tests.webui.conftest import Open

pytestmark = pytest.mark.browser
AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")


def _type(page: Page, text: str) -> Locator:
    """Put a text into the box; the options, when they are there."""
    page.locator("#q").fill(text)
    options = page.locator("[role=option]")
    options.first.wait_for()
    return options


def _expanded(page: Page) -> bool:
    return page.locator("#q").get_attribute("aria-expanded") == "true"


@pytest.mark.parametrize("path", ["/", "/help"])
def test_a_value_is_chosen_by_keyboard_alone_and_searched_for(open_page: Open, path: str) -> None:
    user = open_page(path)
    user.page.keyboard.press("/")
    options = _type(user.page, "hicc")
    assert options.first.inner_text().split("\n")[0].startswith("Hiccup")
    assert "Condition" in options.first.inner_text()
    user.page.keyboard.press("ArrowDown")
    box = user.page.locator("#q")
    assert (box.input_value(), box.get_attribute("aria-activedescendant")) == ("hicc", "suggestion-0")
    assert options.first.get_attribute("aria-selected") == "true"
    user.page.keyboard.press("Enter")

    user.shows("/?q=Hiccup")
    user.counts("1 record")
    assert user.page.locator("#q").input_value() == "Hiccup"
    assert not _expanded(user.page)


def test_arrows_go_round_through_the_box(open_page: Open) -> None:
    user = open_page("/")
    count = _type(user.page, "baclofen").count()
    seen = []
    for key in ["ArrowUp", "ArrowDown", "ArrowDown", "Home", "ArrowDown"]:
        user.page.keyboard.press(key)
        seen.append(user.page.locator("#q").get_attribute("aria-activedescendant"))

    assert seen == [f"suggestion-{count - 1}", None, "suggestion-0", None, "suggestion-0"]
    assert user.focus == "q"


def test_escape_first_closes_the_list_and_keeps_the_text(open_page: Open) -> None:
    user = open_page("/")
    _type(user.page, "spas")
    user.page.keyboard.press("Escape")
    assert (_expanded(user.page), user.page.locator("#q").input_value()) == (False, "spas")
    user.page.keyboard.press("ArrowDown")
    user.page.locator("[role=option]").first.wait_for()


def test_enter_without_a_choice_searches_for_the_text(open_page: Open) -> None:
    user = open_page("/help")
    user.page.locator("#q").focus()
    _type(user.page, "spas")
    user.page.keyboard.press("Enter")
    user.page.wait_for_url("**/?q=spas*")
    assert user.page.locator("#q").input_value() == "spas"


def test_a_click_chooses_and_an_id_opens_its_record(open_page: Open) -> None:
    user = open_page("/")
    _type(user.page, "nct 0450").filter(has_text="NCT04509336").first.click()
    user.page.wait_for_url("**/record/NCT04509336")


def test_a_suggestion_says_of_how_many_records_it_is_a_value(open_page: Open) -> None:
    user = open_page("/")
    assert _type(user.page, "sponsor 1").first.inner_text().split() == ["Sponsor", "1", "Sponsor", "of", "4", "records"]


def test_the_focus_stays_in_the_box_and_leaving_it_closes_the_list(open_page: Open) -> None:
    user = open_page("/")
    options = _type(user.page, "spas")
    options.first.hover()
    user.page.mouse.down()
    assert user.focus == "q"
    user.page.mouse.move(5, 5)
    user.page.mouse.up()
    user.page.keyboard.press("Tab")
    assert not _expanded(user.page)


def test_a_pause_asks_once_and_a_choice_searches_once(open_page: Open) -> None:
    user = open_page("/help")
    asked: list[str] = []
    user.page.on("request", lambda request: asked.append(request.url.split("/", 3)[3]))
    user.page.clock.install(time=0)
    user.page.goto("/")
    user.page.clock.pause_at(10_000)
    for letter in "hiccu":
        user.page.locator("#q").press_sequentially(letter)
        user.page.clock.run_for(100)
    assert [url for url in asked if "q=" in url] == []
    user.page.clock.resume()
    user.page.locator("[role=option]").first.wait_for()
    user.shows("/?q=hiccu")
    assert [url for url in asked if url.startswith("api/suggest")] == ["api/suggest?q=hiccu"]
    asked.clear()
    user.page.keyboard.press("ArrowDown")
    user.page.keyboard.press("Enter")
    user.shows("/?q=Hiccup")
    user.page.wait_for_timeout(600)
    assert [url for url in asked if not url.startswith("static/")] == ["?q=Hiccup&year_from=&year_to=&sort="]


def test_an_answer_that_comes_too_late_is_dropped(open_page: Open) -> None:
    user = open_page("/")
    held: list[Route] = []
    user.page.route("**/api/suggest?q=spas", lambda route: held.append(route))
    with user.page.expect_request("**/api/suggest?q=spas"):
        user.page.locator("#q").fill("spas")
    options = _type(user.page, "hicc")
    for route in held:
        route.continue_()
    user.page.wait_for_timeout(300)
    assert options.first.inner_text().startswith("Hiccup")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_runs_over(open_page: Open, scheme: str, width: int) -> None:
    user = open_page("/", viewport={"width": width, "height": 640}, color_scheme=scheme)
    count = _type(user.page, "ba").count()
    user.page.keyboard.press("ArrowDown")
    user.page.wait_for_timeout(100)
    user.page.evaluate(AXE)
    found = user.page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert user.page.evaluate("document.documentElement.scrollWidth") <= width
    assert user.page.locator("[aria-live]:not([role])").inner_text() == f"{count} suggestions"


def test_without_a_script_the_box_is_a_plain_one(open_page: Open) -> None:
    user = open_page("/", java_script_enabled=False)
    assert user.page.locator("#q").get_attribute("role") is None
    user.page.locator("#q").fill("hiccup")
    user.page.locator("#q").press("Enter")
    user.page.wait_for_url("**/?q=hiccup*")
