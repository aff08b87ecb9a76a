"""Torture of the index's folder and of runs: kills, faults, switches under readers, damaged files, bad records.

    python -m bench.torture [--engine whoosh] [--only reindexes,updates,interleavings,pipeline,mutants,serving,stock]
        [--records 2000] [--kills 50] [--steps 50] [--flips 50] [--interleavings 2000] [--every 1] [--mutants 100000]
        [--rounds 1000] [--faults kills,…] [--seed 1] [--out FOLDER]

Generations are made by full builds (``reindexes``) and by updates that leave several segments, which generations
share by hard link (``updates``). Runs that read documents (``pipeline``) are killed, fail and lose the power at one
step of ``every`` so many; they read damaged documents (``mutants``); and the site is read (``serving``) while so many
rounds of them replace what it shows. ``stock`` does the like to stock Whoosh's writer and to ours, each of these
``faults`` at so many ``steps``, with ``flips`` in each file, and prints both in a table. What must be in each
generation is known, and what is seen is counted and printed, and kept in the folder ``--out``, of which
``bench/torture/document.py`` makes tables. The exit code is 1 if anything was seen of ours that must never be.
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
from bench.torture.comparing import FAULTS, compared
from bench.torture.contenders import STOCK
from bench.torture.flipping import damages
from bench.torture.history import HISTORIES, History
from bench.torture.interleaving import interleavings
from bench.torture.kept import Kept, command, keep
from bench.torture.killing import kills
from bench.torture.pipeline_mutants import mutants
from bench.torture.serving import serving
from bench.torture.switching import switches
from bench.torture.tables import beside
from bench.torture.writing import Subject
from index import engines

_OTHERS = ("interleavings", "pipeline", "mutants", "serving", "stock")


def main() -> int:
    """Run what is asked for, each in a folder of its own, and print what was seen."""
    given, is_bad, both = _parser().parse_args(), False, list[Kept]()
    for title, seen in _runs(given):
        print(title)
        for what in sorted(seen.keys() | BAD):
            print(f"  {what:<40}{seen[what]:>10,}")
        sys.stdout.flush()
        kept = Kept(title, command(sys.argv[1:]), seen)
        if given.out:
            keep(given.out, kept)
        both += [kept] if kept.is_compared else []
        is_bad |= any(seen[what] for what in BAD) and not title.endswith(STOCK)
    if both:
        print(beside(both))
    return int(is_bad)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.torture", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--engine", default=engines.DEFAULT)
    parser.add_argument("--only", default=",".join((*HISTORIES, *_OTHERS)))
    parser.add_argument("--faults", default=",".join(FAULTS))
    parser.add_argument("--out", type=Path)
    for name, default in (("records", 2000), ("kills", 50), ("steps", 50), ("flips", 50), ("interleavings", 2000),
                          ("every", 1), ("mutants", 100_000), ("rounds", 1000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser


def _runs(given: argparse.Namespace) -> Iterator[tuple[str, Counter[str]]]:
    for name in given.only.split(","):
        with tempfile.TemporaryDirectory() as folder:
            if name == "interleavings":
                yield name, interleavings(given.interleavings, given.seed)
            elif name == "pipeline":
                yield from pipeline.runs(given.kills, given.every, given.seed)
            elif name == "mutants":
                yield name, mutants(given.mutants, given.seed)
            elif name == "serving":
                yield name, serving(Path(folder), given.rounds)
            elif name == "stock":
                yield from compared(Path(folder), given.faults.split(","), given.steps, given.flips, given.seed)
            else:
                yield from _tortures(name, Path(folder), given)


def _tortures(name: str, folder: Path, given: argparse.Namespace) -> Iterator[tuple[str, Counter[str]]]:
    def subject(title: str) -> Subject:
        return Subject(Path(folder, title), given.engine, History(name, given.records))

    yield f"{name}: kills", kills(subject("kills"), given.kills, given.seed)
    yield f"{name}: switches", switches(subject("switches"), given.steps)
    yield f"{name}: damages", damages(subject("damages"), given.flips, given.seed)
    if name == "updates":
        yield f"{name}: damaged bases", damaged_bases(subject("bases"), 2 * given.flips, given.seed)


if __name__ == "__main__":
    sys.exit(main())
