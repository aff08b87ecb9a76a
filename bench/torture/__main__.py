"""Torture of the index's folder and of runs: kills, faults, switches under readers, damaged files, bad records.

    python -m bench.torture [--engine whoosh] [--only reindexes,updates,interleavings,pipeline] [--records 2000]
        [--kills 50] [--steps 50] [--flips 50] [--interleavings 2000] [--every 1] [--mutants 100000] [--seed 1]

Generations are made by full builds (``reindexes``) and by updates that leave several segments, which generations
share by hard link (``updates``). Runs that read documents (``pipeline``) are killed, fail and lose the power at one
step of ``every`` so many, and read damaged documents. What must be in each is known, and what is seen is counted and
printed. The exit code is 1 if anything was seen that must never be.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.torture import BAD, pipeline
from bench.torture.bases import damaged_bases
from bench.torture.flipping import damages
from bench.torture.history import HISTORIES, History
from bench.torture.interleaving import interleavings
from bench.torture.killing import kills
from bench.torture.switching import switches
from bench.torture.writing import Subject
from index import engines


def main() -> int:
    """Run what is asked for, each in a folder of its own, and print what was seen."""
    given, is_bad = _parser().parse_args(), False
    for title, seen in _runs(given):
        print(title)
        for what in sorted(seen.keys() | BAD):
            print(f"  {what:<40}{seen[what]:>10,}")
        sys.stdout.flush()
        is_bad |= any(seen[what] for what in BAD)
    return int(is_bad)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.torture", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--engine", default=engines.DEFAULT)
    parser.add_argument("--only", default=",".join((*HISTORIES, "interleavings", "pipeline")))
    for name, default in (("records", 2000), ("kills", 50), ("steps", 50), ("flips", 50), ("interleavings", 2000),
                          ("every", 1), ("mutants", 100_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser


def _runs(given: argparse.Namespace) -> Iterator[tuple[str, Counter[str]]]:
    for name in given.only.split(","):
        if name == "interleavings":
            yield name, interleavings(given.interleavings, given.seed)
        elif name == "pipeline":
            yield from pipeline.runs(given.kills, given.every, given.mutants, given.seed)
        else:
            yield from _tortures(name, given)


def _tortures(name: str, given: argparse.Namespace) -> Iterator[tuple[str, Counter[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        def subject(title: str) -> Subject:
            return Subject(Path(folder, title), given.engine, History(name, given.records))

        yield f"{name}: kills", kills(subject("kills"), given.kills, given.seed)
        yield f"{name}: switches", switches(subject("switches"), given.steps)
        yield f"{name}: damages", damages(subject("damages"), given.flips, given.seed)
        if name == "updates":
            yield f"{name}: damaged bases", damaged_bases(subject("bases"), 2 * given.flips, given.seed)


if __name__ == "__main__":
    sys.exit(main())
