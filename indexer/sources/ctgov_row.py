"""A row of a table that ClinicalTrials.gov has exported, and the trial that it states.

The columns are those of the site's download (``Study Status``, ``Sex`` …), or of the classic site's before
2024 (``Status``, ``Gender`` …), which wrote values in words. Lists are joined by ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index import vocabulary
from index.records import Source, Trial
from indexer.sources import ctgov_values as stated
from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_text import from_markdown, plain
from indexer.sources.ctgov_words import label, masking, words
from indexer.sources.ids import trial_id

_SEPARATOR = re.compile(r"\|(?<!\s\|)(?!\s)")
"""Between the values of a list; the registry's values have no blanks around them, so that ``A | B`` is one."""
_TYPED = re.compile(r"([A-Z_]{3,}|[A-Z][A-Za-z ]+): (.*)", re.DOTALL)
_TOKEN = re.compile(r"[A-Z_]+")
_ITEM = re.compile(r"(?:\*|\d{1,3}[.)]) ")
_BEFORE_ITEM = re.compile(rf".*, (?={_ITEM.pattern})")
_AGE = r"\d+ [A-Z][a-z]+"
_AGES = re.compile(rf"(?:({_AGE}) (?:and older|to ({_AGE}))|up to ({_AGE})) \(([^()]+)\)|([^()]+)")
_GROUPS = frozenset(("Child", "Adult", "Older Adult"))
_DATES = {
    "start": "startDate", "primary_completion": "primaryCompletionDate", "completion": "completionDate",
    "first_posted": "studyFirstPostDate", "last_posted": "lastUpdatePostDate", "results_posted": "resultsFirstPostDate",
}
"""The API's names of dates, under which they are kept where they cannot be read."""
_RANKS = {"primary_outcomes": "Primary", "secondary_outcomes": "Secondary", "other_outcomes": "Other", "outcomes": ""}
_RESULTS = {"no results available": "No", "has results": "Yes"}
_NO_PERSPECTIVE = "Time Perspective: p"
"""What today's export states of every observational study, whatever its perspective is."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row states.

    Attributes:
        cells: a key of :data:`indexer.sources.csv_head.NAMES` -> what the column states, if not blank.
        notes: what has no field, or could not be read.
    """

    cells: Mapping[str, str]
    notes: Notes

    def trial(self, source: Source) -> Trial:
        """The trial, with what the notes have kept by then."""
        number = stated.nct_number(self.notes, self._text("registration_number"))
        title = self._text("title") or self._text("registration_number")
        lead, *others = self._list("sponsors") or ("",)
        sponsor = self._text("sponsor") or lead or None
        first_posted, last_posted = self._date("first_posted"), self._date("last_posted")
        minimum_age, maximum_age = self._ages()
        types, interventions = self._interventions()
        locations = self._list("locations")
        self._keep_rest(number)
        return Trial(
            id=trial_id(number, title, sponsor, first_posted, last_posted), registration_number=number, title=title,
            acronym=self._text("acronym") or None, study_type=stated.study_type(self.notes, self._text("study_type")),
            phases=stated.phases(self.notes, self._list("phases")),
            status=stated.status(self.notes, self._text("status")),
            conditions=self._list("conditions"), interventions=interventions, intervention_types=types,
            start=self._date("start"), primary_completion=self._date("primary_completion"),
            completion=self._date("completion"), first_posted=first_posted, last_posted=last_posted, sponsor=sponsor,
            collaborators=(*others, *self._list("collaborators")),
            enrollment=stated.enrollment(self.notes, self._text("enrollment")),
            secondary_ids=self._list("secondary_ids"), locations=locations,
            countries=stated.countries(self.notes, map(_country, locations)),
            summary=from_markdown(self.cells.get("summary", "")) or None, sex=stated.sex(self.notes, self._text("sex")),
            minimum_age=minimum_age, maximum_age=maximum_age, outcomes=self._outcomes(), sources=(source,),
            extra=self.notes.extra(),  # last: what comes before adds to it
        )

    def _text(self, name: str) -> str:
        return plain(self.cells.get(name, ""))

    def _list(self, name: str) -> tuple[str, ...]:
        return tuple(filter(None, map(plain, _SEPARATOR.split(self.cells.get(name, "")))))

    def _date(self, name: str) -> str | None:
        return stated.date(self.notes, label(_DATES[name]), self._text(name))

    def _outcomes(self) -> tuple[str, ...]:
        """A separator also stands within the text of some; their parts are apart then, and nothing is lost."""
        cells = ((rank, self.cells.get(name, "")) for name, rank in _RANKS.items())
        found = (stated.outcome(rank, _outcome(part)) for rank, cell in cells for part in _SEPARATOR.split(cell))
        return tuple(filter(None, found))

    def _interventions(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Their types, each once, and ``Type: name`` of each; a part without a type is the rest of a name."""
        types: dict[str, None] = {}
        found: list[str] = []
        for part in self._list("interventions"):
            match = _TYPED.fullmatch(part)
            known = None if match is None else vocabulary.canonical("intervention_type", match[1].replace("_", " "))
            if found and known is None and (match is None or not _TOKEN.fullmatch(match[1])):
                found[-1] += f"|{part}"
                continue
            kind = known or stated.intervention_type(self.notes, part if match is None else match[1])
            types |= {} if kind is None else {kind: None}
            found.append(part if match is None else stated.intervention(kind, match[1], match[2]))
        return tuple(types), tuple(found)

    def _ages(self) -> tuple[str | None, str | None]:
        """The limits, which only the classic site states; the groups of ages are kept."""
        text = self._text("age")
        match = _AGES.fullmatch(text)
        groups = [] if match is None else [words(group) for group in (match[4] or match[5]).split(", ")]
        if match is None or not _GROUPS.issuperset(groups):
            if text:
                self.notes.unread(label("Age"), text)
            return None, None
        self.notes.keep(label("Age"), *groups)
        return match[1], match[2] or match[3]

    def _keep_rest(self, number: str | None) -> None:
        """What a trial has no field for; an address that is but the number's is not kept."""
        url, results = self._text("url"), self._text("results")
        if number is None or not url.upper().endswith(number):
            self.notes.keep(label("url"), url)
        self.notes.keep(label("Study Results"), _RESULTS.get(results.lower(), words(results)))
        self.notes.keep(label("Funder Type"), words(self._text("funder")))
        self.notes.keep(label("Results First Posted"), self._date("results_posted") or "")
        self.notes.keep(label("Study Documents"), *self._list("documents"))
        self._keep_design()

    def _keep_design(self) -> None:
        design = self._text("design")
        parts = design.split("|") if design else []
        if _NO_PERSPECTIVE in parts:
            self.notes.unread(label("Study Design"), design)
            return
        for name, _, value in (part.partition(":") for part in parts):
            how, who = masking(value.strip()) if name == "Masking" else (words(value.strip()), ())
            self.notes.keep(label(name), how)
            self.notes.keep(label("whoMasked"), *who)


def _outcome(text: str) -> str:
    """The parts of an outcome, laid out; the second may be a list, which then begins in mid-line."""
    first, _, rest = text.partition("\n")
    before = _BEFORE_ITEM.match(first) if _ITEM.match(rest) else None
    return from_markdown(text) if before is None else f"{plain(before[0])} {from_markdown(text[before.end() :])}"


def _country(location: str) -> str:
    """What stands for the country: the last part of a location, or the last two (``Korea, Republic of``)."""
    *_, last = parts = location.split(", ")
    pair = ", ".join(parts[-2:])
    return pair if vocabulary.country(last) is None and vocabulary.country(pair) is not None else last
