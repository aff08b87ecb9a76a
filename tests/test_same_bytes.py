"""Command line and API give the same bytes for the same request."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from index import engines
from index.pool import Pool
from index.request import SearchRequest
from index.store import Store
from indexer.cli import cli
from indexer.demo import SAMPLES
from indexer.pipeline import reindex
from tests.records import requests
from webui import create_app

_TOOK = re.compile(rb'"took_ms": [0-9.]+')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bytes") / "index"
    reindex([str(SAMPLES)], Store(folder, engines.get()))
    return folder


def from_command_line(request: SearchRequest, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> bytes:
    options = [f"--{name.replace('_', '-')}={value}" for name, values in request.filters.items() for value in values]
    options += [f"--sort={request.sort}"] if request.sort else []
    arguments = ["--index", str(folder), "search", f"--match={request.match}", f"--offset={request.offset}",
                 f"--limit={request.limit or 0}", "--format=json", *options, "--", *request.query.split(" ")]
    capfdbinary.readouterr()
    with suppress(SystemExit):
        cli.main(arguments, standalone_mode=False)
    return capfdbinary.readouterr().out


def from_api(request: SearchRequest, folder: Path) -> bytes:
    pool = Pool(Store(folder, engines.get()))
    values: list[tuple[str, object]] = [("q", request.query), ("match", request.match), ("offset", request.offset),
                                        ("limit", request.limit or 0)]
    values += [(name, value) for name, chosen in request.filters.items() for value in chosen]
    values += [("sort", request.sort)] if request.sort else []
    response = create_app(pool).test_client().get(f"/api/search?{urlencode(values)}", headers={"Host": "localhost"})
    pool.close()
    return response.data


@settings(max_examples=50, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(request=requests)
def test_command_line_and_api_give_the_same_bytes(
        request: SearchRequest, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    ours, theirs = from_command_line(request, folder, capfdbinary), from_api(request, folder)
    assert _TOOK.sub(b"", ours) == _TOOK.sub(b"", theirs)
    assert ours.startswith(b"{\n")
