"""A record's page shows all of it, where it was read, and where to go from there."""

from dataclasses import fields, replace

import pytest
from flask.testing import FlaskClient

from index.records import Article, Monograph, Record, Source, Trial
from index.results import Notice
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
    values |= {"id": "some-id", "extra": {"Label": ("extra one", "extra two")},
               "sources": (Source("a/b.txt", "c0ffee" * 10 + "abcd", 1_234, 56, "medpath/1", "2025-01-02T03:04:05Z"),)}
    if cls is Trial:
        values["enrollment"] = 4_321
    return cls(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("cls", [Monograph, Trial, Article])
def test_every_field_is_shown(site: Site, cls: type[Record]) -> None:
    record = filled(cls)
    text = Page(site(record).get("/record/some-id").text).text

    for spec in fields(record):
        value = getattr(record, spec.name)
        if spec.name in ("extra", "sources"):
            continue
        for each in value if isinstance(value, tuple) else (f"{value:,}" if isinstance(value, int) else value,):
            assert each in text
    assert "Label extra one extra two" in text
    assert "a/b.txt, 56 bytes from byte 1,234, read 2025-01-02 03:04:05 UTC by medpath/1" in text
    assert "SHA-256 of the document: c0ffeec0ffee…" in text
    assert "Not medical advice" in text


def test_a_trial_is_never_shown_without_the_date_of_its_status(client: FlaskClient) -> None:
    assert "Completed, as of 2023-03-30" in Page(client.get("/record/NCT05392361").text).text


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
