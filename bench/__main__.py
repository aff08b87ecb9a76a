"""How fast it is, as ratios against a peer in the same run: ``python -m bench [CARDS]``.

Each figure is the median of several runs that alternate with their peer's. Nothing here is a test:
machines differ, ratios less so.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.pages import write_pages
from index import engines, search
from index.fields import TEXT_FIELDS
from index.fields import values as values_of
from index.records import Record, to_json
from index.request import SearchRequest
from index.store import Store
from indexer.demo import SAMPLES
from indexer.merge import merge
from indexer.pipeline import reindex
from indexer.sources import files, formats
from indexer.sources.base import Document, Reading

CARDS = 10_000
QUERIES = ("muscle cramps", "baclofen", '"erectile dysfunction"', "spast*", "", "first_posted:2020.. NOT withdrawn")


def seconds(action: Callable[[], object]) -> float:
    """Wall time of one run."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def alternating(one: Callable[[], object], other: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median seconds of each, run in turn."""
    pairs = [(seconds(one), seconds(other)) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def reindexing(folder: Path, cards: int) -> dict[str, float]:
    """The whole way from pages to a switched generation, against Whoosh's writer alone with the same text fields."""
    pages = folder / "pages"
    pages.mkdir()
    write_pages(pages, cards)
    prepared = [{field.name: "\n".join(values_of(record, field)) for field in TEXT_FIELDS} | {"record": to_json(record)}
                for record in merge(_records(pages)).records]
    gc.freeze()  # what was prepared for Whoosh must not slow it down by being searched for garbage
    numbers = iter(range(100))

    def whoosh_alone() -> None:
        from whoosh.fields import STORED, TEXT, Schema
        from whoosh.index import create_in

        schema = Schema(record=STORED, **{field.name: TEXT() for field in TEXT_FIELDS})
        target = folder / f"alone-{next(numbers)}"
        target.mkdir()
        writer = create_in(str(target), schema).writer(limitmb=256)
        for values in prepared:
            writer.add_document(**values)
        writer.commit()

    ours, theirs = alternating(lambda: reindex([str(pages)], Store(folder / "index", engines.get())), whoosh_alone, 3)
    return {"reindex_s": ours, "whoosh_writer_s": theirs, "ratio": ours / theirs, "records_per_s": cards / ours}


def _records(pages: Path) -> list[Record]:
    found: list[Record] = []
    for each in files.documents([str(pages)]):
        assert isinstance(each, Document)
        reading = formats.read(each, "2026-01-01T00:00:00Z")
        assert isinstance(reading, Reading)
        found += reading.records
    return found


def searching(folder: Path) -> dict[str, float]:
    """Searches in the process over the sample pages, and the whole command against its imports alone."""
    store = Store(folder / "samples", engines.get())
    reindex([str(SAMPLES)], store)
    reader = store.open()
    times = [seconds(lambda query=query: search.search(SearchRequest(query), reader)) * 1000  # type: ignore[misc]
             for query in QUERIES for _ in range(20)]
    command = [sys.executable, "-m", "indexer", "--index", str(folder / "samples"), "search", "muscle", "cramps"]
    imports = [sys.executable, "-c", "import numpy, whoosh.index, click"]
    ours, theirs = alternating(lambda: subprocess.run(command, capture_output=True, check=True),
                               lambda: subprocess.run(imports, check=True), 9)
    return {"search_p50_ms": statistics.median(times), "search_max_ms": max(times),
            "command_s": ours, "imports_s": theirs, "ratio": ours / theirs}


def main() -> None:
    """Run everything and print it, as a table and as JSON."""
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        figures = {f"reindex {cards:,} cards": reindexing(Path(folder), cards),
                   "search the samples": searching(Path(folder))}
    for title, values in figures.items():
        print(title)
        for name, value in values.items():
            print(f"  {name:<18} {value:10.3f}")
    print(json.dumps(figures))


main()
