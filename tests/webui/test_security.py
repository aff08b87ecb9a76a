"""Every response is protected, whoever asks is checked, and nothing that was asked is logged."""

import logging
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.engines.memory import MemoryReader
from index.errors import DamagedIndex, NoIndex, TrialdexError
from tests.webui.conftest import Site
from tests.webui.markup import Page
from tests.webui.samples import RECORDS, MemoryPool
from webui import create_app

PAGES = ["/", "/?q=muscle", "/?page=9", "/record/H789N3FKE8", "/record/NCT05392361", "/record/article-0123456789ab",
         "/facet/condition", "/help"]
OTHERS = ["/?q=((", "/?page=x", "/?q=a&page=1", "/record/baclofen", "/record/nothing", "/nothing", "/api/search",
          "/api/search?q=((", "/healthz", "/export.csv", "/export.pdf", "/static/x/site.css", "/static/../app.py"]


def assert_protected(response: TestResponse) -> None:
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert "'none'" == policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"]
    assert {"'self'"} == {policy[name] for name in ("script-src", "style-src", "connect-src", "form-action", "img-src")}
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("url", PAGES + OTHERS)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["browser", "htmx"])
def test_every_response_is_protected(client: FlaskClient, url: str, headers: dict[str, str]) -> None:
    response = client.get(url, headers=headers)

    assert_protected(response)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("error", [NoIndex("none"), DamagedIndex("bad"), TrialdexError("odd")], ids=lambda e: type(e).__name__)
def test_errors_of_the_index_are_protected(site: Site, error: TrialdexError) -> None:
    assert_protected(site(error=error).get("/"))


def test_files_are_protected_and_kept_for_good(client: FlaskClient) -> None:
    html = client.get("/").text
    addresses = re.findall(r'"(/static/[^"]+)"', html)

    assert {"site.css", "site.js", "suggest.js", "icon.svg", "htmx.min.js"} == {address.rpartition("/")[2] for address in addresses}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert_protected(response)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_protected(client: FlaskClient, method: str) -> None:
    assert_protected(client.open("/", method=method))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost:1", "LOCALHOST", "[::1]", "[::1]:8765"])
def test_the_own_names_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/help", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.", "::1",
                                  "[::1]evil", "", "127.0.0.1@evil.example"])
@pytest.mark.parametrize("url", ["/", "/api/search", "/static/x/site.css"])
def test_any_other_name_is_refused(client: FlaskClient, host: str, url: str) -> None:
    response = client.get(url, headers={"Host": host})

    assert response.status_code == 400
    assert_protected(response)


@pytest.mark.parametrize("url", [*PAGES, "/?q=((", "/nothing"])
def test_no_page_carries_code_or_style_of_its_own(client: FlaskClient, url: str) -> None:
    page = Page(client.get(url).text)

    assert [attributes for tag, attributes in page.elements if tag == "script" and "src" not in attributes] == []
    assert page.all("style") == []
    assert [name for _, attributes in page.elements for name in attributes if name == "style" or name.startswith("on")] == []
    assert [attributes["src"] for attributes in page.all("script") if not attributes["src"].startswith("/static/")] == []


class FailingReader(MemoryReader):
    def select(self, plan: object) -> object:  # type: ignore[override]
        raise ValueError(str(plan))


def test_a_failure_is_a_page_and_its_log_tells_nothing_that_was_asked(caplog: pytest.LogCaptureFixture) -> None:
    pool = MemoryPool(RECORDS)
    pool.reader = FailingReader(RECORDS)
    with caplog.at_level(logging.DEBUG):
        response = create_app(pool).test_client().get("/?q=lupus+nephritis")

    assert response.status_code == 500
    assert_protected(response)
    assert "run trialdex verify" in response.text
    assert "ValueError" in caplog.text
    assert "select" in caplog.text
    assert "lupus" not in caplog.text.lower()


def test_an_ordinary_search_logs_nothing(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/?q=lupus")

    assert caplog.text == ""
