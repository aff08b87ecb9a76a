"""Text from documents, queries and values stays text."""

import html

import pytest
from flask.testing import FlaskClient

from index.records import Article, Monograph, Trial
from tests.webui.conftest import Site
from tests.webui.markup import Page
from tests.webui.samples import ATTACKS


def hostile_site(site: Site, text: str) -> FlaskClient:
    return site(
        Trial(id="NCT1", title=f"cramps {text}", phases=(text,), status=text, conditions=(f"cramps {text}",), sponsor=text,
              last_posted=text, first_posted="2020-01-01", countries=(text,), drugs=(text,), interventions=(text,),
              summary=f"cramps {text}", extra={text: (text,)}, aliases=(text,), locations=(text,)),
        Monograph(id="mono", title=text, generic_name=text, drugs=(text,), brand_names=(text,), background=f"cramps {text}"),
        Article(id="article", title=f"cramps {text}", publisher=text, summary=text, drugs=(text,)),
    )


def assert_inert(body: str) -> Page:
    page = Page(body)
    assert page.mistakes == []
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "iframe", "object", "style", "base"})
    assert all("src" in attributes for attributes in page.all("script"))
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("hx-get") != "/x"
        assert attributes.get("hx-trigger") != "load"
        assert not attributes.get("href", "/").lower().startswith(("javascript:", "data:"))
    return page


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("url", ["/", "/?q=cramps", "/record/NCT1", "/record/mono", "/record/article", "/facet/sponsor",
                                 "/facet/condition?contains=cramps", "/facet/phase"])
def test_documents_are_inert(site: Site, attack: str, url: str) -> None:
    assert_inert(hostile_site(site, attack).get(url).text)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("name", ["q", "phase", "condition", "year", "sort", "match", "page", "contains", "year_from", "zzz"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_parameters_are_inert(client: FlaskClient, attack: str, name: str, headers: dict[str, str]) -> None:
    for path in ("/", "/facet/condition", "/record/H789N3FKE8"):
        response = client.get(path, query_string={name: attack, "status": attack}, headers=headers, follow_redirects=True)
        assert_inert(response.text)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_paths_are_inert(client: FlaskClient, attack: str) -> None:
    for path in ("/record/", "/facet/", "/export.", "/"):
        assert_inert(client.get(path + attack, follow_redirects=True).text)


def test_hostile_text_is_still_shown_whole(site: Site) -> None:
    for attack in ATTACKS.values():
        page = assert_inert(hostile_site(site, attack).get("/record/NCT1").text)
        assert " ".join(attack.split()) in page.text


def test_marks_stand_where_the_words_are(site: Site) -> None:
    body = hostile_site(site, ATTACKS["script"]).get("/?q=cramps").text

    assert "<mark>cramps</mark> " + html.escape(ATTACKS["script"]) in body


def test_right_to_left_overrides_end_with_their_value(site: Site) -> None:
    body = hostile_site(site, ATTACKS["direction"]).get("/?q=cramps").text

    assert f"<bdi>{ATTACKS['direction']}</bdi>" in body


def test_headers_cannot_be_split(client: FlaskClient) -> None:
    response = client.get("/?q=a%0d%0aSet-Cookie:+x=1&page=1")

    assert response.headers["Location"] == "/?q=a%0D%0ASet-Cookie%3A+x%3D1"
    assert "Set-Cookie" not in response.headers
