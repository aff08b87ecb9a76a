"""The page names what was looked for besides, and every part of it can be left out and brought back by a link."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from index.concepts.base import Synonym
from index.records import Monograph, Trial
from tests.concepts import Stated
from tests.webui.browser import served
from tests.webui.markup import Page
from tests.webui.samples import MemoryPool
from webui import create_app

DRUG = Monograph(id="H789N3FKE8", title="Baclofen", generic_name="Baclofen",
                 brand_names=("Lioresal", "Kemstro", "Gablofen", "Ozobax", "Lyvispah", "Fleqsuvy"))
TRIALS = [Trial(id=f"NCT0000000{number}", title=title) for number, title in enumerate(
    ("Baclofen in adults", "Kemstro in children", "Paediatric asthma", "Pediatric asthma"))]


CONCEPTS = Stated(lioresal=["Baclofen", "Fleqsuvy", "Gablofen", "Kemstro", "Lyvispah", "Ozobax"], paediatric=["pediatric"])


@pytest.fixture
def client() -> FlaskClient:
    pool = MemoryPool([DRUG, *TRIALS])
    pool.reader.concepts = CONCEPTS
    return create_app(pool).test_client()


def links(page: Page, starting: str) -> list[str]:
    return [attributes["href"] for attributes in page.all("a") if attributes.get("href", "").startswith(starting)]


def test_each_term_is_named_with_what_means_the_same_and_how_many_records_have_it(client: FlaskClient) -> None:
    found = Page(client.get("/?q=lioresal+paediatric&match=any").text)
    assert found.mistakes == []
    assert "“lioresal” (just that lioresal), also Baclofen (2), Fleqsuvy (1)" in found.text
    assert "“paediatric” (just that paediatric), also pediatric (1)" in found.text


def test_what_is_narrower_is_told_apart() -> None:
    class Narrower(Stated):
        def find(self, stems: tuple[str, ...], context: frozenset[str]) -> Sequence[Synonym]:
            return [each._replace(narrower=True) for each in super().find(stems, context)]

    pool = MemoryPool([DRUG, *TRIALS])
    pool.reader.concepts = Narrower(paediatric=["pediatric"])
    assert "also pediatric (1, narrower)" in Page(create_app(pool).test_client().get("/?q=paediatric").text).text


def test_a_term_can_be_made_to_mean_just_itself_and_back(client: FlaskClient) -> None:
    found = Page(client.get("/?q=paediatric").text)
    assert "2 records" in found.text
    (narrow,) = links(found, "/?q=%3Dpaediatric")
    narrowed = Page(client.get(narrow).text)
    assert "1 record" in narrowed.text
    assert "also pediatric" not in narrowed.text


def test_all_of_it_can_be_left_out_and_a_chip_brings_it_back(client: FlaskClient) -> None:
    found = Page(client.get("/?q=lioresal+paediatric&match=any").text)
    (as_typed,) = links(found, "/?q=lioresal+paediatric&match=any&synonyms=0")
    narrowed = Page(client.get(as_typed).text)
    assert "also" not in narrowed.text.partition("Sort by")[2].partition("Answered")[0]
    assert "Words: just as typed" in narrowed.text
    assert "/?q=lioresal+paediatric&match=any" in links(narrowed, "/?")
    assert {"name": "synonyms", "value": "0"}.items() <= next(
        each for each in narrowed.all("input") if each.get("name") == "synonyms").items()


def test_a_title_that_is_no_query_is_answered_and_can_be_searched_as_typed() -> None:
    pool = MemoryPool([DRUG, Trial(id="NCT00000009", title="Cohort:lioresal in adults, lioresal")])
    pool.reader.concepts = CONCEPTS
    client = create_app(pool).test_client()
    found = client.get("/?q=Cohort%3Alioresal+in+adults%2C+lioresal")
    assert found.status_code == 200
    (narrow, *_) = links(Page(found.text), "/?q=Cohort%3Alioresal+in+adults%2C+lioresal&synonyms=0")
    assert "NCT00000009" in client.get(narrow).text


def test_the_many_are_unfolded_on_demand(client: FlaskClient) -> None:
    html = client.get("/?q=lioresal").text
    assert "<summary>" in html.partition("widened")[2].partition("</ul>")[0]


@pytest.mark.browser
def test_what_was_added_is_left_out_by_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, [DRUG, *TRIALS]) as address, closing(browser.new_page()) as page:
        page.goto(f"{address}/?q=lioresal")
        link = page.get_by_role("link", name="just that lioresal")
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=%3Dlioresal")
        page.get_by_role("heading", name="1 record").wait_for()
        page.go_back()
        link.wait_for()
