"""The site over records in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from index.engines.memory import MemoryReader
from index.errors import TrialdexError
from index.records import Record
from tests.webui.samples import MANY, RECORDS, MemoryPool
from webui import create_app

Site = Callable[..., FlaskClient]


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
