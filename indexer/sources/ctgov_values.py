"""Single values of studies as the fields of a trial have them, the same for all forms of ClinicalTrials.gov.

Every function takes a value as stated, without blanks around it. What it cannot read is kept under
its label, with a caution; an empty text states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from index import vocabulary
from index.identifiers import registration_number
from indexer.sources import values
from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_words import remembered

STUDY_TYPES = {name.casefold(): name for name in ("Interventional", "Observational", "Expanded Access")}
SEXES = {name.casefold(): name for name in ("All", "Female", "Male")} | {"both": "All"}
NCT_ID = "NCT ID"

Value = TypeVar("Value")

_NCT_NUMBER = re.compile(r"NCT\d{8}", re.ASCII)
_REGISTRY_SUFFIX = "[patient registry]"
_NO_AGE = frozenset(("n/a", "na", "none"))


def nct_number(notes: Notes, text: str) -> str | None:
    """The registry's number in its form."""
    if _NCT_NUMBER.fullmatch(text):
        return text
    found = registration_number(text)
    return _read(notes, NCT_ID, text, found if found is not None and found.startswith("NCT") else None)


def study_type(notes: Notes, text: str) -> str | None:
    """A value of :data:`STUDY_TYPES`; ``Observational [Patient Registry]`` says two things."""
    plain = text.replace("_", " ").casefold()
    if plain.endswith(_REGISTRY_SUFFIX):
        notes.keep("Patient registry", "Yes")
        plain = plain.removesuffix(_REGISTRY_SUFFIX).rstrip()
    return _read(notes, "Study type", text, STUDY_TYPES.get(plain))


def sex(notes: Notes, text: str) -> str | None:
    """A value of :data:`SEXES`; ``Both`` is what old records say for all."""
    return _read(notes, "Sex", text, SEXES.get(text.casefold()))


def age(text: str) -> str | None:
    """A limit of age as stated; ``N/A`` is none."""
    return None if not text or text.casefold() in _NO_AGE else text


iso_date = remembered(values.date)
"""What :func:`indexer.sources.values.date` gives; there are fewer days than dates in studies."""


def date(notes: Notes, label: str, text: str) -> str | None:
    """An ISO date of any precision."""
    return _read(notes, label, text, iso_date(text))


def enrollment(notes: Notes, text: str) -> int | None:
    """A number of people; the registry's mark for unknown is none."""
    found = _read(notes, "Enrollment", text, values.count(text))
    return None if found == values.UNKNOWN_COUNT else found


def status(notes: Notes, text: str) -> str | None:
    """The status of recruitment."""
    return _read(notes, "Status", text, vocabulary.status(text))


def phases(notes: Notes, texts: Iterable[str]) -> tuple[str, ...]:
    """The phases that all these texts state, in natural order."""
    found = {phase for text in texts for phase in _read(notes, "Phase", text, vocabulary.phases(text)) or ()}
    return tuple(phase for phase in vocabulary.PHASES if phase in found)


def countries(notes: Notes, texts: Iterable[str]) -> tuple[str, ...]:
    """The countries, in order of appearance."""
    found = (_read(notes, "Country", text, vocabulary.country(text)) for text in dict.fromkeys(texts))
    return tuple(dict.fromkeys(filter(None, found)))


def intervention_type(notes: Notes, text: str) -> str | None:
    """The type of an intervention."""
    found = vocabulary.canonical("intervention_type", text.replace("_", " "))
    return _read(notes, "Intervention type", text, found)


def intervention(kind: str | None, stated: str, name: str) -> str:
    """``Drug: Baclofen``; a type that is not known as stated; a part that is missing is left out."""
    return ": ".join(filter(None, (kind or stated, name)))


def outcome(rank: str, text: str) -> str:
    """``Primary: Cramps, 4 weeks``; old tables do not say which are."""
    return ": ".join(filter(None, (rank, text))) if text else ""


def joined(*parts: str) -> str:
    """The parts of a place, of an outcome or of another object, as one text; missing ones are left out."""
    return ", ".join(filter(None, parts))


def _read(notes: Notes, label: str, text: str, found: Value | None) -> Value | None:
    if found is None:
        notes.unread(label, text)
    return found
