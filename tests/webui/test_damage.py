"""A request is answered from one generation as a whole, also when damage comes to light half-way."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from index import search
from index.pool import Pool
from index.store import Store
from tests.index.lazy import LazyEngine, LazyReader, flip_block
from tests.index.stores import reindex
from webui import create_app
from webui.server import listen, wsgi_server

DAMAGED = 3
"""A record in the middle of those of the live generation, ``cobalt``; the one before it is ``amber``."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    LazyReader.unclosed = 0
    store = Store(tmp_path, LazyEngine())
    for mark in ("amber", "cobalt"):
        reindex(store, mark, 6)
    flip_block(tmp_path, "gen-000002", DAMAGED)
    pool = Pool(store)
    yield create_app(pool)
    pool.close()
    assert LazyReader.unclosed == 0


@pytest.mark.parametrize("path", ["/", "/?sort=title", f"/record/NCT{DAMAGED:08d}"])
def test_a_page_that_meets_damage_is_made_anew_from_the_generation_before_with_a_notice(app: Flask, path: str) -> None:
    page = app.test_client().get(path)

    assert page.status_code == 200
    assert "amber" in page.text
    assert "cobalt" not in page.text
    assert page.text.count("These answers come from gen-000001") == 1


@pytest.mark.parametrize("path", ["/api/search", f"/api/record/NCT{DAMAGED:08d}"])
def test_an_answer_of_the_api_that_meets_damage_is_made_anew(app: Flask, path: str) -> None:
    found = app.test_client().get(path)

    assert found.status_code == 200
    assert "amber" in found.text
    assert "cobalt" not in found.text


def test_what_needs_no_damaged_block_comes_from_the_live_generation_until_damage_is_met(app: Flask) -> None:
    client = app.test_client()

    assert "cobalt" in client.get("/api/record/NCT00000000").text
    assert client.get("/healthz").json == {"status": "ok", "generation": "gen-000002", "records": 6, "notices": []}
    assert "amber" in client.get(f"/record/NCT{DAMAGED:08d}").text
    assert "amber" in client.get("/api/record/NCT00000000").text
    assert client.get("/healthz").json == {"status": "ok", "generation": "gen-000001", "records": 6, "notices": ["fallback"]}


def test_without_a_whole_generation_it_is_an_error_that_says_what_to_do(app: Flask, tmp_path: Path) -> None:
    flip_block(tmp_path, "gen-000001", DAMAGED)
    page = app.test_client().get("/")

    assert page.status_code == 503
    assert "gen-000002/blocks has changed" in page.text
    assert "trialdex reindex" in page.text


def test_a_download_whose_beginning_meets_damage_is_made_anew(app: Flask) -> None:
    found = app.test_client().get("/export.ndjson")

    assert found.headers["Content-Disposition"] == 'attachment; filename="trialdex-gen-000001.ndjson"'
    assert {json.loads(line)["record"]["title"] for line in found.text.splitlines()} == {f"amber {n}" for n in range(6)}


def test_a_download_that_meets_damage_later_breaks_off_and_the_next_one_is_whole(
        app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(search, "_BATCH", 1)
    with listen("127.0.0.1", 0) as listening:
        server = wsgi_server(app, listening)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        connection = http.client.HTTPConnection(*listening.getsockname())
        connection.request("GET", "/export.ndjson?q=NOT+lupus&sort=title")
        with pytest.raises(http.client.IncompleteRead) as caught:
            connection.getresponse().read()
        connection.close()
        connection.request("GET", "/export.ndjson?q=NOT+lupus&sort=title")
        whole = connection.getresponse().read()
        connection.close()
        server.close()

    titles = [json.loads(line)["record"]["title"] for line in caught.value.partial.splitlines()]
    assert titles == [f"cobalt {number}" for number in range(DAMAGED)]
    assert [json.loads(line)["record"]["title"] for line in whole.splitlines()] == [f"amber {n}" for n in range(6)]
    assert "gen-000002/blocks has changed" in caplog.text
    assert "lupus" not in caplog.text
