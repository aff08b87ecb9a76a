"""The cost of what means the same: ``python -m bench.widening --index DIR [--rounds N] [--queries FILE]``.

Each query is answered as a page of the site with and without synonyms, one after the other, with nothing remembered
of the answers before. Read the ratio of the two; the index should have vocabularies. The queries are such as have
synonyms, or those of a judged collection (JSON in lines, each with ``text``), which are longer and mostly have none.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from index import engines
from index.engines.whoosh.reader import WhooshReader
from index.request import SearchRequest
from index.search import search
from index.store import Store

QUERIES = (
    "heartburn", "muscle cramps", "high blood pressure", "COPD", "paediatric asthma", "leg cramps baclofen", "stroke",
    "shortness of breath", "MS fatigue", "type 2 diabetes", "seizures in children", "GERD proton pump inhibitor",
    "kidney failure", "hair loss", "low blood sugar", "liver cancer", "heart attack", "tumour", "anaemia",
    "itching", "depression", "memory loss", "fever", "chest pain", "obesity", "insomnia", "urinary incontinence",
    "prostate cancer", "overactive bladder", "hemophilia", "oedema", "migraine", "vomiting", "constipation")
_PAGE = 20


def seconds(reader: WhooshReader, query: str, *, synonyms: bool) -> tuple[float, int]:
    """The time of one page, and how many synonyms were looked for."""
    reader.forget()
    started = time.perf_counter()
    page = search(SearchRequest(query, limit=_PAGE, synonyms=synonyms), reader, brief=True)
    return time.perf_counter() - started, len(page.expansions)


def judged(path: Path) -> list[str]:
    """The queries of a collection, as plain words."""
    return [re.sub(r'[()"]', " ", json.loads(line)["text"]) for line in path.read_text("utf-8").splitlines()]


def measured(reader: WhooshReader, queries: Sequence[str], rounds: int) -> dict[str, Any]:
    """The best time of each query, with and without."""
    best = np.full((2, len(queries)), np.inf)
    added = [0] * len(queries)
    for _ in range(rounds):
        for number, query in enumerate(queries):
            for synonyms in (False, True):
                took, found = seconds(reader, query, synonyms=synonyms)
                best[int(synonyms), number] = min(best[int(synonyms), number], took)
                added[number] = max(added[number], found)
    figures: dict[str, Any] = {"records": len(reader), "queries": len(queries), "widened": sum(map(bool, added)),
                               "synonyms": sum(added)}
    for name, percentile in (("p50", 50), ("p95", 95)):
        without, widened = (np.percentile(best, percentile, axis=1) * 1000).round(2).tolist()
        figures[name] = {"without_ms": without, "with_ms": widened, "ratio": round(widened / without, 2)}
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--queries", type=Path, help="of a collection, in the place of our own")
    options = parser.parse_args(arguments)
    with closing(Store(options.index, engines.get()).open()) as reader:
        assert isinstance(reader, WhooshReader)
        queries = judged(options.queries) if options.queries else QUERIES
        print(json.dumps(measured(reader, queries, options.rounds), indent=1))


if __name__ == "__main__":
    main()
