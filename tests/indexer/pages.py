"""MedPath pages made from records that are known: what a reader must give back, and where in the bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from index.records import Article, Monograph, Record, Source, Trial
from indexer.sources.ids import article_id, monograph_id, trial_id

READ_AT = "2026-01-02T03:04:05Z"
DOCUMENT = "/folder/page.txt"
COPYRIGHT = "© Copyright 2025. All Rights Reserved by MedPath"
LABELS = ("Conditions", "Interventions", "First Posted Date", "Last Posted Date", "Lead Sponsor", "Target Recruit Count",
          "Registration Number", "Locations")
PAIRS = ("Generic Name", "Brand Names", "Drug Type", "Chemical Formula", "CAS Number", "Unique Ingredient Identifier")
PHASES = {"Phase 2": ("Phase 2",), "Phase 1/Phase 2": ("Phase 1", "Phase 2"), "Not Applicable": ("Not Applicable",),
          "Early Phase 1": ("Early Phase 1",)}
STATUSES = ("Recruiting", "Completed", "Active, not recruiting", "Unknown status")
COUNTRIES = {"🇺🇸": "United States", "🇰🇷": "South Korea", "🇹🇷": "Türkiye", "🇬🇪": "Georgia"}
PLACES = ("Mercy Hospital, Dallas, Texas, United States", "Severance Hospital, Seoul, Korea, Republic of",
          "Hatay Mustafa Kemal University, Hatay, Turkey", "Phase 2", "Completed", "Clinic 12")

LOOKALIKES = (*LABELS, *PAIRS, *PHASES, *STATUSES, "Background", "Indication", "Associated Therapies", "MedPath", "-",
              "Quinine", "2020-01-01", "NCT00000001", "sciencedirect.com", "45", "NA", "Drug: Quinine")
"""What a title may be without being it."""

words = st.sampled_from("muscle cramps in β-blocker users naïve 中文 of Baclofen® a (GABA), phase-two café O’Brien 50% ·x".split())
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
titles = st.one_of(texts, texts.map("A trial of {}.".format), st.sampled_from(LOOKALIKES))
conditions = st.one_of(texts, st.sampled_from(["Recruiting", "Recruiting in Canada", "Phase 2", "Completed", "MedPath",
                                               "2020-01-01", "Spasticity, Muscle", "Background"]))
interventions = texts | st.sampled_from(["Drug: Quinine", "Dietary Supplement: salt: much", "Vitamin: C", "Completed"])
sentences = st.lists(texts, min_size=3, max_size=12).map(lambda parts: f"The {' '.join(parts)}.")
dates = st.sampled_from(["2019-02-08", "2020-02-29", "2022-05", "1999-12-31"])
numbers = st.integers(0, 99_999_998).map(lambda n: f"NCT{n:08}")


@dataclass(frozen=True)
class Place:
    flag: str
    text: str


@dataclass(frozen=True)
class TrialCard:
    title: str
    phase: str | None = None
    status: str | None = None
    conditions: list[str] | None = None
    interventions: list[str] | None = None
    first_posted: str | None = None
    last_posted: str | None = None
    sponsor: str | None = None
    enrollment: int | None = None
    number: str | None = None
    places: list[Place] | None = None

    def body(self) -> list[str]:
        lines = [line for line in (self.phase, self.status) if line is not None]
        for label, values in zip(LABELS, self._values(), strict=True):
            if values is not None:
                lines += [label, *values]
        return lines

    def blocks(self) -> list[list[str]]:
        found = [[self.title], self.body()] if self.body() else [[self.title]]
        for place in self.places or []:
            found[-1].append(place.flag)
            found.append([place.text])
        return found

    def _values(self) -> list[list[str] | None]:
        single = (self.first_posted, self.last_posted, self.sponsor,
                  None if self.enrollment is None else str(self.enrollment), self.number)
        return [self.conditions, self.interventions, *([v] if v is not None else None for v in single),
                [] if self.places else None]

    def record(self, drug: str) -> Trial:
        places = self.places or []
        kinds = [text.split(":")[0] for text in self.interventions or []]
        return Trial(
            id=trial_id(self.number, self.title, self.sponsor, self.first_posted, self.last_posted), title=self.title,
            phases=PHASES[self.phase] if self.phase else (), status=self.status,
            conditions=tuple(self.conditions or ()), interventions=tuple(self.interventions or ()),
            intervention_types=unique(kind for kind in kinds if kind in ("Drug", "Dietary Supplement")),
            first_posted=self.first_posted, last_posted=self.last_posted, sponsor=self.sponsor,
            enrollment=self.enrollment, registration_number=self.number,
            locations=tuple(place.text for place in places),
            countries=unique(COUNTRIES[place.flag] for place in places), drugs=(drug,),
        )


@dataclass(frozen=True)
class ArticleCard:
    publisher: str
    title: str
    summary: list[str]

    def blocks(self) -> list[list[str]]:
        return [[self.publisher, "·"], [self.title], *([text] for text in self.summary)]

    def record(self, drug: str) -> Article:
        return Article(id=article_id(self.title, self.publisher), title=self.title, publisher=self.publisher,
                       summary="\n\n".join(self.summary), drugs=(drug,))


@dataclass(frozen=True)
class Page:
    name: str
    pairs: dict[str, str]
    background: list[str] | None
    indication: list[str] | None
    conditions: list[str] | None
    therapies: list[str] | None
    cards: list[TrialCard | ArticleCard]

    def blocks(self) -> list[list[str]]:
        found = [["MedPath"], [self.name], [part for pair in self.pairs.items() for part in pair]]
        for label, paragraphs in (("Background", self.background), ("Indication", self.indication)):
            if paragraphs is not None:
                found[-1].append(label)
                found += [*([text] for text in paragraphs), []]
        for label, values in (("Associated Conditions", self.conditions), ("Associated Therapies", self.therapies)):
            if values is not None:
                found[-1] += [label, ", ".join(values) or "-"]
        return [block for block in found if block]

    def record(self) -> Monograph:
        unii, cas = self.pairs.get("Unique Ingredient Identifier"), self.pairs.get("CAS Number")
        generic = self.pairs.get("Generic Name", self.name)
        return Monograph(
            id=monograph_id(unii, cas, generic), title=self.name, generic_name=generic,
            brand_names=tuple(filter(None, self.pairs.get("Brand Names", "").split(", "))),
            drug_type=self.pairs.get("Drug Type"), chemical_formula=self.pairs.get("Chemical Formula"), cas_number=cas,
            unii=unii, background="\n\n".join(self.background or []) or None,
            indication="\n\n".join(self.indication or []) or None, conditions=tuple(self.conditions or ()),
            therapies=tuple(self.therapies or ()), drugs=(generic,),
        )

    def records(self) -> list[Record]:
        monograph = self.record()
        return [monograph, *(card.record(monograph.drugs[0]) for card in self.cards)]


@dataclass(frozen=True)
class Layout:
    """How the same page may be written: line ends, blank lines, a byte order mark, non-breaking spaces."""

    newline: str = "\n"
    blank: str = ""
    mark: bytes = b""
    space: str = " "
    indent: str = ""

    def line(self, text: str) -> bytes:
        return (self.indent + text.replace(" ", self.space) + self.newline).encode()


def unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def write(pages: list[Page], layout: Layout = Layout()) -> tuple[bytes, list[Record]]:
    """The document, and its records with their sources."""
    data, records, slices = layout.mark, [], []
    for page in pages:
        starts = []
        for groups in (page.blocks(), *(card.blocks() for card in page.cards)):
            if starts and groups[0][-1] != "·":
                data += layout.line(layout.blank)
            starts.append(len(data))
            data += layout.line(layout.blank).join(b"".join(map(layout.line, block)) for block in groups)
        slices += zip(starts, [*starts[1:], len(data)], strict=True)
        records += page.records()
        data += layout.line(COPYRIGHT)
    return data, [replace(record, sources=(Source(DOCUMENT, "", start, stop - start, "medpath/1", READ_AT),))
                  for record, (start, stop) in zip(records, slices, strict=True)]


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


trial_cards = st.builds(
    TrialCard, title=titles, phase=optional(st.sampled_from(sorted(PHASES))), status=optional(st.sampled_from(STATUSES)),
    conditions=optional(st.lists(conditions, min_size=1, max_size=3)), interventions=optional(st.lists(interventions, max_size=3)),
    first_posted=optional(dates), last_posted=optional(dates), sponsor=optional(texts | st.sampled_from(["Completed", "Phase 2", "MedPath", "45"])),
    enrollment=optional(st.integers(0, 99_999_998)), number=optional(numbers),
    places=optional(st.lists(st.builds(Place, st.sampled_from(sorted(COUNTRIES)), st.sampled_from(PLACES)), min_size=1, max_size=3)),
)
article_cards = st.builds(ArticleCard, st.sampled_from(["sciencedirect.com", "www.example.co.uk"]), titles,
                          st.lists(sentences, min_size=1, max_size=2))
pairs = st.fixed_dictionaries({}, optional={
    "Generic Name": st.sampled_from(["Baclofen", "Quinine", "β-Alanine"]),
    "Brand Names": st.sampled_from(["Lioresal", "Lioresal, Ozobax", "Completed, Phase 2"]),
    "Drug Type": st.just("Small Molecule"), "Chemical Formula": st.just("C10H12ClNO2"), "CAS Number": st.just("1134-47-0"),
    "Unique Ingredient Identifier": st.just("H789N3FKE8"),
})
name_lists = optional(st.lists(st.sampled_from(["Spasticity", "Pain (acute, chronic)", "Phase 2", "1,2-x Poisoning"]), unique=True, max_size=3))


@st.composite
def pages(draw: Any) -> Page:
    """Pages that can be read in one way only.

    A card that is nothing but a title is told from other text by what stands around it, so it does not come
    after paragraphs, nor before a title that is worded like a status.
    """
    page = draw(st.builds(
        Page, st.sampled_from(["Baclofen", "Quinine", "Completed"]), pairs, optional(st.lists(sentences, min_size=1, max_size=3)),
        optional(st.lists(sentences, min_size=1, max_size=2)), name_lists, name_lists,
        st.lists(st.one_of(trial_cards, trial_cards, article_cards), max_size=4)))
    previous: TrialCard | ArticleCard | None = None
    ends_in_prose = page.conditions is None and page.therapies is None and (page.background or page.indication)
    for card in page.cards:
        bare = isinstance(card, TrialCard) and not card.body()
        assume(not (bare and (isinstance(previous, ArticleCard) or (previous is None and ends_in_prose))))
        if isinstance(previous, TrialCard) and len(previous.body()) < 2:
            assume(card.title not in LOOKALIKES)
        previous = card
    return page


layouts = st.builds(Layout, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", " ", "\u00a0", "\t"]),
                    st.sampled_from([b"", b"\xef\xbb\xbf"]), st.sampled_from([" ", "\u00a0"]), st.sampled_from(["", "  ", "\u00a0"]))
