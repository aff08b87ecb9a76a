"""Our engine against others, on the same work: ``python -m bench [--sizes …] [--peers …] [--work DIR] [--out DIR]``.

For each corpus: every engine builds an index of it; opens it; answers sixty searches as pages of the site, in rounds
that go from engine to engine; answers many at once; and changes one record. Corpora and indexes are kept under
``--work`` and used again. Figures go to ``--out``: ``CORPUS.json``, ``report.md`` and ``growth.svg`` over all corpora
that have figures there; what ``--only`` leaves out is kept, unless an index was built anew. Machines differ, ratios
less so: read the ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from bench import measure, peers
from bench.figures import Engine, Run
from bench.prepared import REAL, Prepared, prepare
from bench.queries import Case
from bench.tables import report
from bench.targets import targets

_SIZES = f"{REAL},10000,100000,500000"
_SOFTWARE = ("numpy", "tantivy", "whoosh3", "msgspec")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, keep the figures, and print the tables."""
    options = _parser().parse_args(arguments)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    for name in options.sizes.split(","):
        _say(f"{name}: preparing the corpus")
        kept = out / f"{name}.json"
        known = msgspec.json.decode(kept.read_bytes(), type=Run).engines if kept.exists() else {}
        for run in _stages(prepare(Path(options.work) / "corpora", name), options, known):
            kept.write_bytes(msgspec.json.encode(run) + b"\n")
    runs = [msgspec.json.decode(path.read_bytes(), type=Run) for path in out.glob("*.json")]
    runs.sort(key=lambda run: (run.corpus.isdigit(), int(run.corpus) if run.corpus.isdigit() else 0))
    text = "\n".join([f"## Targets\n\n{targets(runs)}\n", *map(report, runs)])
    (out / "report.md").write_text(text, "utf-8")
    _draw([run for run in runs if run.corpus.isdigit()], out / "growth.svg")
    sys.stdout.write(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default=_SIZES, help="corpora, by number of records (default: %(default)s)")
    parser.add_argument("--peers", default=",".join(peers.NAMES), help="engines (default: %(default)s)")
    parser.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "trialdex-bench"),
                        help="where corpora and indexes are kept (default: %(default)s)")
    parser.add_argument("--out", default="bench/out", help="where figures go (default: %(default)s)")
    parser.add_argument("--rebuild", default="", help="engines whose indexes are built anew")
    parser.add_argument("--only", default="open,pages,crowds,change", help="what to measure (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="runs of each search (default: %(default)s)")
    parser.add_argument("--cpu", action="store_true",
                        help="time pages by the processes' own clocks, where others keep the machine busy")
    parser.add_argument("--patience", type=float, default=180,
                        help="seconds of pages after which a slow engine has no further round (default: %(default)s)")
    return parser


def _stages(corpus: Prepared, options: argparse.Namespace, known: Mapping[str, Engine]) -> Iterator[Run]:
    """Measure one corpus; yield what is known, more each time."""
    wanted = options.only.split(",")
    count = 0 if corpus.name == REAL else int(corpus.name)
    names = [name for name in options.peers.split(",") if count <= peers.get(name).most]
    indexes, engines = {}, {}
    for name in names:
        indexes[name], built = measure.build(name, corpus, Path(options.work) / "indexes",
                                             anew=name in options.rebuild.split(","), say=_say)
        engines[name] = known[name] if name in known and known[name].built == built else Engine(built)
    if "pages" in wanted:
        answered = measure.pages(indexes, corpus, options.rounds, options.patience, cpu=options.cpu, say=_say)
        for name, engine in engines.items():
            engine.answered = answered[name]
    machine = _machine() | {"clock": "process" if options.cpu else "wall"}
    run = Run(corpus.name, machine, measure.reading(corpus), [case.label for case in corpus.cases],
              list(map(_written, corpus.cases)), engines)
    yield run
    for name, engine in engines.items():
        _say(f"{name}: opening, crowds, changing")
        if "open" in wanted:
            engine.opened = measure.opening(name, corpus, indexes[name])
        if "crowds" in wanted:
            engine.crowds = measure.crowds(name, corpus, indexes[name])
        if "change" in wanted:
            engine.changed = measure.changing(name, corpus, indexes[name])
        yield run


def _written(case: Case) -> str:
    filters = ", ".join(case.request.filters)
    return f"{case.request.query[:60]} [{filters}]" if filters else case.request.query[:60]


def _machine() -> dict[str, str]:
    model = next((line.partition(": ")[2] for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {"processor": model, "cores": str(os.cpu_count()), "Python": platform.python_version(),
            **{name: version(name) for name in _SOFTWARE}}


def _draw(runs: list[Run], path: Path) -> None:
    from bench.plot import growth  # late: nothing else needs matplotlib

    if runs and all(engine.answered for run in runs for engine in run.engines.values()):
        growth(runs, path)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
