"""All values of a facet can be found, ticked and taken back to the result, without losing what was chosen."""

import pytest
from flask.testing import FlaskClient

from tests.webui.markup import Page
from webui.views import facet


def ticked(page: Page) -> set[str]:
    return {each["value"] for each in page.all("input", type="checkbox") if "checked" in each and "name" in each}


def listed(page: Page) -> list[str]:
    return [each["value"] for each in page.all("input", type="checkbox") if "name" in each]


def test_all_values_are_listed_page_by_page(many: FlaskClient) -> None:
    first, second = (Page(many.get(f"/facet/condition{more}").text) for more in ("", "?page=2"))

    assert "141 values" in first.text
    assert (len(listed(first)), len(listed(second))) == (100, 42)
    assert not set(listed(first)) & set(listed(second))
    assert listed(second)[-1] == "(none)"
    assert [(each["formaction"], each["value"]) for page in (first, second) for each in page.all("button", name="page")] == [
        ("/facet/condition", "2"), ("/facet/condition", "1")]


def test_no_link_leads_past_the_last_page_that_can_be_asked_for(
        many: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facet, "MAX_OFFSET", 19)
    page = Page(many.get("/facet/condition").text)

    assert "Further values are found by typing a part of them" in page.text
    assert not page.all("button", name="page")


def test_the_filter_box_forgives_case(many: FlaskClient) -> None:
    assert listed(Page(many.get("/facet/condition?contains=TYPE+129").text)) == ["Malaria type 129"]


def test_the_search_goes_along_and_back(client: FlaskClient) -> None:
    page = Page(client.get("/facet/condition?q=baclofen&status=Completed&condition=Hiccup&sort=title").text)

    assert [{"type": "hidden", "name": name, "value": value} for name, value in
            (("q", "baclofen"), ("status", "Completed"), ("sort", "title"))] == page.all("input", type="hidden")
    assert {"Hiccup"} == ticked(page)
    assert {"/?q=baclofen&status=Completed&condition=Hiccup&sort=title"} <= {each["href"] for each in page.all("a")}


def test_a_chosen_value_stays_ticked_on_every_page_and_under_every_filter(many: FlaskClient) -> None:
    for more in ("", "&page=2", "&contains=hiccup"):
        assert {"Malaria type 1"} == ticked(Page(many.get(f"/facet/condition?condition=malaria+type+1{more}").text))


def test_the_form_of_the_page_arrives_at_the_result(client: FlaskClient) -> None:
    response = client.get("/?q=baclofen&contains=spas&condition=Spasticity&condition=Hiccup")

    assert response.headers["Location"] == "/?q=baclofen&condition=Spasticity&condition=Hiccup"


def test_nothing_found_leads_back_to_all(client: FlaskClient) -> None:
    page = Page(client.get("/facet/condition?q=baclofen&contains=zzz").text)

    assert "No value contains this" in page.text
    assert "/facet/condition?q=baclofen" in {each["href"] for each in page.all("a")}


def test_the_form_leads_to_the_short_address(client: FlaskClient) -> None:
    assert client.get("/facet/condition?contains=+b&q=a&page=1").headers["Location"] == "/facet/condition?q=a&contains=b"
