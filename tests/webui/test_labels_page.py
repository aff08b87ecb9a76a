"""On a monograph's page its labels stand newest first, each with its boxed warning before all else."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from index.records import Label, Monograph
from tests.webui.browser import served, visit
from tests.webui.conftest import Site
from tests.webui.markup import Page
from tests.webui.samples import ATTACKS, BACLOFEN, RECORDS
from tests.webui.test_browser_appearance import AXE, violations

SET_ID = "0a1b2c3d-0000-4000-8000-00000000000f"
TABLE = "Dose in children\n | Day 1 | Day 2\nAge 6 | 5 mg | 10 mg"
LABEL = Label(
    set_id=SET_ID, maker="Maker One, Inc.", date="2024-11-12", version="3", names=("Lioresal", "LIORESAL"),
    boxed_warning=("Do not stop abruptly.", "Withdrawal can kill."),
    texts={"Indications and usage": ("Spasticity of multiple sclerosis. " + "Nothing but padding here. " * 20 + "Zymurgy is unheard of.",),
           "Dosage and administration table": (TABLE, "Only\ntext | in\nthree | or | two")})


def numbered(count: int, **more: object) -> Monograph:
    """Baclofen with so many labels; each says its number."""
    return replace(BACLOFEN, labels=tuple(
        Label(set_id=f"set-{n}", maker=f"Maker {n}", texts={"Warnings": (f"Warning number {n}.",)}, **more) for n in range(1, count + 1)))  # type: ignore[arg-type]


def makers(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<h3 id="maker-\d+"><bdi>(.*?)</bdi>', page)]


def get(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.headers.get("Location"))
    return response.text


@pytest.fixture
def one(site: Site) -> FlaskClient:
    return site(*RECORDS[1:], replace(BACLOFEN, labels=(LABEL,)))


@pytest.fixture
def many(site: Site) -> FlaskClient:
    return site(*RECORDS[1:], numbered(45))


def test_everything_of_a_label_is_shown(one: FlaskClient) -> None:
    text = Page(get(one, "/record/H789N3FKE8")).text

    for each in ("Maker One, Inc.", "2024-11-12", "version 3", "Lioresal", "LIORESAL", SET_ID, *LABEL.boxed_warning, *LABEL.texts,
                 *LABEL.texts["Indications and usage"], "Dose in children Day 1Day 2 Age 65 mg10 mg".replace(" ", "")):
        assert each in text or each in text.replace(" ", ""), each
    assert "1 label filed with the FDA, newest first; 1 with a boxed warning" in text


def test_a_boxed_warning_stands_right_under_the_makers_name_outside_of_all_that_folds(one: FlaskClient) -> None:
    page = get(one, "/record/H789N3FKE8")
    card = page[page.index('<article id="label-1"'):]

    assert re.search(r'</h3>\s*<div class="boxed">\s*<h4>Boxed warning</h4>\s*<p>Do not stop abruptly\.</p>\s*<p>Withdrawal can kill\.</p>\s*</div>', card)
    assert card.index("boxed") < min(card.index(other) for other in ("<details", "Lioresal", "2024-11-12", SET_ID))


def test_what_a_label_does_not_state_is_said(site: Site) -> None:
    page = get(site(replace(BACLOFEN, labels=(Label(set_id="x"),))), "/record/H789N3FKE8")

    assert "Maker not stated date not stated set id x" in Page(page).text.replace("stateddate", "stated date").replace("statedset", "stated set")
    assert "boxed" not in page
    assert "with a boxed warning" not in page


def test_only_a_set_id_of_the_known_form_leads_to_dailymed(one: FlaskClient, many: FlaskClient) -> None:
    def addresses(page: str) -> list[str]:
        return [each["href"] for each in Page(page).all("a") if "dailymed" in each["href"]]

    assert addresses(get(one, "/record/H789N3FKE8")) == [f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={SET_ID}"]
    assert addresses(get(many, "/record/H789N3FKE8")) == []


def test_a_table_is_shown_as_one_only_if_no_cell_can_be_misplaced(one: FlaskClient) -> None:
    page = get(one, "/record/H789N3FKE8")

    assert page.count("<table>") == 1
    assert '<td colspan="3">Dose in children</td></tr><tr><td></td><td>Day 1</td><td>Day 2</td></tr>' in page
    assert "Only\ntext | in\nthree | or | two" in page


def test_labels_come_in_pages_of_twenty_in_order(many: FlaskClient) -> None:
    found = [makers(get(many, f"/record/H789N3FKE8{query}")) for query in ("", "?labels=2", "?labels=3")]

    assert [len(page) for page in found] == [20, 20, 5]
    assert [maker for page in found for maker in page] == [f"Maker {n}" for n in range(1, 46)]


def test_pages_of_labels_are_linked_and_keep_the_search(many: FlaskClient) -> None:
    links = {each["rel"]: each["href"] for each in Page(get(many, "/record/H789N3FKE8?q=muscle&labels=2")).all("a") if "rel" in each}

    assert links["prev"] == "/record/H789N3FKE8?q=muscle#labels"
    assert links["next"] == "/record/H789N3FKE8?q=muscle&labels=3#labels"
    assert "muscle" in get(many, "/record/H789N3FKE8?q=muscle&labels=3")


def test_past_the_last_page_the_way_back_is_shown(many: FlaskClient) -> None:
    page = get(many, "/record/H789N3FKE8?labels=9")

    assert "There is no page 9 of them." in page
    assert {"href": "/record/H789N3FKE8?labels=3#labels", "rel": "prev"} in Page(page).all("a")


@pytest.mark.parametrize(("query", "place"), [("labels=1", ""), ("labels=02", "?labels=2")])
def test_a_page_has_one_address(many: FlaskClient, query: str, place: str) -> None:
    assert many.get(f"/record/H789N3FKE8?{query}").headers["Location"] == f"/record/H789N3FKE8{place}"


@pytest.mark.parametrize("query", ["labels=x", "labels=0", "labels=2&labels=3"])
def test_what_is_no_page_is_refused(many: FlaskClient, query: str) -> None:
    assert many.get(f"/record/H789N3FKE8?{query}").status_code == 400


def test_a_monograph_without_labels_has_no_section_for_them(client: FlaskClient) -> None:
    assert 'id="labels"' not in get(client, "/record/H789N3FKE8")
    assert client.get("/record/H789N3FKE8?labels=2").status_code == 400


@pytest.mark.parametrize(("words", "number", "opened"), [
    ("zymurgy", 31, 1), ('"warning number 33"', 34, 1), ("stop+abruptly", 31, 0), ("0a1b2c3d", 31, 0),
], ids=["section", "page", "box", "set-id"])
def test_a_passage_found_in_a_label_leads_to_that_label_with_its_section_open(site: Site, words: str, number: int, opened: int) -> None:
    record = numbered(40)
    client = site(replace(record, labels=(*record.labels[:30], LABEL, *record.labels[30:])))
    hit = get(client, f"/?q={words}")
    address = next(each["href"] for each in Page(hit).all("a") if "passage=" in each["href"])
    passage = re.search(r'Labels</span> <bdi>(.*?)</bdi>', hit, re.DOTALL)
    location = client.get(address).headers["Location"]
    page = get(client, location.split("#")[0])
    anchor = urlsplit(location).fragment
    card = page[page.index(f'<article id="{anchor}"'):]
    card = card[:card.index("</article>")]

    assert passage is not None
    shown = unescape(re.sub(r"</?mark>", "", passage[1])).strip("… ")
    assert " ".join(shown.split()) in Page(card).text
    assert (anchor, "labels=2" in location) == (f"label-{number}", True)
    assert (card.count("<details open>"), card.count('class="section" open')) == (opened, opened)


def test_a_passage_that_several_sections_repeat_is_shown_once(site: Site) -> None:
    padding = "Nothing of interest stands here. " * 20
    repeated = f"{padding}Zymurgy is unheard of. {padding}"
    label = replace(LABEL, texts={"Precautions": (f"One. {repeated}",), "Pregnancy": (repeated,), "Overdose": ("Zymurgy again.",)})
    page = get(site(replace(BACLOFEN, labels=(label,))), "/?q=zymurgy")

    assert [passage.count("is unheard") for passage in page.split("Labels</span>")[1:]] == [1, 0]


def test_a_passage_that_is_gone_leads_to_the_labels(many: FlaskClient) -> None:
    location = many.get("/record/H789N3FKE8?q=muscle&passage=gone").headers["Location"]

    assert location == "/record/H789N3FKE8?q=muscle&labels=1&passage=gone#label-1"
    assert "<details open" not in get(many, location.split("#")[0])


def test_hostile_labels_are_text(site: Site) -> None:
    for attack in ATTACKS.values():
        hostile = Label(set_id=attack, maker=attack, date=attack, version=attack, names=(attack,), boxed_warning=(attack,),
                        texts={attack: (attack,), f"{attack} table": (f"{attack} | {attack}",)})
        page = get(site(replace(BACLOFEN, labels=(hostile,))), "/record/H789N3FKE8?labels=1&passage=x")
        assert Page(page).mistakes == []
        assert attack not in page or "<" not in attack


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_labels_are_accessible_and_their_warnings_visible_at_once(browser: Browser, tmp_path: Path, width: int) -> None:
    record = replace(BACLOFEN, labels=(LABEL, *numbered(21).labels))
    with served(tmp_path, (record,)) as address, browser.new_context(base_url=address, viewport={"width": width, "height": 900},
                                                                     bypass_csp=True) as context:
        user = visit(context)
        for path in ("/record/H789N3FKE8", "/record/H789N3FKE8?labels=2", "/?q=zymurgy", "/record/H789N3FKE8?passage=Zymurgy"):
            user.page.goto(path)
            assert user.page.evaluate("document.documentElement.scrollWidth") == width, path
            user.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            user.page.evaluate(AXE)
            assert violations(user, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]) == [], path
            assert user.page.evaluate("document.documentElement.scrollWidth") == width, path
        user.page.goto("/record/H789N3FKE8?passage=Zymurgy")
        assert user.page.get_by_text("Withdrawal can kill.").is_visible()
        assert user.page.locator("mark", has_text="Zymurgy").is_visible()
        assert user.wrong == []
