"""Which names are good enough to be found by, and which drug a name is of."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.concepts import abbreviations
from index.concepts.spellings import respelled
from index.concepts.terms import key_of, stems
from index.concepts.vocabulary import Concept
from index.identifiers import combined_uniis, is_cas_number
from index.records import Monograph
from index.text import stem

LONGEST = 8
"""Stems that a term can have in a query; nobody types the longer ones."""
_SHORTEST = 3
_LONG_ENOUGH = 4
"""Characters of a name of a vocabulary; a shorter one may be an abbreviation of anything."""
_COMMON = frozenset(map(stem, (
    "able ache aid aim air all arm art back balance base best body book calm camp cap care cat cell chip clear "
    "cold core cure day deep diet dream drop ease eye face fast fat first fish fit flow focus foot free fresh "
    "game gist gold good great hair hand head heart heat help home hope hot ice key kid kit leg life light lip "
    "live man map mass max mind mood natural new night one pain pair peak plus pro pulse pure rapid ray relief "
    "rest rise rose save sea shape shot skin sleep smart soft star start step strong sun swim test time total "
    "trim wave well white zero").split()))
"""Stems of common words, some of which makers and authors of vocabularies have made names of."""


def found_by(name: str) -> str:
    """The key that a name of a drug is found by; empty if it is too short, a number, or a common word."""
    key = key_of(name)
    if len(name.strip()) < _SHORTEST or key in _COMMON or key in abbreviations.doubtful() or key.count(" ") >= LONGEST:
        return ""
    return key if is_cas_number(name) or any(map(str.isalpha, name)) else ""


def tidied(concepts: Iterable[Concept]) -> Iterator[Concept]:
    """The concepts of a vocabulary with the names that are worth to be found, in each spelling; some have none left."""
    for each in concepts:
        names = _different(filter(_is_telling, (each.name, *each.synonyms))) or ("",)
        yield replace(each, name=names[0], synonyms=names[1:])


def _is_telling(name: str) -> bool:
    """Whether a name of a vocabulary is more than a stop word or a short form of who knows what."""
    key, letters = key_of(name), name.strip()
    if len(letters) < _LONG_ENOUGH or not any(map(str.isalpha, key)) or key in abbreviations.doubtful():
        return False
    # The stem of an abbreviation may be another word's: that of AIDS is aid.
    return not (letters.isupper() and letters.isalpha() and (key in _COMMON or key != letters.lower()))


def drugs(monographs: Iterable[Monograph]) -> Iterator[Concept]:
    """Each drug with the names that are its alone.

    The title or generic name of one monograph is that drug's, whoever else sells something under it; any other name
    that several monographs have is nobody's. Nor is a brand name one that contains the name of another drug, which
    is in it, or expressly not, as in "aspirin free".
    """
    found = list(monographs)
    proper, every = _owners(found, _proper), _owners(found, _names)
    for each in found:
        own = {part for name in _proper(each) for part in _parts(key_of(name))}

        def is_its_own(key: str, id: str = each.id, own: Container[str] = own) -> bool:
            if key in proper:
                return proper[key] == {id}
            return every[key] == {id} and all(part in own for part in _parts(key) if part in proper)

        names = _different(name for name in _names(each) if (key := found_by(name)) and is_its_own(key))
        if len(names) > 1:
            yield Concept(each.id, names[0], names[1:], ())


def _different(names: Iterable[str]) -> tuple[str, ...]:
    """Names in each spelling, but the first alone of those that the index cannot tell from each other."""
    found: dict[tuple[str, ...], str] = {}
    for name in names:
        for spelled in (name, *respelled(name)):
            found.setdefault(stems(spelled), spelled)
    return tuple(found.values())


def _owners(monographs: Iterable[Monograph], names: Callable[[Monograph], Iterable[str]]) -> Mapping[str, set[str]]:
    """Key -> the ids of the monographs that have a name with it."""
    found: dict[str, set[str]] = {}
    for each in monographs:
        for name in names(each):
            found.setdefault(found_by(name), set()).add(each.id)
    return found


def _proper(monograph: Monograph) -> Sequence[str]:
    return [name for name in (monograph.title, monograph.generic_name) if name]


def _names(monograph: Monograph) -> Iterator[str]:
    yield from dict.fromkeys(_proper(monograph))
    yield from monograph.brand_names
    identifiers = (monograph.unii, monograph.cas_number, *monograph.aliases)
    yield from (each for each in identifiers if each and not combined_uniis(each))


def _parts(key: str) -> Iterator[str]:
    """All that stands in a key, unbroken, and could be the key of a name."""
    words = key.split()
    return (" ".join(words[at:at + size]) for size in range(1, LONGEST + 1) for at in range(len(words) - size + 1))
