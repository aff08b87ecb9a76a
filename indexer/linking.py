"""Which monographs are of one drug: by UNII or CAS number, also through a third; by name only where that is sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.identifiers import compact, is_cas_number
from index.records import Monograph
from index.text import key
from indexer.sources.base import Caution
from indexer.sources.ids import NO_NAME, is_unii, monograph_id

Group = list[Monograph]


def names(monograph: Monograph) -> set[str]:
    """The drug's names in the form in which they are compared; none for a page without a name."""
    return {key(name) for name in (monograph.generic_name or monograph.title, *monograph.drugs) if name != NO_NAME}


def identifiers(monograph: Monograph) -> set[str]:
    """Its UNIIs and CAS numbers, those among its aliases too, in the form in which they are compared.

    An alias that is the slug of a name is no identifier, whatever it looks like.
    """
    slugs = {monograph_id(None, None, name) for name in names(monograph)} if monograph.aliases else set()
    stated = [text for text in (monograph.unii, monograph.cas_number) if text is not None]
    stated += [alias for alias in monograph.aliases if alias not in slugs]
    uniis = {f"UNII {compact(text)}" for text in stated if is_unii(text)}
    return uniis | {f"CAS {compact(text)}" for text in stated if is_cas_number(text)}


def linked(monographs: Sequence[Monograph]) -> tuple[list[Group], list[Caution]]:
    """Every monograph in the group of its drug, and a caution for each that only shares a name with another group.

    A monograph without an identifier joins the one group of its name that has one; where several have
    one, it stays with others that have none.
    """
    identified = _connected([(each, identifiers(each)) for each in monographs if identifiers(each)])
    nameless = _connected([(each, names(each)) for each in monographs if not identifiers(each)])
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(identified):
        for name in _names_of(group):
            by_name[name].append(number)
    cautions = [_caution(identified[number], name, "has other identifiers than its namesakes")
                for name, numbers in by_name.items() if len(numbers) > 1 for number in numbers]
    apart = []
    for group in nameless:
        candidates = {number for name in _names_of(group) for number in by_name.get(name, ())}
        if len(candidates) == 1:
            identified[candidates.pop()] += group
        else:
            apart.append(group)
            if candidates:
                cautions.append(_caution(group, min(_names_of(group)), "has no identifier, unlike its namesakes,"))
    cautions.sort(key=lambda each: (each.path, each.offset, each.reason))
    return identified + apart, cautions


def _connected(marked: Sequence[tuple[Monograph, set[str]]]) -> list[Group]:
    """Groups of those that share a mark, also through others."""
    leaders = list(range(len(marked)))

    def leader(at: int) -> int:
        while leaders[at] != at:
            leaders[at] = at = leaders[leaders[at]]
        return at

    first_with: dict[str, int] = {}
    for at, (_, marks) in enumerate(marked):
        for mark in marks:
            one, other = leader(first_with.setdefault(mark, at)), leader(at)
            leaders[max(one, other)] = min(one, other)
    groups: defaultdict[int, Group] = defaultdict(list)
    for at, (monograph, _) in enumerate(marked):
        groups[leader(at)].append(monograph)
    return list(groups.values())


def _names_of(group: Group) -> set[str]:
    return set().union(*map(names, group))


def _caution(group: Group, name: str, reason: str) -> Caution:
    places = [(source.document, source.offset) for each in group for source in each.sources]
    path, offset = min(places, default=("", 0))
    return Caution(path, offset, f"the monograph “{name}” {reason} and stays apart from them")
