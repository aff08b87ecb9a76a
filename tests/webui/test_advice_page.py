"""What could be asked instead stands on the page as links that do what they say, with or without JavaScript."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.webui.markup import Page


def links(client: FlaskClient, url: str, prefix: str) -> list[str]:
    """The addresses of the links whose id begins so."""
    page = Page(client.get(url).text)
    assert page.mistakes == []
    return [attributes["href"] for attributes in page.all("a") if attributes.get("id", "").startswith(prefix)]


def heading(client: FlaskClient, url: str) -> str:
    found = re.search(r'<h2 id="summary"[^>]*>([^<]*)', client.get(url).text)
    assert found is not None
    return found[1]


def test_a_proposal_takes_the_words_out_and_puts_the_filter_in(client: FlaskClient) -> None:
    assert links(client, "/?q=phase+2+muscle+in+canada&sort=newest", "proposal-") == [
        "/?q=muscle+in+canada&phase=Phase+2&sort=newest", "/?q=phase+2+muscle&country=Canada&sort=newest"]


def test_all_proposals_can_be_taken_at_once(client: FlaskClient) -> None:
    assert links(client, "/?q=terminated+baclofen+in+egypt", "proposals-all") == [
        "/?status=Terminated&country=Egypt&drug=Baclofen"]


def test_a_proposal_that_is_taken_is_a_filter_that_can_be_removed(client: FlaskClient) -> None:
    (address,) = links(client, "/?q=cramps+in+south+korea", "proposal-")
    assert address == "/?q=cramps&country=South+Korea"
    assert "Remove filter Country: South Korea" in Page(client.get(address).text).text
    assert links(client, address, "proposal-") == []


def test_the_count_of_a_proposal_is_that_of_its_page(client: FlaskClient) -> None:
    html = client.get("/?q=phase+2+baclofen").text
    counts = re.findall(r'id="proposal-\d+".*?href="([^"]*)".*?class="count">(\d+)<', html)
    assert len(counts) >= 1
    for address, count in counts:
        assert heading(client, unescape(address)).split()[0] == count


def test_a_filter_of_the_page_itself_is_not_proposed(client: FlaskClient) -> None:
    assert links(client, "/record/H789N3FKE8?q=trials+cramps+completed", "proposal-") == [
        "/record/H789N3FKE8?q=trials+cramps&status=Completed"]


def test_a_misspelt_query_links_to_the_one_that_may_be_meant(client: FlaskClient) -> None:
    (address,) = links(client, "/?q=bacloffen&status=Completed&sort=title", "suggestion")
    assert address == "/?q=baclofen&status=Completed&sort=title"
    assert heading(client, address) != "No records"


@pytest.mark.parametrize(("url", "expected"), [
    ("/?q=baclofen+zebra", ["/?q=baclofen"]),
    ("/?q=hiccups&phase=Phase+2&match=all", ["/?q=hiccups&match=all", "/?phase=Phase+2&match=all"]),
    ("/?q=zebra", []), ("/?q=baclofen", [])])
def test_an_empty_result_links_to_what_there_is_with_one_part_less(client: FlaskClient, url: str,
                                                                   expected: list[str]) -> None:
    assert links(client, url, "remedy-") == expected


def test_an_identifier_that_was_sent_leads_to_its_record(client: FlaskClient) -> None:
    answer = client.get("/?q=nct+0450-9336&go=1")
    assert (answer.status_code, answer.location) == (303, "/record/NCT04509336")
    answer = client.get("/?q=1134470&go=1", headers={"HX-Request": "true"})
    assert (answer.headers["HX-Redirect"], answer.text) == ("/record/H789N3FKE8", "")


@pytest.mark.parametrize("url", ["/?q=nct+0450-9336", "/?q=C10H12ClNO2"])
def test_the_address_of_a_search_stays_a_search_and_links_to_the_record(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert len(links(client, url, "open-record")) == 1


def test_words_that_were_sent_lead_to_their_result(client: FlaskClient) -> None:
    answer = client.get("/?q=muscle+cramps&go=1")
    assert (answer.status_code, answer.location) == (302, "/?q=muscle+cramps")
    assert client.get("/?q=muscle+cramps&go=1", headers={"HX-Request": "true"}).headers["HX-Push-Url"] == \
        "/?q=muscle+cramps"
