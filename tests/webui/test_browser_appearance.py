"""In a real browser: on a phone, in the dark, on paper, for those who do not see it; and with hostile text."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.webui.browser import Visit, served, visit
from tests.webui.conftest import Open
from tests.webui.samples import ATTACKS

pytestmark = pytest.mark.browser

AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
PAGES = ("/", "/?q=muscle+cramps", "/?q=baclofen&phase=Phase+2&status=(none)&year=2019..2021", "/?q=quinine&page=3", "/?q=zzz",
         "/?q=zzz&phase=Phase+2", "/?q=muscle+AND+(cramps", "/?q=((&phase=Phase+2&year=2019..2021", "/?page=x", "/record/H789N3FKE8", "/record/NCT05392361",
         "/record/CTRI/2020/01/022931", "/record/NCT70000001", "/record/article-0123456789ab", "/facet/condition?condition=Hiccup&contains=type",
         "/help", "/nothing", "/explain/NCT05392361?q=muscle+cramps+zebra")


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


def test_paper_has_what_is_folded_on_the_screen(open_page: Open) -> None:
    user = open_page("/record/NCT70000001", java_script_enabled=False)
    folded = user.page.get_by_text("Hospital 59, Cairo, Egypt")

    assert not folded.is_visible()
    user.page.locator("summary").first.click()
    assert folded.is_visible()
    user.page.locator("summary").first.click()
    user.page.emulate_media(media="print")
    assert folded.is_visible()


def test_the_number_of_a_source_leads_to_it(open_page: Open) -> None:
    user = open_page("/record/NCT70000001", viewport={"width": 390, "height": 640})
    user.page.get_by_text("Source 1 says: Recruiting, as of 2021-05").get_by_role("link").click()

    assert user.page.locator("#source-1").evaluate("each => each.matches(':target')")
    assert user.page.locator("#source-1").bounding_box()["y"] < 640  # type: ignore[index]


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
