"""Canonical phases, statuses, intervention types, kinds and countries: for reading and for filtering.

Sources: the data dictionary of ClinicalTrials.gov (phases, statuses, intervention types) and
ISO 3166-1 as pycountry carries it (countries; its common name where there is one, else its name).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from index.text import fold

NOT_APPLICABLE = "Not Applicable"
PHASES = ("Early Phase 1", "Phase 1", "Phase 2", "Phase 3", "Phase 4", NOT_APPLICABLE)
STATUSES = (
    "Not yet recruiting", "Recruiting", "Enrolling by invitation", "Active, not recruiting", "Suspended",
    "Terminated", "Completed", "Withdrawn", "Unknown status", "Available", "No longer available",
    "Temporarily not available", "Approved for marketing", "Withheld",
)
INTERVENTION_TYPES = (
    "Drug", "Biological", "Device", "Procedure", "Radiation", "Behavioral", "Genetic", "Dietary Supplement",
    "Combination Product", "Diagnostic Test", "Other",
)
KINDS = ("monograph", "trial", "article")
DRUG_TYPES = ("Small Molecule", "Biotech")

ORDER: Mapping[str, tuple[str, ...]] = {"kind": KINDS, "phase": PHASES, "status": STATUSES}
"""The natural order of the values of facets that have one."""

_NUMERALS = {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_PHASE = re.compile(r"(early )?(?:phases? ?)?([0-4]|i{1,3}|iv)")
_PHASE_SEPARATOR = re.compile(r" ?(?:[/|,;&+\-–—]| and ) ?")
_NO_PHASE = frozenset({"n/a", "na", "n.a.", "not applicable"})
_WORDS = re.compile(r"[^\W_]+")

_STATUS_ALIASES = {
    "unknown": "Unknown status", "currently recruiting": "Recruiting",
    "not recruiting yet": "Not yet recruiting",
    "enrollment by invitation": "Enrolling by invitation",
    "enrolment by invitation": "Enrolling by invitation",
    "temporarily unavailable": "Temporarily not available",
}
_TYPE_ALIASES = {
    "behavioural": "Behavioral", "biologic": "Biological", "biological vaccine": "Biological",
    "procedure surgery": "Procedure",
}
_COUNTRY_ALIASES = {
    "AE": "uae|emirates", "BA": "bosnia", "BN": "brunei", "CD": "dr congo|drc|zaire|congo kinshasa|"
    "democratic republic of congo|congo democratic republic of|congo democratic republic",
    "CG": "congo brazzaville|republic of congo|congo republic of", "CI": "ivory coast", "CV": "cape verde",
    "CZ": "czech republic", "FK": "falkland islands", "FM": "micronesia", "GB": "uk|great britain|britain|"
    "england|scotland|wales|northern ireland", "GM": "gambia republic of", "HK": "hong kong sar|hongkong|"
    "hong kong china|hong kong sar china", "IR": "iran islamic republic", "KP": "democratic peoples republic of "
    "korea|korea north", "KR": "republic of korea|korea republic|korea south",
    "LA": "lao pdr|lao", "LY": "libyan arab jamahiriya", "MF": "saint martin", "MK": "macedonia|fyrom|"
    "macedonia former yugoslav republic of|former yugoslav republic of macedonia|republic of macedonia|"
    "macedonia republic of", "MM": "burma", "MO": "macau|macau sar|macao sar|macau china|macao china",
    "NL": "holland", "PS": "palestine|palestinian territories|palestinian territory|"
    "palestinian territories occupied|palestinian territory occupied|occupied palestinian territory",
    "RU": "russia", "SX": "sint maarten", "SZ": "swaziland", "TL": "east timor", "TR": "turkey|turkey turkiye",
    "TW": "taiwan roc|taiwan republic of china|taiwan china", "US": "us|usa", "VA": "vatican|vatican city|holy see",
    "VG": "british virgin islands", "VI": "us virgin islands|united states virgin islands",
    "VN": "vietnam socialist republic of",
}
_KOSOVO = "Kosovo"  # has no code in ISO 3166-1; registries and flags use XK
_GEORGIAN_CITIES = frozenset("tbilisi batumi kutaisi rustavi zugdidi gori telavi".split())
_REGIONAL_A, _TAG_BASE, _BLACK_FLAG = 0x1F1E6, 0xE0000, "\U0001f3f4"


@lru_cache(maxsize=4_096)
def phases(text: str) -> tuple[str, ...] | None:
    """The canonical phases that ``text`` states, in natural order; None if it states none.

    Reads ``Phase 1/Phase 2``, ``PHASE1|PHASE2``, ``Phase II-III``, ``2``, ``N/A``, ``EARLY_PHASE1``.
    """
    plain = " ".join(fold(text).replace("_", " ").split())
    if plain in _NO_PHASE:
        return (NOT_APPLICABLE,)
    found = set()
    for part in _PHASE_SEPARATOR.split(plain):
        match = _PHASE.fullmatch(part)
        number = None if match is None else _NUMERALS[match[2]]
        if part in _NO_PHASE:
            found.add(NOT_APPLICABLE)
        elif match is None or number is None or (match[1] and number != 1):
            return None
        else:
            found.add("Early Phase 1" if match[1] or number == 0 else f"Phase {number}")
    return tuple(phase for phase in PHASES if phase in found)


@lru_cache(maxsize=4_096)
def status(text: str) -> str | None:
    """The canonical status that ``text`` is, case and separators forgiven; None if it is none."""
    return _statuses().get(_plain(text))


@lru_cache(maxsize=4_096)
def country(text: str) -> str | None:
    """The country that ``text`` names or is the ISO code of; case, accents and articles forgiven."""
    plain = _plain(text)
    return _country_names().get(plain) or _country_codes().get(plain)


@cache
def _aliases_of_countries() -> frozenset[str]:
    return frozenset(alias for aliases in _COUNTRY_ALIASES.values() for alias in aliases.split("|"))


def country_alias(text: str) -> str | None:
    """The country that ``text`` is another name of, such as ``Holland``; ISO's names and codes are not read."""
    return country(text) if _plain(text) in _aliases_of_countries() else None


