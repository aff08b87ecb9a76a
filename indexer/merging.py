"""From the versions in the catalog to the records of a generation: all of them, or those of which a version changed.

Each version that the catalog has is accounted for: it is the record, merged into it, or superseded in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from index.records import Article, Monograph, Record, Trial, decode, encode
from indexer.catalog.catalog import Catalog
from indexer.merge import Joined, merge_articles, merge_monographs, merge_trials
from indexer.sources.base import Caution

_MERGE: Mapping[str, Callable[[Any], Joined[Any]]] = {Trial.kind: merge_trials, Article.kind: merge_articles}
"""Kinds whose versions have the id of their record."""


@dataclass(slots=True)
class Merging:
    """What versions became.

    Attributes:
        fates: how many versions were indexed, merged or superseded.
        cautions: about monographs that stay apart from their namesakes.
    """

    fates: Counter[str] = field(default_factory=Counter)
    cautions: list[Caution] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is to be added, or put in the place of the one with its id; None: it is gone."""

    id: str
    record: Record | None
    is_new: bool


def all_records(catalog: Catalog, merging: Merging) -> Iterator[Record]:
    """Yield the records of all versions that hold."""
    for kind, merge in _MERGE.items():
        for _, found in groupby(catalog.all_versions(kind), key=itemgetter(0)):
            versions = [decode(body) for _, body in found]
            yield _counted(merge(versions), len(versions), merging)
    yield from _monographs(catalog, merging).values()


def changes(catalog: Catalog, merging: Merging) -> Iterator[Change]:
    """Yield the records that are not as they were before this run."""
    touched = catalog.touched()
    for kind, record in touched:
        if kind in _MERGE:
            was = _record(_MERGE[kind], catalog.versions(record, before=True), Merging())
            yield from _difference(record, was, _record(_MERGE[kind], catalog.versions(record), merging))
    if any(kind == Monograph.kind for kind, _ in touched):
        before, now = _monographs(catalog, Merging(), before=True), _monographs(catalog, merging)
        for record in sorted({*before, *now}):
            yield from _difference(record, before.get(record), now.get(record))


def _record(merge: Callable[[Any], Joined[Any]], bodies: Sequence[bytes], merging: Merging) -> Record | None:
    return _counted(merge([decode(body) for body in bodies]), len(bodies), merging) if bodies else None


def _difference(id: str, before: Record | None, after: Record | None) -> Iterable[Change]:
    if after is None:
        return [Change(id, None, is_new=False)] if before is not None else []
    if before is not None and encode(before) == encode(after):
        return []
    return [Change(id, after, is_new=before is None)]


def _monographs(catalog: Catalog, merging: Merging, *, before: bool = False) -> dict[str, Monograph]:
    """Those of all versions, by id: which belong together can only be told of all."""
    versions = [cast("Monograph", decode(body)) for _, body in catalog.all_versions(Monograph.kind, before=before)]
    found, merging.cautions = merge_monographs(versions, catalog.ids(before=before))
    merging.fates.update(fate for each in found for _, fate in each.fates)
    _require_closed(sum(len(each.fates) for each in found), len(versions))
    return {each.record.id: each.record for each in found}


def _counted(joined: Joined[Any], versions: int, merging: Merging) -> Record:
    merging.fates.update(fate for _, fate in joined.fates)
    _require_closed(len(joined.fates), versions)
    return cast("Record", joined.record)


def _require_closed(accounted: int, versions: int) -> None:
    if accounted != versions:
        raise AssertionError(f"{versions} versions were read, {accounted} are accounted for")
