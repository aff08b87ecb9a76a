"""In a real browser, with the keyboard alone: taking advice, going back, and going straight to a record."""

from __future__ import annotations

import pytest

from tests.webui.conftest import Open
from tests.webui.test_browser_appearance import AXE, violations

pytestmark = pytest.mark.browser


def test_one_key_takes_a_proposal_and_one_more_undoes_it(open_page: Open) -> None:
    user = open_page("/?q=cramps+in+south+korea")
    user.page.locator("#proposal-1").focus()
    user.page.keyboard.press("Enter")
    user.shows("/?q=cramps&country=South+Korea")
    assert user.page.locator("#q").input_value() == "cramps"
    user.page.get_by_role("link", name="Remove filter Country: South Korea").focus()
    user.page.keyboard.press("Enter")
    user.shows("/?q=cramps")


def test_going_back_brings_the_words_back(open_page: Open) -> None:
    user = open_page("/?q=cramps+in+south+korea")
    user.page.locator("#proposal-1").press("Enter")
    user.shows("/?q=cramps&country=South+Korea")
    user.page.go_back()
    user.page.wait_for_function("() => document.getElementById('q').value === 'cramps in south korea'")


def test_a_misspelt_word_is_mended_from_the_box_by_the_keyboard(open_page: Open) -> None:
    user = open_page("/")
    user.page.locator("#q").fill("bacloffen")
    user.page.locator("#suggestion").press("Enter")
    user.shows("/?q=baclofen")
    assert user.page.locator("#q").input_value() == "baclofen"


def test_an_identifier_shows_its_record_while_it_is_typed_and_opens_it_when_it_is_sent(open_page: Open) -> None:
    user = open_page("/")
    user.page.locator("#q").fill("nct 0450 9336")
    user.page.locator("#open-record").wait_for()
    user.shows("/?q=nct+0450+9336")
    user.page.locator("#q").press("Enter")
    user.shows("/record/NCT04509336")
    user.page.go_back()
    user.shows("/?q=nct+0450+9336")
    user.counts("1 record")


def test_without_scripts_an_identifier_opens_its_record_and_the_way_back_is_one_step(open_page: Open) -> None:
    user = open_page("/?q=cramps", java_script_enabled=False)
    user.page.locator("#q").fill("1134470")
    user.page.locator("#q").press("Enter")
    user.page.wait_for_url("**/record/H789N3FKE8")
    user.page.go_back()
    user.page.wait_for_url("**/?q=cramps")


@pytest.mark.parametrize("path", [
    "/?q=phase+2+cramps+in+south+korea", "/?q=bacloffen", "/?q=baclofen+zebra", "/?q=hiccups&phase=Phase+2",
    "/?q=nct04509336"])
def test_advice_can_be_read_by_everyone(open_page: Open, path: str) -> None:
    user = open_page(path, bypass_csp=True, viewport={"width": 320, "height": 640})
    user.page.evaluate(AXE)
    assert violations(user, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]) == []
    assert user.page.evaluate("document.documentElement.scrollWidth") == 320
