"""The search page shows the result as it is, and every way on from it."""

import re

import pytest
from flask.testing import FlaskClient

from index.errors import DamagedIndex, NoIndex, OutdatedIndex, StorageError, TrialdexError
from tests.webui.conftest import Site
from tests.webui.markup import Page


def page(client: FlaskClient, url: str) -> Page:
    found = Page(client.get(url).text)
    assert found.mistakes == []
    return found


def links(found: Page) -> set[str]:
    return {attributes["href"] for attributes in found.all("a")}


def test_a_hit_shows_its_words_kind_phase_status_with_date_and_sponsor(client: FlaskClient) -> None:
    html = client.get("/?q=nocturnal+cramps").text

    assert "Effect of baclofen on <mark>nocturnal</mark> muscle <mark>cramps</mark>" in html
    assert "Trial NCT05392361 Not Applicable Completed, as of 2023-03-30 Yonsei University" in Page(html).text


@pytest.mark.parametrize(("id", "standing"), [
    ("NCT03835442", "Phase 1, Phase 2 Completed, date not stated"),
    ("NCT05257447", "Phase not stated Status not stated, as of 2023-03-31 Sponsor not stated"),
    ("CTRI/2020/01/022931", "Phase 3 Recruiting, as of 2020-02 A Hospital")])
def test_what_a_record_does_not_state_is_said_to_be_so(client: FlaskClient, id: str, standing: str) -> None:
    assert standing in page(client, f"/?q={id}").text


def test_no_status_is_shown_without_a_date(many: FlaskClient) -> None:
    for url in ("/", "/?q=quinine", "/?q=muscle+cramps"):
        for line in re.findall(r'<p class="meta">.*?</p>', many.get(url).text, re.DOTALL):
            if "Trial</span>" in line:
                assert re.search(r"(Completed|Terminated|Withdrawn|Recruiting|Status not stated), "
                                 r"(as of \d{4}-\d\d|date not stated)", line)


def test_an_identifier_shows_where_it_was_found(client: FlaskClient) -> None:
    assert "Identifier <mark>1134-47-0</mark>" in re.sub(r"</?(?:span|bdi|p)[^>]*>", "", client.get("/?q=1134-47-0").text)


def test_partial_hits_are_told_and_lead_to_full_ones(client: FlaskClient) -> None:
    found = page(client, "/?q=muscle+cramps")

    assert "2 with all words, 3 with some" in found.text
    assert found.text.count("some of the words") == 3
    assert "/?q=muscle+cramps&match=all" in links(found)


def test_full_hits_alone_lead_back(client: FlaskClient) -> None:
    found = page(client, "/?q=muscle+cramps&match=all")

    assert "2 records" in found.text
    assert "Remove filter Records: with all words" in found.text
    assert "/?q=muscle+cramps" in links(found)
    assert found.all("input", name="match") == [{"type": "hidden", "name": "match", "value": "all"}]


def test_alternatives_keep_their_counts(client: FlaskClient) -> None:
    found = page(client, "/?q=baclofen&phase=Phase+2&status=Completed")
    values = {each["value"]: "checked" in each for each in found.all("input", name="phase")}

    assert values == {"Phase 1": False, "Phase 2": True, "Phase 4": False, "Not Applicable": False}
    assert re.search(r"Phase 1 1 Phase 2 1 Phase 4 1 Not Applicable 1", found.text)


def test_every_filter_has_a_chip_that_removes_it(client: FlaskClient) -> None:
    found = page(client, "/?q=baclofen&phase=Phase+1&phase=Phase+2&status=(none)&year=2019..2021&sort=title")

    assert "Remove filter Phase: Phase 1" in found.text
    assert "Remove filter Status: Not stated" in found.text
    assert "Remove filter Year: 2019 to 2021" in found.text
    assert "/?q=baclofen&phase=Phase+2&status=%28none%29&year=2019..2021&sort=title" in links(found)
    assert "/?q=baclofen&sort=title" in links(found)
    assert "Filters (4 on)" in found.text


def test_links_speak_canonically(client: FlaskClient) -> None:
    assert "/?phase=Phase+2" in links(page(client, "/?phase=2&status=completed"))


@pytest.mark.parametrize("url", ["/?q=a&page=1&sort=&match=auto", "/?q=a&year_from=&year_to=&contains=b"])
def test_a_form_leads_to_the_short_address(client: FlaskClient, url: str) -> None:
    response = client.get(url)

    assert (response.status_code, response.headers["Location"]) == (302, "/?q=a")


def test_years_are_links_with_names_and_boxes_beside(client: FlaskClient) -> None:
    found = page(client, "/?q=baclofen&year=2020..2021")
    bars = {each["aria-label"]: each["href"] for each in found.all("a", hx_boost="true") if "aria-label" in each}

    assert bars["2020, 4 records"] == "/?q=baclofen&year=2020"
    assert "2022, 2 records" in bars
    assert [found.all("input", name=name)[0]["value"] for name in ("year_from", "year_to")] == ["2020", "2021"]


def test_years_that_boxes_cannot_say_are_ticked(client: FlaskClient) -> None:
    found = page(client, "/?year=2019&year=2020..2021&year=(none)")

    assert [each["value"] for each in found.all("input", name="year") if "checked" in each] == ["2020..2021", "(none)"]


def test_facets_beyond_the_panel_lead_to_all_of_their_values(many: FlaskClient) -> None:
    found = page(many, "/?q=quinine&phase=Phase+2")

    assert "/facet/sponsor?q=quinine&phase=Phase+2" in links(found)
    assert "Show all 10 values of Sponsor" in found.text


