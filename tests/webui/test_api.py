"""The API sends the bytes that the core makes, and errors that say what to do."""

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.engines.memory import MemoryReader
from index.errors import DamagedIndex, NoIndex, OutdatedIndex, TrialdexError
from index.fields import FACET_NAMES, SORTS
from index.records import to_dict
from index.request import MATCHES, SearchRequest
from index.results import facet_dict, page_dict, to_bytes
from index.search import list_facet, search
from tests.webui.conftest import Site
from tests.webui.samples import BACLOFEN

VALUES = ("2", "Phase 2", "not applicable", "completed", "(none)", "Spasticity", "türkiye", "turkey", "2019..2021", "Baclofen", "x")
QUERIES = ("", "muscle cramps", "baclofen", '"muscle cramps"', "spas*", "baclofn~", "sponsor:yonsei", "first_posted:2020..2021",
           "nct04471714", "muscle NOT cramps", "zzz", "<b>", "β", "cramps ")
filters = st.dictionaries(st.sampled_from(FACET_NAMES),
                          st.lists(st.sampled_from(VALUES), min_size=1, max_size=2).map(tuple), max_size=3)


def without_time(data: bytes) -> bytes:
    return re.sub(rb'"took_ms": [0-9.]+', b'"took_ms": 0', data)


@given(query=st.sampled_from(QUERIES), chosen=filters, match=st.sampled_from(MATCHES),
       sort=st.none() | st.sampled_from(SORTS), offset=st.integers(0, 12), limit=st.integers(0, 100))
def test_a_search_is_the_bytes_of_the_core(client: FlaskClient, reader: MemoryReader, query: str,
                                           chosen: dict[str, tuple[str, ...]], match: str, sort: str | None,
                                           offset: int, limit: int) -> None:
    request = SearchRequest(query, chosen, match, sort, offset, limit)
    given_ = {"q": query, "match": match, "sort": sort or "", "offset": offset, "limit": limit, **chosen}

    response = client.get("/api/search", query_string=given_)

    assert response.content_type == "application/json"
    assert without_time(to_bytes(page_dict(search(request, reader)))) == without_time(response.data)


@pytest.mark.parametrize("id", ["H789N3FKE8", "baclofen", "h789n3fke8"])
def test_a_record_is_the_bytes_of_show(client: FlaskClient, id: str) -> None:
    assert to_bytes(to_dict(BACLOFEN)) == client.get(f"/api/record/{id}").data


def test_an_id_with_slashes_is_one_id(client: FlaskClient) -> None:
    assert client.get("/api/record/CTRI/2020/01/022931").get_json()["id"] == "CTRI/2020/01/022931"


def test_a_facet_lists_its_values_under_the_search(client: FlaskClient, reader: MemoryReader) -> None:
    expected = list_facet(SearchRequest("muscle"), reader, "condition", "sp", 1, 2)

    response = client.get("/api/facet/condition?q=muscle&contains=sp&offset=1&limit=2")

    assert to_bytes(facet_dict(expected)) == response.data


@pytest.mark.parametrize(("url", "status", "position"), [
    ("/api/search?q=muscle+AND+(cramps", 400, 11), ("/api/search?q=spnsor:x", 400, 0), ("/api/search?limit=101", 400, None),
    ("/api/search?phse=2", 400, None), ("/api/search?page=x", 400, None), ("/api/record/NCT00000000", 404, None),
    ("/api/facet/colour", 404, None), ("/api/nothing", 404, None), ("/api/facet/phase?offset=-1", 400, None),
    ("/api/record/baclofen?q=x", 400, None)])
def test_an_error_has_its_status_its_place_and_a_remedy(client: FlaskClient, url: str, status: int, position: int | None) -> None:
    response = client.get(url)
    error = response.get_json()["error"]

    assert status == response.status_code
    assert list(error) == ["message", "position", "hint"]
    assert position == error["position"]
    assert error["message"]
    assert error["hint"]


@pytest.mark.parametrize("error", [NoIndex("none"), DamagedIndex("bad"), OutdatedIndex("old")], ids=lambda e: type(e).__name__)
@pytest.mark.parametrize("url", ["/api/search", "/api/record/x", "/api/facet/phase", "/healthz"])
def test_without_an_index_it_says_so_with_503(site: Site, error: TrialdexError, url: str) -> None:
    response = site(error=error).get(url)

    assert response.status_code == 503
    assert to_bytes(error.as_dict()) == response.data


def test_health_names_the_generation_and_how_much_it_holds(client: FlaskClient, reader: MemoryReader) -> None:
    assert ({"status": "ok", "generation": "gen-000007", "records": len(reader), "notices": []}
            == client.get("/healthz").get_json())


def test_a_wrong_method_is_json_too(client: FlaskClient) -> None:
    response = client.post("/api/search")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.get_json()["error"]["message"]
