"""htmx gets the part that changes and is told what the address bar shows; everyone else gets a whole page."""

import pytest
from flask.testing import FlaskClient

from index.errors import NoIndex
from tests.webui.conftest import Site
from tests.webui.markup import Page

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/?q=mus"}
TYPING = HTMX | {"HX-Trigger-Name": "q"}


def test_htmx_gets_a_fragment_with_title_and_status(client: FlaskClient) -> None:
    page = Page(client.get("/?q=muscle+cramps", headers=HTMX).text)

    assert "title" in [tag for tag, _ in page.elements]
    assert "html" not in [tag for tag, _ in page.elements]
    assert page.all("p", id="status") == [{"id": "status", "hx-swap-oob": "innerHTML"}]
    assert page.text.startswith("muscle cramps – Trialdex 5 records: 2 with all words, 3 with some")


@pytest.mark.parametrize("headers", [{}, HTMX | {"HX-History-Restore-Request": "true"}], ids=["browser", "restore"])
def test_browsers_and_history_restores_get_a_whole_page(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.get("/?q=muscle", headers=headers)

    assert response.text.startswith("<!doctype html>")
    assert not {"HX-Push-Url", "HX-Replace-Url"} & set(response.headers.keys())


@pytest.mark.parametrize("url", ["/", "/?q=((", "/record/H789N3FKE8", "/facet/phase"])
def test_caches_are_told_that_answers_differ(client: FlaskClient, url: str) -> None:
    assert client.get(url, headers=HTMX).headers["Vary"] == "HX-Request, HX-History-Restore-Request"


def history(client: FlaskClient, url: str, **headers: str) -> dict[str, str]:
    response = client.get(url, headers=HTMX | {name.replace("_", "-"): value for name, value in headers.items()})
    return {name: value for name, value in response.headers if name in ("HX-Push-Url", "HX-Replace-Url")}


def test_typing_replaces_the_address(client: FlaskClient) -> None:
    assert history(client, "/?q=muscle&sort=&year_from=", HX_Trigger_Name="q") == {"HX-Replace-Url": "/?q=muscle"}


def test_anything_else_pushes_it(client: FlaskClient) -> None:
    assert history(client, "/?phase=phase+2&q=muscle&sort=") == {"HX-Push-Url": "/?q=muscle&phase=Phase+2"}


def test_what_is_shown_already_is_not_pushed_again(client: FlaskClient) -> None:
    assert history(client, "/?q=mus&sort=") == {"HX-Replace-Url": "/?q=mus"}


def test_the_first_letter_after_enter_pushes(client: FlaskClient) -> None:
    assert history(client, "/?q=muscle", HX_Trigger_Name="q", Trialdex_Keep="true") == {"HX-Push-Url": "/?q=muscle"}


def test_a_broken_query_is_in_the_address_too(client: FlaskClient) -> None:
    assert history(client, "/?q=((") == {"HX-Push-Url": "/?q=%28%28"}


def test_a_value_that_cannot_be_in_an_address_is_not(client: FlaskClient) -> None:
    assert history(client, "/?page=x") == {}


def test_open_quotes_count_as_closed_only_while_typing(client: FlaskClient) -> None:
    typed = client.get('/?q="muscle+cramps', headers=TYPING)

    assert (typed.status_code, client.get('/?q="muscle+cramps', headers=HTMX).status_code) == (200, 400)
    assert "2 records" in Page(typed.text).text


@pytest.mark.parametrize("query", ["sponsor:", "Title:", "baclofen (first_posted:", "baclofen -sponsor:", '"a b" sponsor:'])
@pytest.mark.parametrize("path", ["/", "/record/H789N3FKE8"])
def test_a_field_that_waits_for_its_word_leaves_the_result_alone(client: FlaskClient, path: str, query: str) -> None:
    response = client.get(path, query_string={"q": query}, headers=TYPING)

    assert (response.status_code, response.data) == (204, b"")
    assert not {"HX-Push-Url", "HX-Replace-Url"} & set(response.headers.keys())


@pytest.mark.parametrize(("query", "headers"), [
    ("baclofen", TYPING), ("sponsor:y", TYPING), ("sponsor: ", TYPING), ("spnsor:", TYPING), ('"baclofen title:', TYPING),
    ("xsponsor:", TYPING), ("sponsor:", HTMX), ("sponsor:", {})])
def test_anything_else_is_answered_at_once(client: FlaskClient, query: str, headers: dict[str, str]) -> None:
    assert client.get("/", query_string={"q": query}, headers=headers, follow_redirects=True).status_code == 200


def test_a_broken_query_is_answered_with_the_place_and_the_remedy(client: FlaskClient) -> None:
    response = client.get("/?q=muscle+AND+(cramps", headers=HTMX)
    page = Page(response.text)

    assert response.status_code == 400
    assert "This search cannot be read: a parenthesis is never closed" in page.text
    assert "muscle AND <mark>(</mark>cramps" in response.text
    assert "\n<span aria-hidden=\"true\">           ^</span>" in response.text
    assert page.mistakes == []


def test_a_lost_index_is_told_in_the_fragment(site: Site) -> None:
    response = site(error=NoIndex("there is no index in x yet")).get("/?q=a", headers=HTMX)

    assert response.status_code == 503
    assert "There is no index yet" in Page(response.text).text
    assert not response.text.startswith("<!doctype")


def test_the_values_of_a_facet_come_as_a_fragment(client: FlaskClient) -> None:
    response = client.get("/facet/condition?contains=spas", headers=HTMX | {"HX-Trigger-Name": "contains"})

    assert "3 values with “spas”" in Page(response.text).text
    assert response.headers["HX-Replace-Url"] == "/facet/condition?contains=spas"


def test_an_address_that_no_header_holds_is_left_alone(client: FlaskClient) -> None:
    assert history(client, "/?q=" + "a" * 9_000) == {}
