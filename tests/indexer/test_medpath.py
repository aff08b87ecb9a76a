"""MedPath pages: every field of every record, from every byte of the page that states it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from indexer.sources.base import Document, Reading
from indexer.sources.formats import read
from tests.indexer.pages import DOCUMENT, READ_AT, Layout, Page, layouts, pages, write


def reading(data: bytes) -> Reading:
    found = read(Document(DOCUMENT, data), READ_AT)
    assert isinstance(found, Reading), found
    return found


def without_hash(records):
    return [replace(record, sources=tuple(replace(source, sha256="") for source in record.sources)) for record in records]


@settings(max_examples=6000)
@given(pages(), layouts)
def test_a_page_gives_back_the_records_it_was_made_of(page: Page, layout: Layout) -> None:
    data, expected = write([page], layout)
    found = reading(data)
    assert expected == without_hash(found.records)
