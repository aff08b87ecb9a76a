"""What the catalog puts together, in full or as changes, is what merging all versions at once gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import example, given

from index.packing import pack, plain
from index.records import Article, Monograph, Record, decode, encode
from indexer.catalog import Catalog, database
from indexer.catalog.catalog import Row
from indexer.catalog.ledger import Ledger
from indexer.merge import merge
from indexer.merging import Alone, Merging, all_records, changes
from indexer.outlines import outline
from indexer.reading import Outcome, Version
from indexer.sources.ids import article_id
from tests.indexer.drawn import UNIIS, colliding, source, versions

ARTICLE = Article(id=article_id("One", None), title="One", sources=(source(1),))
CALLED_LIKE_IT = Monograph(id=ARTICLE.id, title=ARTICLE.id, generic_name=ARTICLE.id, drugs=(ARTICLE.id,), sources=(source(2),))
IDENTIFIED = replace(CALLED_LIKE_IT, id=UNIIS[0], unii=UNIIS[0], sources=(source(3),))


@contextmanager
def tables() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as found:
        found.executescript(database._TABLES)
        yield found


def catalog_of(connection: sqlite3.Connection, number: int) -> Catalog:
    found = Catalog(Path(), connection, number, number - 1)
    found.begin()
    return found


def add(catalog: Catalog, name: str, group: Iterable[Record]) -> None:
    """Add a document that states these."""
    found = tuple(
        Version(each.id, each.kind, pack(encode(each)), encode(outline(each)) if isinstance(each, Monograph) else None)
        for each in group)
    catalog.add(Row(name, None, (0, 0, 0), "read"), Outcome(found))
    catalog.flush()


@example([ARTICLE, CALLED_LIKE_IT, IDENTIFIED])
@given(versions | colliding)
def test_all_records_are_those_of_all_versions_at_once(chosen: list[Record]) -> None:
    expected, merging = merge(chosen), Merging()
    with tables() as connection:
        catalog = catalog_of(connection, 1)
        add(catalog, "a", chosen)
        found = [decode(plain(each.line)) if isinstance(each, Alone) else each for each in all_records(catalog.contents, merging)]
    assert sorted(found, key=lambda each: each.id) == list(expected.records)
    assert merging.cautions == list(expected.cautions)
    assert (merging.fates.total(), merging.fates["indexed"]) == (len(chosen), len(expected.records))


@example([], [CALLED_LIKE_IT], [ARTICLE])
@example([ARTICLE], [CALLED_LIKE_IT], [])
@given(*[versions | colliding] * 3)
def test_changes_lead_from_the_records_before_to_those_that_are_now(
        gone: list[Record], staying: list[Record], new: list[Record]) -> None:
    before = {each.id: each for each in merge([*gone, *staying]).records}
    expected, merging = merge([*staying, *new]), Merging()
    with tables() as connection:
        first = catalog_of(connection, 1)
        add(first, "gone", gone)
        add(first, "staying", staying)
        first.complete(Ledger())
        second = catalog_of(connection, 2)
        second.end(second.files()["gone"])
        add(second, "new", new)
        found = list(changes(second.contents, merging))
    after = dict(before)
    for each in found:
        assert each.is_new == (each.id not in after)
        assert after.pop(each.id, None) != each.record
        after |= {} if each.record is None else {each.id: each.record}
    assert {each.id: each for each in expected.records} == after
    if any(isinstance(each, Monograph) for each in (*gone, *new)):
        assert merging.cautions == list(expected.cautions)