@lru_cache(maxsize=65_536)
def countries_of(location_text: str, flag: str | None = None) -> str | None:
    """The country of a place: from its flag, else from the last parts of its text; None if unsure.

    Two-letter codes in a text are not read: there they are mostly states (``Wilmington, DE``).
    ``Georgia`` at the end is read as the country only beside one of its cities.
    """
    flagged = None if flag is None else _country_codes().get(_code_of(flag))
    if flagged is not None:
        return flagged
    parts = [part for part in re.split(r"\s*,\s*", location_text.strip(" .")) if part]
    names = _country_names()
    for last in (parts[-2:], parts[-1:]):
        found = names.get(_plain(" ".join(last)))
        if found == "Georgia" and not _GEORGIAN_CITIES & set(_plain(location_text).split()):
            return None
        if found is not None:
            return found
    return None


@lru_cache(maxsize=4_096)
def canonical(facet_name: str, text: str) -> str | None:
    """The canonical spelling of a value of facet phase, status, country, kind, intervention_type or
    drug_type; None if the vocabulary does not have it, or has no such facet.
    """
    read = _CANONICAL.get(facet_name)
    return None if read is None else read(text)


def _plain(text: str) -> str:
    """Folded words apart by one blank; without articles, apostrophes and the points of ``U.S.``."""
    joined = re.sub(r"['.]", "", fold(text).replace("&", " and ").replace("st.", "saint "))
    return " ".join(word for word in _WORDS.findall(joined) if word != "the")


def _by_plain(values: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    return {_plain(value): value for value in values} | dict(aliases)


@cache
def _statuses() -> dict[str, str]:
    return _by_plain(STATUSES, _STATUS_ALIASES)


def _phase(text: str) -> str | None:
    found = phases(text)
    return found[0] if found is not None and len(found) == 1 else None


def _kind(text: str) -> str | None:
    return _by_plain(KINDS, {}).get(_plain(text).removesuffix("s"))


def _intervention_type(text: str) -> str | None:
    return _by_plain(INTERVENTION_TYPES, _TYPE_ALIASES).get(_plain(text))


def _drug_type(text: str) -> str | None:
    return _by_plain(DRUG_TYPES, {}).get(_plain(text).removesuffix("s"))


_CANONICAL: Mapping[str, Callable[[str], str | None]] = {
    "phase": _phase, "status": status, "country": country, "kind": _kind,
    "intervention_type": _intervention_type, "drug_type": _drug_type,
}


@cache
def _country_names() -> dict[str, str]:
    import pycountry  # late: half of the start of a search that names no country

    found = {_plain(_KOSOVO): _KOSOVO}
    for entry in pycountry.countries:
        name = getattr(entry, "common_name", entry.name)
        aliases = _COUNTRY_ALIASES.get(entry.alpha_2, "").split("|")
        for known in (name, entry.name, getattr(entry, "official_name", name), *aliases):
            found[_plain(known)] = name
    found.pop("", None)
    return found


@cache
def _country_codes() -> dict[str, str]:
    import pycountry

    found = {"xk": _KOSOVO}
    for entry in pycountry.countries:
        name = getattr(entry, "common_name", entry.name)
        found |= {entry.alpha_2.lower(): name, entry.alpha_3.lower(): name}
    return found


def _code_of(flag: str) -> str:
    """The code that a flag emoji spells, in lower case: two regional indicators, or a black flag's tags."""
    marks = [character for character in flag.strip() if character != "\ufe0f"]
    if marks[:1] == [_BLACK_FLAG]:
        return "".join(chr(ord(mark) - _TAG_BASE) for mark in marks[1:3] if ord(mark) > _TAG_BASE)
    letters = [ord(mark) - _REGIONAL_A for mark in marks]
    return "".join(chr(ord("a") + at) for at in letters) if all(0 <= at < 26 for at in letters) else ""
