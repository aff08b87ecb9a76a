"""One record out of many documents. The result depends neither on the order nor on the time of reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal

from index.records import Article, Monograph, Record, Source, Trial
from indexer.labels import Current
from indexer.labels import united as united_labels
from indexer.linking import Mention, linked, mention
from indexer.naming import named, with_own_ids
from indexer.origins import origins
from indexer.sources.base import Caution
from indexer.uniting import UNITED, longest, newest
from indexer.versions import AnyRecord, by_document, by_place, first_source, newest_first

Fate = Literal["indexed", "merged", "superseded"]
"""What becomes of a version: the first of its record, another one in it, or one whose labels have later versions."""


@dataclass(frozen=True, slots=True)
class Joined(Generic[AnyRecord]):
    """What the versions of one record became.

    Attributes:
        record: with the origin of each value, if it has several sources.
        fates: of the versions in the order of their places, each with its first source; one is indexed.
    """

    record: AnyRecord
    fates: tuple[tuple[Source, Fate], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What many versions became.

    Attributes:
        records: with different ids, sorted by id.
        cautions: about monographs of one name that stay apart, sorted by place.
        merged_away: how many more versions there were than records.
    """

    records: tuple[Record, ...]
    cautions: tuple[Caution, ...]
    merged_away: int


def merge(records: Iterable[Record]) -> Merged:
    """The records that these versions are of, each once."""
    trials: defaultdict[str, list[Trial]] = defaultdict(list)
    articles: defaultdict[str, list[Article]] = defaultdict(list)
    monographs: list[Monograph] = []
    for record in records:
        if isinstance(record, Trial):
            trials[record.id].append(record)
        elif isinstance(record, Article):
            articles[record.id].append(record)
        else:
            monographs.append(record)
    joined: list[Joined[Any]] = [*map(merge_trials, trials.values()), *map(merge_articles, articles.values())]
    drugs, cautions = merge_monographs(monographs, {each.record.id for each in joined})
    joined = sorted([*joined, *drugs], key=lambda each: each.record.id)
    versions = sum(len(each.fates) for each in joined)
    return Merged(tuple(each.record for each in joined), tuple(cautions), versions - len(joined))


def merge_trials(versions: Sequence[Trial]) -> Joined[Trial]:
    """The trial that all these versions are of; they have one id.

    Every field comes whole from the newest version that states it; drugs, aliases, secondary ids, ``extra``
    and sources are united.
    """
    if _is_done(versions):
        return _alone(versions[0])
    return _joined(newest(versions), versions, newest_first(versions)[0])


def merge_articles(versions: Sequence[Article]) -> Joined[Article]:
    """The article that all these versions are of; they have one id. Lists are united, the longer text wins."""
    if _is_done(versions):
        return _alone(versions[0])
    return _joined(longest(versions), versions, by_document(versions)[0])


def merge_monographs(versions: Iterable[Monograph],
                     taken: Container[str] = ()) -> tuple[list[Joined[Monograph]], list[Caution]]:
    """All monographs, those of one drug being one, and cautions about those that stay apart from their namesakes.

    Args:
        versions: all there are.
        taken: ids of records of other kinds.
    """
    mentioned: defaultdict[Mention, list[Monograph]] = defaultdict(list)
    for version in versions:
        mentioned[mention(version)].append(version)
    places = {each: min((at.document, at.offset) for at in map(first_source, found))
              for each, found in mentioned.items()}
    groups, cautions = linked(places)
    joined = [merge_monograph([version for each in group for version in mentioned[each]]) for group in groups]
    own = with_own_ids([each.record for each in joined], taken)
    return [replace(each, record=record) for each, record in zip(joined, own, strict=True)], cautions


def merge_monograph(versions: Sequence[Monograph]) -> Joined[Monograph]:
    """The monograph of one drug: lists are united, the longer text wins, of a label the latest version stays.

    Another one may have its id too, until :func:`indexer.naming.with_own_ids` has seen all.
    """
    if _is_done(versions):
        return _alone(versions[0])
    found = _drug(by_place(versions))
    first = min(by_document(versions), key=Current(found).outdates)
    return _joined(found, versions, first)


def _drug(versions: Sequence[Monograph]) -> Monograph:
    found = replace(longest(versions), labels=united_labels([version.labels for version in versions]))
    return named(found, versions) if len(versions) > 1 else found


def _is_done(versions: Sequence[Record]) -> bool:
    """Whether there is nothing to merge, and no origin to find."""
    return len(versions) == 1 and (len(versions[0].sources) < 2 or bool(versions[0].provenance))


def _alone(version: AnyRecord) -> Joined[AnyRecord]:
    return Joined(version, ((first_source(version), "indexed"),))


def _joined(record: AnyRecord, versions: Sequence[AnyRecord], first: AnyRecord) -> Joined[AnyRecord]:
    in_order = by_place(versions)
    indexed = next(at for at, version in enumerate(in_order) if version is first)
    current = Current(record)
    fates: list[Fate] = ["superseded" if current.outdates(version) else "merged" for version in in_order]
    fates[indexed] = "indexed"
    traced = replace(record, provenance=origins(record, versions, UNITED[record.kind]))
    return Joined(traced, tuple(zip(map(first_source, in_order), fates, strict=True)))
