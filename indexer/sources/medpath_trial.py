"""A trial card of a MedPath page: title, body and places, and the trial that they state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from index import vocabulary
from index.identifiers import registration_number
from index.records import Source, Trial
from indexer.sources import values
from indexer.sources.ids import trial_id
from indexer.sources.lines import Line
from indexer.sources.medpath_notes import Notes
from indexer.sources.medpath_page import (
    CARD_LABELS,
    CONDITIONS,
    COUNT,
    FIRST_POSTED,
    INTERVENTIONS,
    LAST_POSTED,
    LOCATIONS,
    NUMBER,
    SPONSOR,
    Block,
    head_cost,
    is_flag,
    phases,
)
from indexer.sources.shape import sections

_NO_TITLE = "(no title)"
_FULL_DATE = 10
"""Characters of a date that cannot have been longer."""


@dataclass(frozen=True, slots=True)
class Place:
    """A flag with the text that belongs to it; either may be missing."""

    flag: str | None
    text: Line | None

    def country(self) -> str | None:
        """Its country. A text that is cut off says nothing: ``Niger`` may have been going to be Nigeria."""
        text = "" if self.text is None or self.text.open else self.text.text
        return vocabulary.countries_of(text, self.flag)


@dataclass(slots=True)
class TrialCard:
    """A card while it is read.

    Attributes:
        start: offset of its first byte in the document.
        title: None where the card has none.
        notes: what has no field.
    """

    start: int
    title: str | None
    notes: Notes
    lists: dict[str, list[Line]] = field(default_factory=dict)
    stated: dict[str, Line] = field(default_factory=dict)
    phases: tuple[str, ...] = ()
    status: str | None = None
    places: list[Place] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)

    def add_body(self, body: Block) -> bool:
        """Read a body; say whether places may follow it."""
        texts = [line.text for line in body]
        for section in sections(texts, CARD_LABELS, head_cost):
            label, contents = section.label, body[section.start : section.stop]
            if not label:
                self._add_head(contents)
            elif label in self.labels:
                self.notes.keep_rest(label, contents)
            elif label == LOCATIONS:
                self.add_places(contents)
            elif label in (CONDITIONS, INTERVENTIONS):
                self.lists[label] = list(contents)
            elif contents:
                self.stated[label] = contents[0]
                self.notes.keep_rest(label, contents[1:])
            self.labels |= {label}
        return section.label == LOCATIONS

    def add_places(self, lines: Sequence[Line]) -> None:
        """Read flags and texts in turn."""
        for line in lines:
            if is_flag(line.text):
                self.places.append(Place(line.text, None))
            elif self.awaits_text():
                self.places[-1] = Place(self.places[-1].flag, line)
            else:
                self.places.append(Place(None, line))

    def awaits_text(self) -> bool:
        """Whether the last thing read was a flag."""
        return bool(self.places) and self.places[-1].text is None

    def trial(self, drugs: tuple[str, ...], source: Source) -> Trial:
        """The trial that the card states."""
        number, sponsor = self._text(NUMBER), self._text(SPONSOR)
        first_posted, last_posted = self._date(FIRST_POSTED), self._date(LAST_POSTED)
        enrollment = self._enrollment()
        title = self.title or number or _NO_TITLE
        interventions = tuple(line.text for line in self.lists.get(INTERVENTIONS, ()))
        countries = (place.country() for place in self.places)
        return Trial(
            id=trial_id(number, title, sponsor, first_posted, last_posted), title=title,
            phases=self.phases, status=self.status,
            conditions=tuple(line.text for line in self.lists.get(CONDITIONS, ())),
            interventions=interventions, intervention_types=_types(interventions),
            first_posted=first_posted, last_posted=last_posted, sponsor=sponsor, enrollment=enrollment,
            registration_number=number,
            locations=tuple(place.text.text for place in self.places if place.text is not None),
            countries=tuple(dict.fromkeys(country for country in countries if country is not None)),
            drugs=drugs, extra=self.notes.extra(), sources=(source,),
        )

    def _add_head(self, lines: Sequence[Line]) -> None:
        for line in lines:
            stated, status = phases(line.text), vocabulary.status(line.text)
            if stated is not None and not self.phases and not line.open:
                self.phases = stated
            elif status is not None and self.status is None:
                self.status = status
            else:
                self.notes.unread("Phase" if line.text.casefold().startswith("phase") else "Status", line)

    def _text(self, label: str) -> str | None:
        line = self.stated.get(label)
        if line is None:
            return None
        if label == NUMBER and line.open and registration_number(line.text) is None:
            self.notes.unread(label, line)
            return None
        return line.text

    def _date(self, label: str) -> str | None:
        line = self.stated.get(label)
        if line is None:
            return None
        found = values.date(line.text)
        if found is None or (line.open and len(line.text) < _FULL_DATE):
            self.notes.unread(label, line)
            return None
        return found

    def _enrollment(self) -> int | None:
        line = self.stated.get(COUNT)
        if line is None:
            return None
        found = values.count(line.text)
        if found is None or line.open:
            self.notes.unread(COUNT, line)
            return None
        return None if found == values.UNKNOWN_COUNT else found


def _types(interventions: Sequence[str]) -> tuple[str, ...]:
    """The canonical types that stand before a colon: ``Drug: …``."""
    prefixes = (text.split(":", 1)[0] for text in interventions if ":" in text)
    found = (vocabulary.canonical("intervention_type", prefix) for prefix in prefixes)
    return tuple(dict.fromkeys(chain(kind for kind in found if kind is not None)))
