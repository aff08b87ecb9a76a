"""Which versions of monographs belong together, and under which ids: told by outlines, without the texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from index.records import Label, Monograph
from indexer.linking import Mention, linked, mention
from indexer.merge import merge_monograph
from indexer.naming import with_own_ids
from indexer.sources.base import Caution
from indexer.versions import first_source


@dataclass(frozen=True, slots=True)
class Group:
    """The versions of one monograph.

    Attributes:
        versions: their numbers, ascending.
        outline: the monograph without its texts, under its own id.
    """

    versions: tuple[int, ...]
    outline: Monograph


def outline(monograph: Monograph) -> Monograph:
    """What of a monograph decides with which others it belongs together, and how they are called."""
    labels = tuple(Label(set_id=each.set_id, date=each.date, version=each.version) for each in monograph.labels)
    return replace(monograph, background=None, indication=None, brand_names=(), conditions=(), therapies=(), extra={},
                   labels=labels)


def grouped(outlines: Iterable[tuple[int, Monograph]], taken: Container[str]) -> tuple[list[Group], list[Caution]]:
    """All monographs, and cautions about those that stay apart from their namesakes.

    Args:
        outlines: of all versions, each with its number.
        taken: ids of records of other kinds.
    """
    mentioned: defaultdict[Mention, list[tuple[int, Monograph]]] = defaultdict(list)
    for number, version in outlines:
        mentioned[mention(version)].append((number, version))
    places = {each: min((at.document, at.offset) for at in (first_source(version) for _, version in found))
              for each, found in mentioned.items()}
    found, cautions = linked(places)
    together = [[pair for each in group for pair in mentioned[each]] for group in found]
    own = with_own_ids([merge_monograph([version for _, version in pairs]).record for pairs in together], taken)
    return [Group(tuple(sorted(number for number, _ in pairs)), each)
            for pairs, each in zip(together, own, strict=True)], cautions
