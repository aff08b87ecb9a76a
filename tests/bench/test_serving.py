"""The site, read by many while it is replaced; and what is said of a page that shows two generations."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bench.torture import BAD, serving_documents
from bench.torture.history import History
from bench.torture.observing import Wrong
from bench.torture.serving import serving
from bench.torture.serving_pages import PAGES
from index import engines
from index.pool import Pool
from index.store import Store
from indexer.pipeline import reindex
from webui import create_app

STEP = 3
KNOWN = History("updates", 6)


@pytest.mark.skipif(os.name == "nt", reason="commands are forked")
def test_readers_of_the_site_see_one_generation_after_the_other_while_commands_replace_it(tmp_path: Path) -> None:
    seen = serving(tmp_path, rounds=6)

    assert {what: seen[what] for what in BAD - {"late"} if seen[what]} == {}
    assert seen["rounds"] == 6
    assert seen["pages"] > 6 * len(PAGES)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site over the documents of :data:`STEP`."""
    folder = tmp_path_factory.mktemp("site")
    for step in range(STEP + 1):
        serving_documents.write(folder / "documents", KNOWN, step)
    store = Store(folder / "index", engines.get("memory"))
    reindex([str(folder / "documents")], store, jobs=1)
    pool = Pool(store)
    yield create_app(pool).test_client()
    pool.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_which_any_part_is_of_another_step_is_told_from_a_whole_one(site: FlaskClient, address: str) -> None:
    text = site.get(address).text
    assert PAGES[address](text, KNOWN)[0] == STEP
    marks = list(re.finditer(r"(?<=step)\d{5}", text))
    assert marks
    for mark in marks:
        other = int(mark[0]) + 1 if int(mark[0]) < STEP else STEP - 1
        with pytest.raises(Wrong):
            PAGES[address](f"{text[:mark.start()]}{other:05}{text[mark.end():]}", KNOWN)
