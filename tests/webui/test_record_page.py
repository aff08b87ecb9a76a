"""A record's page shows all of it, where it was read, and where to go from there."""

from dataclasses import fields, replace

import pytest
from flask.testing import FlaskClient

from index.fields import texts
from index.records import Article, Label, Monograph, Record, Source, Trial
from index.results import Notice
from indexer.merge import merge
from tests.webui.conftest import Site
from tests.webui.markup import Page
from tests.webui.samples import BACLOFEN, RECORDS, MemoryPool
from webui import create_app


def filled(cls: type[Record]) -> Record:
    """A record with a telling value in every field."""
    values: dict[str, object] = {}
    for spec in fields(cls):
        many = str(spec.type).startswith("tuple")
        values[spec.name] = (f"{spec.name} one", f"{spec.name} two") if many else f"{spec.name} itself"
    values |= {"id": "some-id", "extra": {"Label": ("extra one", "extra two")}, "provenance": {},
               "sources": (Source("a/b.txt", "c0ffee" * 10 + "abcd", 1_234, 56, "medpath/1", "2025-01-02T03:04:05Z"),)}
    values["provenance"] = {}
    values |= {Trial: {"enrollment": 4_321}, Monograph: {"labels": ()}, Article: {}}[cls]
    if cls is Monograph:
        values["labels"] = (Label(set_id="set id itself", maker="maker itself", date="2024-11-12", names=("name one", "name two"),
                                  boxed_warning=("box one", "box two"), texts={"Heading": ("text one", "text two")}),)
    return cls(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("cls", [Monograph, Trial, Article])
def test_every_field_is_shown(site: Site, cls: type[Record]) -> None:
    record = filled(cls)
    text = Page(site(record).get("/record/some-id").text).text

    for spec in fields(record):
        value = getattr(record, spec.name)
        if spec.name in ("extra", "provenance", "sources"):
            continue
        for each in (f"{value:,}",) if isinstance(value, int) else texts(value):
            assert each in text
    assert "Label extra one extra two" in text
    assert "a/b.txt, 56 bytes from byte 1,234, read 2025-01-02 03:04:05 UTC by medpath/1" in text
    assert "SHA-256 of the document: c0ffeec0ffee…" in text
    assert "Not medical advice" in text


def test_a_trial_is_never_shown_without_the_date_of_its_status(client: FlaskClient) -> None:
    assert "Completed, as of 2023-03-30" in Page(client.get("/record/NCT05392361").text).text


def test_what_is_always_known_of_a_trial_is_said_to_be_missing_and_the_rest_left_out(site: Site) -> None:
    page = Page(site(Trial(id="NCT1", title="T")).get("/record/NCT1").text)

    assert "Sponsor Not stated" in page.text
    for name in ("Acronym", "MeSH", "Secondary ids", "Collaborators", "Eligibility", "Primary completion", "Outcomes"):
        assert name not in page.text


def test_the_official_title_stands_below_the_title(site: Site) -> None:
    page = Page(site(Trial(id="NCT1", title="Short", official_title="The same in full")).get("/record/NCT1").text)

    assert "Short Official title: The same in full Status not stated" in page.text


def test_sex_and_ages_stand_with_the_criteria_and_alone_without_them(site: Site) -> None:
    trial = Trial(id="NCT1", title="T", sex="Female", minimum_age="18 Years", eligibility="Inclusion:\n\n* Cramps")

    assert "Eligibility Sex Female Minimum age 18 Years Inclusion: * Cramps" in Page(site(trial).get("/record/NCT1").text).text
    assert "Eligibility Sex Female Minimum age 18 Years Facts" in Page(
        site(replace(trial, eligibility=None)).get("/record/NCT1").text).text


@pytest.mark.parametrize(("count", "folded"), [(12, 0), (13, 3), (300, 290)])
def test_of_a_long_list_ten_are_shown_and_the_rest_is_there(site: Site, count: int, folded: int) -> None:
    places = tuple(f"Hospital {n}, Town" for n in range(count))
    page = Page(site(Trial(id="NCT1", title="T", locations=places)).get("/record/NCT1").text)

    assert [each for each in places if each not in page.text] == []
    assert len(page.all("details")) == bool(folded)
    assert (f"{folded} more" in page.text) == bool(folded)


def statements(*versions: Trial) -> Record:
    """The trial that these versions are of, each with a source of its own."""
    (joined,) = merge([replace(each, sources=(Source(f"{n}.txt", f"{n}" * 64, n, 1, "ctgov/1", "2026-01-01T00:00:00Z"),))
                       for n, each in enumerate(versions, 1)]).records
    return joined


OLD = Trial(id="NCT1", title="T", status="Recruiting", last_posted="2019-05", sponsor="A", drugs=("Baclofen",))
NEW = Trial(id="NCT1", title="T", status="Completed", last_posted="2022-04-29", sponsor="A", phases=("Phase 2",), acronym="X",
            conditions=("Cramp",))


def test_what_another_source_says_is_shown_below_the_value_and_leads_to_the_source(site: Site) -> None:
    page = Page(site(statements(OLD, replace(NEW, sponsor="B"))).get("/record/NCT1").text)

    assert "Sponsor from source 2 B Source 1 says: A" in page.text
    assert page.all("a", href="#source-1")
    assert page.all("li", id="source-1")
    assert "A value that names no source is stated by source 2" in page.text


def test_another_status_is_not_shown_without_its_own_date(site: Site) -> None:
    shown = Page(site(statements(OLD, NEW)).get("/record/NCT1").text).text
    undated = Page(site(statements(replace(OLD, last_posted=None), NEW)).get("/record/NCT1").text).text

    assert "Completed, as of 2022-04-29 from source 2 Source 1 says: Recruiting, as of 2019-05" in shown
    assert "Source 1 says: Recruiting, date not stated" in undated


def test_a_value_of_another_than_the_main_source_names_its_source(site: Site) -> None:
    text = Page(site(statements(OLD, NEW)).get("/record/NCT1").text).text

    assert "Drugs from source 1 Baclofen" in text
    assert "Acronym X" in text


def test_sources_that_say_the_same_are_named_together(site: Site) -> None:
    text = Page(site(statements(OLD, OLD, OLD, replace(OLD, status=None), OLD, NEW)).get("/record/NCT1").text).text

    assert "Source 1–3, 5 say: Recruiting, as of 2019-05" in text


def test_a_record_of_one_source_names_none(client: FlaskClient) -> None:
    page = Page(client.get("/record/NCT05392361").text)

    assert "says:" not in page.text
    assert "names no source" not in page.text


def test_many_sources_are_folded_and_all_there(site: Site) -> None:
    page = Page(site(statements(*[OLD] * 30)).get("/record/NCT1").text)

    assert [f"source-{n}" for n in range(1, 31)] == [each["id"] for each in page.all("li") if each.get("id", "").startswith("source-")]


NAMING = Trial(id="NCT00000001", title="Naming", secondary_ids=("ABC-1", "2010-018485-28", "ISRCTN00000009"))
NAMED = Trial(id="EUCTR2010-018485-28-DE", title="Named")


def test_a_secondary_id_leads_to_the_trial_that_bears_it(site: Site) -> None:
    page = Page(site(NAMING, NAMED).get("/record/NCT00000001").text)
    back = Page(site(NAMING, NAMED).get("/record/EUCTR2010-018485-28-DE").text)

    assert len(page.all("a", href="/record/EUCTR2010-018485-28-DE")) == 2
    assert "Secondary ids ABC-1 2010-018485-28 ISRCTN00000009" in page.text
    assert "Shares a number with EUCTR2010-018485-28-DE (2010-018485-28)" in page.text
    assert back.all("a", href="/record/NCT00000001")


def test_a_secondary_id_that_no_trial_here_bears_is_plain_text(site: Site) -> None:
    other = Trial(id="NCT00000002", title="Other", secondary_ids=("ISRCTN 00000009",))
    page = Page(site(NAMING, other).get("/record/NCT00000001").text)

    assert [each["href"] for each in page.all("a") if each["href"].startswith("/record/")] == ["/record/NCT00000002"]
    assert "Shares a number with NCT00000002 (ISRCTN00000009)" in page.text


def test_a_trial_leads_to_its_drugs_its_registry_and_searches(client: FlaskClient) -> None:
    page = Page(client.get("/record/NCT04509336").text)
    addresses = {each["href"]: each for each in page.all("a")}

    assert {"/record/H789N3FKE8", "/record/orphenadrine", "/?condition=Cirrhosis", "/?country=Egypt",
            "/?sponsor=Mansoura+University", "/?phase=Not+Applicable"} <= set(addresses)
    assert "noreferrer" in addresses["https://clinicaltrials.gov/study/NCT04509336"]["rel"]


def test_a_registry_whose_address_is_unsure_is_not_linked(client: FlaskClient) -> None:
    page = Page(client.get("/record/CTRI/2020/01/022931").text)

    assert [each for each in page.all("a") if each["href"].startswith("http")] == []


def test_a_drug_without_a_page_of_its_own_is_searched(site: Site) -> None:
    trial = Trial(id="NCT1", title="T", drugs=("Aspirin",))

    assert {"href": "/?drug=Aspirin"} in Page(site(trial).get("/record/NCT1").text).all("a")


def test_a_drug_with_two_pages_is_searched(site: Site) -> None:
    trial = Trial(id="NCT1", title="T", drugs=("Baclofen",))

    assert {"href": "/?drug=Baclofen"} in Page(
        site(trial, BACLOFEN, replace(BACLOFEN, id="other", aliases=())).get("/record/NCT1").text).all("a")


@pytest.mark.parametrize("spelling", ["baclofen", "h789n3fke8", "H789-N3FKE8"])
def test_another_spelling_leads_to_the_id(client: FlaskClient, spelling: str) -> None:
    response = client.get(f"/record/{spelling}?phase=Phase+2")

    assert (response.status_code, response.headers["Location"]) == (302, "/record/H789N3FKE8?phase=Phase+2")


def test_an_unknown_id_is_not_found(client: FlaskClient) -> None:
    assert client.get("/record/NCT00000000").status_code == 404


def test_a_monograph_searches_its_own_trials_only(client: FlaskClient) -> None:
    page = Page(client.get("/record/H789N3FKE8?q=muscle&phase=2").text)
    hits = [each["href"] for each in page.all("a") if each.get("id", "").startswith("hit-")]

    assert hits == ["/record/NCT04471714"]
    assert page.all("input", name="drug") + page.all("input", name="kind") == []
    assert "Remove filter Phase: Phase 2" in page.text
    assert "Remove filter Drug" not in page.text
    assert {"/record/H789N3FKE8?q=muscle"} <= {each["href"] for each in page.all("a")}
    assert {"/export.csv?q=muscle&phase=Phase+2&kind=trial&drug=Baclofen", "/export.csv?q=muscle&kind=trial&phase=Phase+2&drug=Baclofen"} & {
        each["href"] for each in page.all("a")}


@pytest.mark.parametrize("name", ["drug", "kind"])
def test_a_monograph_cannot_be_asked_for_other_drugs_or_kinds(client: FlaskClient, name: str) -> None:
    response = client.get(f"/record/H789N3FKE8?{name}=article")

    assert response.status_code == 400
    assert f"Unknown parameter “{name}”" in response.text


def test_a_drug_without_trials_is_not_called_an_empty_index(site: Site) -> None:
    page = Page(site(*RECORDS[2:], replace(BACLOFEN, id="x", title="Olmesartan", generic_name="Olmesartan", drugs=())).get("/record/x").text)

    assert "The index holds no trials with Olmesartan." in page.text
    assert "reindex" not in page.text
    assert page.all("a", href="#trials") == page.all("input", id="within") == []


def test_a_drug_whose_trials_lack_the_words_keeps_its_box(client: FlaskClient) -> None:
    page = Page(client.get("/record/H789N3FKE8?q=unheard").text)

    assert "No record has these words." in page.text
    assert page.all("a", href="#trials")
    assert page.all("input", id="within")


def test_of_several_substances_each_unii_is_shown(site: Site) -> None:
    mixture = Monograph(id="0J48LPH2TH+6M97XTV3HD", title="Two", labels=(Label(set_id="s"),))
    pages = [Page(site(each).get(f"/record/{each.id}").text).text for each in (mixture, replace(mixture, id="label-a+b"))]

    assert "UNII 0J48LPH2TH 6M97XTV3HD Conditions" in pages[0]
    assert "UNII Not stated" in pages[1]


def test_a_monograph_lists_its_articles(client: FlaskClient) -> None:
    page = Page(client.get("/record/H789N3FKE8").text)

    assert "Epidural stimulation for spasticity, example.org" in page.text


def test_the_trials_of_a_monograph_come_as_a_fragment(client: FlaskClient) -> None:
    response = client.get("/record/H789N3FKE8?q=muscle", headers={"HX-Request": "true", "HX-Trigger-Name": "q"})

    assert response.headers["HX-Replace-Url"] == "/record/H789N3FKE8?q=muscle"
    assert not response.text.startswith("<!doctype")


def test_a_broken_query_about_trials_leaves_the_monograph(client: FlaskClient) -> None:
    response = client.get("/record/H789N3FKE8?q=((")

    assert response.status_code == 400
    assert "A muscle relaxant." in response.text
    assert "This search cannot be read" in response.text


@pytest.mark.parametrize("url", ["/record/H789N3FKE8", "/record/NCT05392361", "/"])
def test_what_a_reader_should_know_is_told_once(url: str) -> None:
    pool = MemoryPool(RECORDS)
    pool.reader.notices = (Notice("fallback", "gen-000008 is damaged."),)

    assert create_app(pool).test_client().get(url).text.count("gen-000008 is damaged.") == 1
