"""A search that cannot be answered keeps everything but its fault, so that mending the fault is enough."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from index.errors import StorageError
from tests.webui.conftest import Site
from tests.webui.markup import Page
from tests.webui.test_fragments import HTMX, TYPING

MONOGRAPH = "/record/H789N3FKE8"


def form(page: Page) -> MultiDict[str, str]:
    """What the form of the page sends, its text left out."""
    ticked = [each for each in page.all("input") if each.get("type") != "checkbox" or "checked" in each]
    return MultiDict((each["name"], each["value"]) for each in ticked if each.get("name", "q") != "q" and each["value"])


@pytest.mark.parametrize("headers", [{}, TYPING], ids=["page", "fragment"])
@pytest.mark.parametrize("path", ["/", MONOGRAPH])
def test_a_query_that_cannot_be_read_keeps_filters_match_and_sort(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    given = MultiDict([("phase", "Phase 2"), ("phase", "Phase 4"), ("status", "(none)"), ("match", "all"), ("sort", "oldest")])

    found = Page(client.get(path, query_string=given | {"q": "a*"}, headers=headers).text)

    assert "This search cannot be read" in found.text
    assert given == form(found)
    assert "Remove filter Phase: Phase 2" in found.text
    assert f"{path}?q=a%2A&phase=Phase+2&phase=Phase+4&match=all&sort=oldest" in {each["href"] for each in found.all("a")}
    assert found.mistakes == []


@pytest.mark.parametrize(("years", "kept"), [
    ("year_from=20", {"year_from": "20"}),
    ("year_from=2018&year_to=2015", {"year_from": "2018", "year_to": "2015"}),
    ("year_from=20&year=2011", {"year_from": "20", "year": "2011"}),
    ("year_from=2018&year_to=2020&q=((", {"year_from": "2018", "year_to": "2020"}),
    ("year=2018..2020&q=((", {"year_from": "2018", "year_to": "2020"}),
    ("year=2018&year=(none)&q=((", {"year_from": "2018", "year_to": "2018", "year": "(none)"})])
def test_years_stay_in_their_boxes_to_be_mended(client: FlaskClient, years: str, kept: dict[str, str]) -> None:
    found = Page(client.get(f"/?{years}&status=Completed", headers=HTMX).text)

    assert form(found) == MultiDict({"status": "Completed", **kept})


@pytest.mark.parametrize("fault", ["sort=best", "match=some", "page=x", "sort=title&sort=newest", "phse=2"])
def test_a_fault_that_no_control_shows_is_not_kept(client: FlaskClient, fault: str) -> None:
    mended = client.get("/", query_string=form(Page(client.get(f"/?phase=Phase+2&{fault}", headers=HTMX).text)), headers=HTMX)

    assert mended.status_code == 200
    assert "Remove filter Phase: Phase 2" in Page(mended.text).text


def test_an_index_that_is_lost_for_a_moment_loses_no_filter(site: Site) -> None:
    response = site(error=StorageError("gone")).get("/?q=a&phase=Phase+2&sort=title", headers=TYPING)

    assert (response.status_code, form(Page(response.text))) == (503, MultiDict({"phase": "Phase 2", "sort": "title"}))


def test_an_index_that_is_lost_for_a_moment_loses_no_tick(site: Site) -> None:
    response = site(error=StorageError("gone")).get("/facet/phase?q=a&phase=Phase+2&status=x&contains=p", headers=HTMX)

    assert form(Page(response.text)) == MultiDict({"phase": "Phase 2"})