def test_pages_do_not_overlap_and_name_the_current_one(many: FlaskClient) -> None:
    first, second = (re.findall(r'id="hit-([^"]+)"', many.get(f"/?q=quinine{more}").text) for more in ("", "&page=2"))
    found = page(many, "/?q=quinine&page=3")

    assert (20, 20, set()) == (len(first), len(second), set(first) & set(second))
    assert found.all("a", aria_current="page") == [{"id": "page-3", "href": "/?q=quinine&page=3", "hx-boost": "true", "aria-label": "Page 3",
             "aria-current": "page"}]
    assert {"/?q=quinine", "/?q=quinine&page=2", "/?q=quinine&page=4", "/?q=quinine&page=7"} <= links(found)


def test_past_the_last_page_is_a_way_back(many: FlaskClient) -> None:
    found = page(many, "/?q=quinine&page=50")

    assert "This result ends before page 50" in found.text
    assert "/?q=quinine" in links(found)


def test_sorts_are_offered_and_the_default_stays_unsaid(client: FlaskClient) -> None:
    found, browsing = page(client, "/?q=baclofen&sort=title"), page(client, "/")

    assert [each["value"] for each in found.all("option")] == ["", "newest", "oldest", "enrollment", "title"]
    assert [each["value"] for each in found.all("option") if "selected" in each] == ["title"]
    assert [each["value"] for each in browsing.all("option")] == ["", "oldest", "enrollment", "title"]


def test_downloads_take_the_search_along(client: FlaskClient) -> None:
    assert {"/export.csv?q=baclofen&phase=Phase+2", "/export.ris?q=baclofen&phase=Phase+2"} <= links(
        page(client, "/?q=baclofen&phase=2"))


def test_a_notice_is_shown(client: FlaskClient) -> None:
    assert "No record has “cram”" in page(client, "/?q=muscle+cram").text


@pytest.mark.parametrize(("url", "told", "way"), [
    ("/?q=zzz", "No record has these words", "/help"),
    ("/?q=baclofen&phase=Phase+4&status=Recruiting", "No record has all of this", "/?q=baclofen")])
def test_nothing_found_says_what_to_do(client: FlaskClient, url: str, told: str, way: str) -> None:
    found = page(client, url)

    assert "No records" in found.text
    assert told in found.text
    assert way in links(found)


def test_a_word_that_is_not_found_leads_to_the_search_that_forgives_a_letter(client: FlaskClient) -> None:
    found = page(client, "/?q=hicuppz&sort=title")

    assert "A ~ after a word forgives one wrong letter: search for hicuppz~" in found.text
    assert "/?q=hicuppz~&sort=title" in links(found)


@pytest.mark.parametrize("query", ["zzz yyy", "zzz~", '"zzz"', "sponsor:zzz"])
def test_only_a_plain_word_leads_there(client: FlaskClient, query: str) -> None:
    found = page(client, f"/?q={query}")

    assert "forgives one wrong letter: baclofn~" in found.text
    assert not any("~" in link for link in links(found))


@pytest.mark.parametrize(("error", "told"), [
    (NoIndex("there is no index in data yet", hint="run trialdex reindex data"), "There is no index yet"),
    (DamagedIndex("no generation is whole"), "The index is damaged"),
    (OutdatedIndex("built by an older version"), "The index was built by another version"),
    (StorageError("permission denied"), "The index cannot be read"),
], ids=lambda value: type(value).__name__ if isinstance(value, TrialdexError) else "")
@pytest.mark.parametrize("url", ["/", "/record/x", "/facet/phase", "/export.csv"])
def test_without_a_whole_index_a_page_says_how_to_make_one(site: Site, error: TrialdexError, told: str, url: str) -> None:
    response = site(error=error).get(url)
    found = Page(response.text)

    assert response.status_code == 503
    assert told in found.text
    assert error.message[1:] in found.text
    assert ("trialdex reindex FOLDER" if isinstance(error, NoIndex) else "trialdex verify") in found.text


@pytest.mark.parametrize(("url", "status", "told"), [
    ("/?q=((", 400, "This search cannot be read"), ("/?page=x", 400, "“x” is no value for “page”"),
    ("/?phse=2", 400, "Unknown parameter “phse”"), ("/nothing", 404, "Not Found"),
    ("/record/NCT00000000", 404, "No such record"), ("/facet/colour", 404, "There is no facet “colour”"),
    ("/?page=9000", 400, "Narrow the search"), ("/export.pdf", 404, "There is no export as “pdf”")])
def test_every_error_is_a_page_with_one_way_on(client: FlaskClient, url: str, status: int, told: str) -> None:
    response = client.get(url)
    found = Page(response.text)

    assert status == response.status_code
    assert told in found.text
    assert len([each for each in found.all("a") if each.get("class") == "action"]) == 1


def test_a_wrong_method_is_a_page(client: FlaskClient) -> None:
    response = client.post("/")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "Method Not Allowed" in response.text


def test_the_query_stays_in_the_box_of_an_error(client: FlaskClient) -> None:
    assert page(client, "/?q=((").all("input", id="q")[0]["value"] == "(("


def test_help_is_made_from_the_field_table(client: FlaskClient) -> None:
    found = page(client, "/help")

    assert "sponsor:word" in found.text
    assert "first_posted:2020..2023" in found.text
    assert "/?q=%22flexor+spasm%22" in links(found)


def test_every_example_of_the_help_is_a_search_that_can_be_read(client: FlaskClient) -> None:
    for address in links(page(client, "/help")) | links(page(client, "/")):
        if address.startswith("/?q="):
            assert client.get(address).status_code == 200, address
