"""How far pages are from what memory allows: ``python -m bench.limit OUT/CORPUS.json WORK``.

A faceted page must read, at the least, a record number and a weight of each posting of its words (8 bytes), and for
each hit its values in ten facets (4 bytes each, and 4 for where they begin where there may be several). Divided by the
bandwidth of memory, measured here by copying, that is a bound from below for any engine without results worked out
beforehand; passages, twenty records' JSON and the page itself come on top of it.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import msgspec
import numpy as np

from bench import peers
from bench.figures import Run, labels
from bench.peers.base import FACETS, facet_values
from bench.prepared import Prepared
from bench.queries import Case, case_of
from bench.tables import table

_POSTING, _ORDINAL = 8, 4
_SAMPLE = 2_000
_SINGLE = ("kind", "status", "sponsor", "year")
_MEBIBYTES = 256


def bandwidth() -> float:
    """Bytes a second that one core reads and writes together."""
    source = np.ones(_MEBIBYTES << 17)
    target = np.empty_like(source)

    def once() -> float:
        started = time.perf_counter()
        np.copyto(target, source)
        return time.perf_counter() - started

    return 2 * source.nbytes / min(once() for _ in range(7))


def of_hit(corpus: Prepared) -> float:
    """Bytes of a record's facets, on the average."""
    counted = [sum(len(facet_values(record, name)) for name in FACETS)
               for record, _ in zip(corpus.records(), range(_SAMPLE), strict=False)]
    return _ORDINAL * (statistics.mean(counted) + len(FACETS) - len(_SINGLE))


def main() -> None:
    """Print, for each class of searches, bytes, the least time for them, and ours."""
    run = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Run)
    work = Path(sys.argv[2])
    corpus = Prepared(work / "corpora" / run.corpus)
    searcher = peers.get("ours").open(work / "indexes" / run.corpus / "ours" / "index")
    ours = run.engines["ours"].answered
    assert ours is not None
    speed, hit = bandwidth(), of_hit(corpus)

    def touched(case: Case, total: int) -> float:
        words = case.words if case.form in ("all", "any", "phrase") else ()
        postings = sum(searcher.summary(searcher.page(case_of(word))).total for word in words)
        return _POSTING * (postings or total) + hit * total

    bytes_of = [touched(case, total) for case, total in zip(corpus.cases, ours.totals, strict=True)]
    rows = []
    for label in labels(run):
        chosen = [at for at, each in enumerate(run.labels) if each == label]
        size = statistics.median(bytes_of[at] for at in chosen)
        time_of = statistics.median(statistics.median(ours.seconds[at]) for at in chosen)
        rows.append([label, f"{size / 1024:,.0f}", f"{size / speed * 1000:.3f}", f"{time_of * 1000:.2f}"])
    print(f"{speed / 1e9:.1f} GB/s of copying; {hit:.0f} bytes of facets a hit\n")
    print(table(["class", "KiB at the least", "ms for them", "ms of a page"], rows))


if __name__ == "__main__":
    main()
