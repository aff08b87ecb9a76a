"""From the versions in the catalog to the records of a generation: all of them, or those of which a version changed.

Each version that the catalog has is accounted for: it is the record, merged into it, or superseded in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from index.errors import TrialdexError
from index.packing import plain
from index.records import Article, Monograph, Record, Trial, decode, encode
from indexer.catalog.contents import Contents
from indexer.merge import Joined, merge_articles, merge_monograph, merge_trials
from indexer.outlines import Group, grouped
from indexer.sources.base import Caution

_MERGE: Mapping[str, Callable[[Any], Joined[Any]]] = {Trial.kind: merge_trials, Article.kind: merge_articles}
"""Kinds whose versions have the id of their record."""


class OpenLedger(TrialdexError):
    """The account of a run does not add up."""


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
class Alone:
    """A record of which there is one version, which it is: its id, and its canonical JSON, packed."""

    id: str
    line: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is to be added, or put in the place of the one with its id; None: it is gone."""

    id: str
    record: Record | None
    is_new: bool


def all_records(contents: Contents, merging: Merging) -> Iterator[Record | Alone]:
    """Yield the records of all versions that hold."""
    for kind, merge in _MERGE.items():
        for record, found in groupby(contents.all_versions(kind), key=itemgetter(0)):
            bodies = [body for _, body in found]
            if len(bodies) == 1:
                merging.fates["indexed"] += 1
                yield Alone(record, bodies[0])
            else:
                yield _counted(merge([decode(plain(body)) for body in bodies]), len(bodies), merging)
    for group in _grouped(contents, merging).values():
        yield _monograph(contents, group, merging)


def changes(contents: Contents, merging: Merging) -> Iterator[Change]:
    """Yield the records that are not as they were before this run; the fates are then those of all versions.

    Args:
        catalog: with what has changed.
        merging: with the fates of the generation before.
    """
    undone = Merging()
    before, now = ((_grouped(contents, merging, before=before) for before in (True, False))
                   if contents.touches_monographs() else ({}, {}))
    # First what is gone: another kind of record may take its id, or leave it to a monograph.
    for record in sorted(before.keys() - now.keys()):
        yield from _difference(record, _monograph(contents, before[record], undone), None)
    for kind, record in contents.touched():
        if kind in _MERGE:
            was = _record(_MERGE[kind], contents.versions(kind, record, before=True), undone)
            yield from _difference(record, was, _record(_MERGE[kind], contents.versions(kind, record), merging))
    for record in sorted(now):
        if (group := before.get(record)) != now[record]:
            yield from _difference(record, _monograph(contents, group, undone) if group else None,
                                   _monograph(contents, now[record], merging))
    merging.fates.subtract(undone.fates)


def _record(merge: Callable[[Any], Joined[Any]], bodies: Sequence[bytes], merging: Merging) -> Record | None:
    return _counted(merge([decode(body) for body in bodies]), len(bodies), merging) if bodies else None


def _difference(id: str, before: Record | None, after: Record | None) -> Iterable[Change]:
    if after is None:
        return [Change(id, None, is_new=False)] if before is not None else []
    if before is not None and encode(before) == encode(after):
        return []
    return [Change(id, after, is_new=before is None)]


def _grouped(contents: Contents, merging: Merging, *, before: bool = False) -> dict[str, Group]:
    """The monographs of all versions, by id: which belong together can only be told of all."""
    outlines = ((number, cast("Monograph", decode(body))) for number, body in contents.outlines(before=before))
    found, cautions = grouped(outlines, contents.ids(before=before))
    if not before:
        merging.cautions = cautions
    return {each.outline.id: each for each in found}


def _monograph(contents: Contents, group: Group, merging: Merging) -> Record:
    bodies = contents.bodies(group.versions)
    merged = merge_monograph([cast("Monograph", decode(body)) for body in bodies])
    named = replace(merged.record, id=group.outline.id, aliases=group.outline.aliases)
    return _counted(replace(merged, record=named), len(bodies), merging)


def _counted(joined: Joined[Any], versions: int, merging: Merging) -> Record:
    merging.fates.update(fate for _, fate in joined.fates)
    require_closed(len(joined.fates), versions)
    return cast("Record", joined.record)


def require_closed(accounted: int, versions: int) -> None:
    """See that every version is accounted for.

    Raises:
        OpenLedger: if one is not, or twice.
    """
    if accounted != versions:
        raise OpenLedger(f"{versions:,} records were read, but {accounted:,} are accounted for; nothing was switched",
                         hint="this is a fault of the program; please report it with the documents that show it")
