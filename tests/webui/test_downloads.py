"""A download is the whole result, and what cannot be downloaded says so before the first byte."""

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from index.engines.memory import MemoryReader
from index.export import FORMATS, export, media_type
from index.request import SearchRequest


@pytest.mark.parametrize("form", FORMATS)
def test_a_download_is_the_whole_result_of_the_core(client: FlaskClient, reader: MemoryReader, form: str) -> None:
    request = SearchRequest("baclofen", {"status": ("Completed",)}, sort="title")

    response = client.get(f"/export.{form}?q=baclofen&status=completed&sort=title&page=3")

    assert b"".join(export(replace(request, limit=None), reader, form)) == response.data
    assert media_type(form) == response.content_type
    assert f'attachment; filename="trialdex-gen-000007.{form}"' == response.headers["Content-Disposition"]


def test_a_download_knows_no_pages(many: FlaskClient) -> None:
    lines = many.get("/export.ndjson?q=quinine").text.splitlines()

    assert len({json.loads(line)["id"] for line in lines}) == 130


def test_an_empty_result_is_an_empty_download(client: FlaskClient) -> None:
    assert (client.get("/export.ndjson?q=zzz").status_code, client.get("/export.ndjson?q=zzz").data) == (200, b"")


@pytest.mark.parametrize("url", ["/export.csv?q=((", "/export.csv?page=x", "/export.csv?limit=5"])
def test_an_error_is_a_page_and_no_download(client: FlaskClient, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 400
    assert "Content-Disposition" not in response.headers
