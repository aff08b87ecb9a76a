"""Which monographs are of one drug: by UNII or CAS number, also through a third; by name only where that is sure.

Nothing but names and identifiers is looked at, so that the monographs themselves need not be held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.identifiers import compact, is_cas_number
from index.records import Monograph
from index.text import key
from indexer.sources.base import Caution
from indexer.sources.ids import NO_NAME, is_unii, monograph_id


@dataclass(frozen=True, slots=True)
class Mention:
    """What a monograph is linked by; many monographs may have the same.

    Attributes:
        names: the drug's, in the form in which they are compared; its id if it states nothing else.
        identifiers: UNIIs and CAS numbers, those among its aliases too, in the form in which they are compared.
    """

    names: frozenset[str]
    identifiers: frozenset[str]


Place = tuple[str, int]
"""A document, and an offset in its bytes."""
Group = list[Mention]


def mention(monograph: Monograph) -> Mention:
    """What a monograph is linked by; one of labels never by the name of a product."""
    title = None if monograph.labels else monograph.title
    written = (monograph.generic_name or title, *monograph.drugs)
    names = {key(name) for name in written if name is not None and name != NO_NAME}
    identifiers = _identifiers(monograph, names)
    return Mention(frozenset(names if names or identifiers else {key(monograph.id)}), frozenset(identifiers))


def _identifiers(monograph: Monograph, names: set[str]) -> set[str]:
    """Its UNIIs and CAS numbers; an alias that is the slug of a name is neither, whatever it looks like.

    The id of a monograph of labels is one as well: it says which substances they are about.
    """
    slugs = {monograph_id(None, None, name) for name in names} if monograph.aliases else set()
    stated = [text for text in (monograph.unii, monograph.cas_number) if text is not None]
    stated += [alias for alias in monograph.aliases if alias not in slugs]
    uniis = {f"UNII {compact(text)}" for text in stated if is_unii(text)}
    own = {f"ID {monograph.id}"} if monograph.labels else set()
    return own | uniis | {f"CAS {compact(text)}" for text in stated if is_cas_number(text)}


def linked(mentions: Mapping[Mention, Place]) -> tuple[list[Group], list[Caution]]:
    """Every mention in the group of its drug, and a caution for each that only shares a name with another group.

    A mention without an identifier joins the one group of its name that has one; where several have
    one, it stays with others that have none.

    Args:
        mentions: of all monographs, each with the first place of a monograph that has it.
    """
    identified = _connected([(each, each.identifiers) for each in mentions if each.identifiers])
    nameless = _connected([(each, each.names) for each in mentions if not each.identifiers])
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(identified):
        for name in _names_of(group):
            by_name[name].append(number)
    firsts = [min(map(mentions.__getitem__, group)) for group in identified]
    cautions = [_caution(firsts[number], name, "has other identifiers than its namesakes")
                for name, numbers in by_name.items() if len(numbers) > 1 for number in numbers]
    apart = []
    for group in nameless:
        candidates = {number for name in _names_of(group) for number in by_name.get(name, ())}
        if len(candidates) == 1:
            identified[candidates.pop()] += group
        else:
            apart.append(group)
            if candidates:
                first = min(map(mentions.__getitem__, group))
                cautions.append(_caution(first, min(_names_of(group)), "has no identifier, unlike its namesakes,"))
    cautions.sort(key=lambda each: (each.path, each.offset, each.reason))
    return identified + apart, cautions


def _connected(marked: Sequence[tuple[Mention, frozenset[str]]]) -> list[Group]:
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
    for at, (each, _) in enumerate(marked):
        groups[leader(at)].append(each)
    return list(groups.values())


def _names_of(group: Group) -> set[str]:
    return set[str]().union(*(each.names for each in group))


def _caution(first: Place, name: str, reason: str) -> Caution:
    return Caution(*first, f"the monograph “{name}” {reason} and stays apart from them")
