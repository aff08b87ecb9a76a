"""A judged collection -> an account of how good the search is on it, which a later one can be compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from index.errors import RequestError
from indexer.evaluation.collection import read_corpus, read_judged
from indexer.evaluation.measuring import NAMES, Estimate, PerQuery, differences, means, per_query
from indexer.evaluation.ranking import rank_texts, throw_away_index


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured.

    Attributes:
        run: its name.
        texts: how many there are.
        synonyms: whether what means the same was looked for, too.
        measured: way of matching -> query -> measure -> value.
    """

    run: str
    texts: int
    synonyms: bool
    measured: Mapping[str, PerQuery]

    def means(self) -> dict[str, dict[str, Estimate]]:
        """Way of matching -> measure -> its mean."""
        return {match: means(measured) for match, measured in self.measured.items()}

    def differences(self, earlier: Evaluation) -> dict[str, dict[str, Estimate]]:
        """Way of matching -> measure -> its gain over an earlier run, where both have the queries.

        Raises:
            RequestError: if they have none in common.
        """
        found = {match: differences(measured, earlier.measured[match]) for match, measured in self.measured.items()
                 if not measured.keys().isdisjoint(earlier.measured.get(match, {}))}
        if not found:
            raise RequestError(f"the run “{earlier.run}” has no query in common with this one",
                               hint="compare runs over the same queries, matched in the same way")
        return found


def evaluate(corpus: Path, queries: Path, qrels: Path, matches: Sequence[str], run: str, *,
             synonyms: bool = True, vocabularies: Sequence[Path] = ()) -> Evaluation:
    """Index a corpus, ask its queries, measure.

    Args:
        corpus, queries, qrels: files, see :mod:`indexer.evaluation.collection`.
        matches: ways of matching, some of :data:`index.request.MATCHES`.
        run: a name for it.
        synonyms: whether what means the same is looked for, too.
        vocabularies: files that say what does, as for ``trialdex vocabulary add``.

    Raises:
        TrialdexError: if a file cannot be read, or the index cannot be built.
    """
    judged = read_judged(queries, qrels)
    with throw_away_index(read_corpus(corpus), vocabularies) as (reader, ids):
        rankings = {match: rank_texts(judged.queries, reader, ids, match, synonyms=synonyms) for match in matches}
    return Evaluation(run, len(ids), synonyms,
                      {match: per_query(ranked, judged.qrels) for match, ranked in rankings.items()})


def to_dict(evaluation: Evaluation, earlier: Evaluation | None = None) -> dict[str, Any]:
    """The account as JSON values, with the gain over an earlier one."""
    values: dict[str, Any] = {
        "run": evaluation.run, "texts": evaluation.texts, "synonyms": evaluation.synonyms,
        "measures": _estimates(evaluation.means()), "queries": evaluation.measured}
    if earlier is not None:
        values["compared"] = {"run": earlier.run, "differences": _estimates(evaluation.differences(earlier))}
    return values


def _estimates(found: Mapping[str, Mapping[str, Estimate]]) -> dict[str, Any]:
    return {match: {name: {part: round(value, 4) for part, value in each._asdict().items()}
                    for name, each in measures.items()} for match, measures in found.items()}


class _Account(msgspec.Struct):
    run: str
    texts: int
    synonyms: bool
    queries: dict[str, dict[str, dict[str, float]]]


def read_evaluation(path: Path) -> Evaluation:
    """The account in a file that holds the JSON of :func:`to_dict`.

    Raises:
        RequestError: if it holds none.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Account)
        for measured in (each for of_match in found.queries.values() for each in of_match.values()):
            if missing := set(NAMES) - measured.keys():
                raise msgspec.ValidationError(f"a query has no {min(missing)}")
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror or error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"{path} is no account of an evaluation: {error}",
                           hint="make one with: trialdex evaluate --format json > earlier.json") from error
    return Evaluation(found.run, found.texts, found.synonyms, found.queries)
