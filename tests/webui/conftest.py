"""The site over records in memory, and in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from index.engines.memory import MemoryReader
from index.errors import TrialdexError
from index.records import Record
from tests.webui.browser import Visit, launch, served, visit
from tests.webui.samples import HOSTILE, MANY, MERGED, RECORDS, MemoryPool
from webui import create_app

Site = Callable[..., FlaskClient]
Open = Callable[..., Visit]


@pytest.fixture
def site() -> Callable[..., FlaskClient]:
    """A client of the site over given records, or over an index with an error."""
    def make(*records: Record, error: TrialdexError | None = None) -> FlaskClient:
        return create_app(MemoryPool(records, error)).test_client()

    return make


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    """A client of the site over the usual records."""
    return create_app(MemoryPool(RECORDS)).test_client()


@pytest.fixture(scope="session")
def many() -> FlaskClient:
    """A client of the site over enough records for several pages."""
    return create_app(MemoryPool(MANY)).test_client()


@pytest.fixture(scope="session")
def reader() -> MemoryReader:
    """What ``client`` reads from."""
    return MemoryReader(RECORDS, "gen-000007")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("index"), (*MANY, *HOSTILE, *MERGED)) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, base: str) -> Iterator[Open]:
    """Opens windows; at the end no script may have failed and no policy may have been violated."""
    with ExitStack() as stack:
        visits: list[Visit] = []

        def start(path: str = "/", **options: Any) -> Visit:
            context = stack.enter_context(browser.new_context(base_url=base, **options))
            found = visit(context)
            visits.append(found)
            found.page.goto(path)
            return found

        yield start
        assert [wrong for each in visits for wrong in each.wrong] == []
