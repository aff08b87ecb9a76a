"""Why a record was found: a page of its own, and what unfolds below a hit."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from index.engines.memory import MemoryReader
from index.explain import explain
from index.records import Trial
from index.request import SearchRequest
from index.search import search
from tests.concepts import Stated
from tests.webui.conftest import Open, Site
from tests.webui.markup import Page
from tests.webui.samples import MemoryPool
from tests.webui.test_browser_appearance import AXE, violations
from webui import create_app

HTMX = {"HX-Request": "true"}


def test_each_hit_of_words_leads_to_its_explanation(client: FlaskClient, reader: MemoryReader) -> None:
    page = Page(client.get("/?q=muscle+cramps&match=all&phase=Not+Applicable").text)
    hits = search(SearchRequest("muscle cramps", {"phase": ("Not Applicable",)}, match="all"), reader).hits
    addresses = [f"/explain/{hit.record.id}?q=muscle+cramps&phase=Not+Applicable&match=all" for hit in hits]
    assert [link["href"] for link in page.all("a") if link.get("href", "").startswith("/explain/")][::2] == addresses
    assert [each["hx-get"] for each in page.all("details") if "hx-get" in each] == addresses
    assert "Why?" not in Page(client.get("/").text).text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_shares_add_up_to_the_score_of_the_hit(client: FlaskClient, reader: MemoryReader, headers: dict[str, str]) -> None:
    hit = search(SearchRequest("muscle cramps"), reader).hits[0]
    page = Page(client.get(f"/explain/{hit.record.id}?q=muscle+cramps", headers=headers).text)
    shares = explain(hit.record.id, SearchRequest("muscle cramps"), reader).words
    for share in shares:
        assert f"{share.score:.4f}" in page.text
    assert f"Score{hit.score:.4f}" in page.text
    assert "It has everything that the search asks for." in page.text
    assert bool(page.all("main")) is not bool(headers)
    assert page.mistakes == []


def test_a_page_says_what_is_missing_and_what_does_not_count(client: FlaskClient) -> None:
    text = Page(client.get("/explain/NCT05392361?q=muscle+zebra+NOT+quinine").text).text
    assert "It has only some of the words" in text
    assert "“zebra”, not in this record" in text
    assert "“NOT quinine”, a condition that it meets" in text


def test_a_synonym_is_named_with_its_source() -> None:
    pool = MemoryPool((Trial(id="NCT00000001", title="Acid reflux"), Trial(id="NCT00000002", title="Heartburn")))
    pool.reader.concepts = Stated(heartburn=["acid reflux"])
    client = create_app(pool).test_client()
    address = "/explain/NCT00000001?q=heartburn"
    assert "acid reflux (means the same, from test; counts 0.7): Title" in Page(client.get(address).text).text
    assert ", with what means the same" in Page(client.get(address).text).text
    assert "This search does not find it." in Page(client.get(f"{address}&synonyms=0").text).text


def test_another_spelling_of_the_id_leads_to_the_record(client: FlaskClient) -> None:
    filtered = Page(client.get("/explain/NCT05392361?q=muscle&phase=Not+Applicable&page=2").text)
    assert "/?q=muscle&phase=Not+Applicable&page=2" in [link.get("href") for link in filtered.all("a")]
    response = client.get("/explain/nct-05392361?q=muscle")
    assert (response.status_code, response.location) == (302, "/explain/NCT05392361?q=muscle")


@pytest.mark.parametrize(("address", "status", "said"), [
    ("/explain/NCT99999999?q=muscle", 404, "there is no record"), ("/explain/NCT05392361", 400, "there is no word"),
    ("/explain/NCT05392361?q=(muscle", 400, "never closed"), ("/explain/NCT05392361?q=a&x=1", 400, "unknown parameter"),
    ("/explain/NCT05392361?q=a&match=x", 400, "unknown match"), ("/api/explain/NCT05392361", 400, "there is no word"),
    ("/api/similar/NCT99999999", 404, "there is no record"), ("/api/similar/NCT05392361?limit=21", 400, "outside 0 to 20"),
])
def test_an_error_says_what_to_do(client: FlaskClient, address: str, status: int, said: str) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert said in response.text.lower()


def test_what_is_still_being_typed_is_explained_in_place(client: FlaskClient) -> None:
    assert client.get('/explain/NCT05392361?q="muscle+cra', headers=HTMX).status_code == 200
    assert client.get('/explain/NCT05392361?q="muscle+cra').status_code == 400


def test_a_record_page_lists_what_is_similar_but_not_what_it_names_anyway(client: FlaskClient, site: Site) -> None:
    page = Page(client.get("/record/NCT05392361").text)
    assert page.all("a", href="/record/NCT04509336")
    assert "Similar trials" in page.text
    assert "Similar drugs" not in Page(client.get("/record/orphenadrine").text).text
    twins = [Trial(id=f"NCT0000000{n}", title="Cramps", secondary_ids=("NCT00000009",)) for n in (1, 2)]
    assert len(Page(site(*twins).get("/record/NCT00000001").text).all("a", href="/record/NCT00000002")) == 1


@pytest.mark.browser
def test_an_explanation_unfolds_below_its_hit_and_folds_again(open_page: Open) -> None:
    user = open_page("/?q=muscle+cramps", bypass_csp=True)
    page, entries = user.page, user.entries
    first, second = page.locator("details.why").nth(0), page.locator("details.why").nth(1)
    for each in (first, second):
        each.locator("summary").first.focus()
        page.keyboard.press("Enter")
    for each in (first, second):
        each.get_by_text("Share of the score").wait_for()
    assert user.focus == second.locator("summary").first.get_attribute("id")
    assert (user.url, user.entries) == ("/?q=muscle+cramps", entries)
    page.evaluate(AXE)
    assert violations(user, ["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]) == []
    page.keyboard.press("Enter")
    assert not second.get_by_text("Share of the score").is_visible()
    user.counts("5 records")


@pytest.mark.browser
def test_a_word_that_waits_to_be_sent_is_sent_although_an_explanation_was_asked_for(open_page: Open) -> None:
    user = open_page("/?q=muscle")
    user.page.locator("#q").fill("muscle cramps")
    user.page.locator("details.why summary").first.click()
    user.shows("/?q=muscle+cramps")
    user.counts("5 records")


@pytest.mark.browser
def test_without_script_why_is_a_link_to_a_page(open_page: Open) -> None:
    page = open_page("/?q=muscle+cramps", java_script_enabled=False).page
    assert not page.locator("details.why").first.is_visible()
    page.get_by_role("link", name="Why?").first.click()
    page.wait_for_url("**/explain/*?q=muscle+cramps")
    assert page.get_by_role("cell", name="in 5 of").first.is_visible()
