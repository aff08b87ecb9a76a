"""The bundled sample pages: their layout, and that every value stands as in the registry.

The pages are read here by a reader of their own, a few lines long, so that a fault of the MedPath
source cannot hide a fault of the samples.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pycountry
import pytest

SHARED = Path(__file__).parents[2] / "../shared"
TRIAL_FACTS = SHARED / "data/ctgov/trial-facts.json"
DRUG_FACTS = SHARED / "data/drug-facts.json"
SEEDS = SHARED / "seeds-expected.json"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="no folder shared beside the repository")

PHASES = {"Phase 1", "Phase 1/Phase 2", "Phase 2", "Phase 2/Phase 3", "Phase 3", "Phase 4", "Not Applicable"}
STATUSES = {
    "Not yet recruiting", "Recruiting", "Active, not recruiting", "Completed", "Terminated", "Withdrawn",
    "Unknown status",
}  # fmt: skip
PROFILE = [
    "Generic Name", "Brand Names", "Drug Type", "Chemical Formula", "CAS Number",
    "Unique Ingredient Identifier", "Background", "Indication", "Associated Conditions", "Associated Therapies",
]  # fmt: skip
CARD = [
    "Conditions", "Interventions", "First Posted Date", "Last Posted Date", "Lead Sponsor", "Target Recruit Count",
    "Registration Number", "Locations",
]  # fmt: skip
OLDER_NAMES = {"KR": "Korea, Republic of", "TR": "Turkey"}
COPYRIGHT = "© Copyright 2026. Sample page of Trialdex in the layout of MedPath."


@dataclass(frozen=True)
class Card:
    """A trial card: the lines under each label; phase and status, if any, under the empty label."""

    title: str
    labels: tuple[str, ...]
    values: dict[str, list[str]]
    flags: list[str]

    def one(self, label: str) -> str:
        """The only line under the label, or an empty string."""
        (line,) = self.values.get(label) or [""]
        return line

    @property
    def number(self) -> str:
        return self.one("Registration Number")

    @property
    def phase(self) -> str:
        return next((line for line in self.values[""] if line in PHASES), "")

    @property
    def status(self) -> str:
        return next((line for line in self.values[""] if line in STATUSES), "")


def sections(lines: list[str], labels: list[str]) -> dict[str, list[str]]:
    """The lines under each label, blank ones left out; lines before the first label under ``""``."""
    found: dict[str, list[str]] = {"": []}
    label = ""
    for line in lines:
        if line in labels:
            label = line
            found[label] = []
        elif line:
            found[label].append(line)
    return found


def titles_at(lines: list[str]) -> list[int]:
    """Where cards begin: between a title and ``First Posted Date`` lies exactly one blank line."""
    dates = [at for at, line in enumerate(lines) if line == "First Posted Date"]
    return [max(blank for blank in range(at) if not lines[blank]) - 1 for at in dates]


def cards(text: str) -> Iterator[Card]:
    lines = text.splitlines()[:-1]
    if "sciencedirect.com" in lines:
        lines = lines[: lines.index("sciencedirect.com")]
    starts = titles_at(lines)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        values = sections(lines[start + 1 : end], CARD)
        places = values.get("Locations", [])
        if places:
            values["Locations"] = places[1::2]
        yield Card(lines[start], tuple(label for label in values if label), values, places[::2])


def profile(text: str) -> dict[str, list[str]]:
    lines = text.splitlines()
    return sections(lines[3 : min(titles_at(lines))], PROFILE)


PAGES = {page.name: page.read_text(encoding="utf-8") for page in (files("indexer") / "samples").iterdir()
         if page.name.endswith(".txt")}  # fmt: skip
CARDS = [(name, card) for name, text in PAGES.items() for card in cards(text)]
PAGE = pytest.mark.parametrize("name", sorted(PAGES))


@cache
def trial_facts() -> dict[str, dict[str, Any]]:
    groups = json.loads(TRIAL_FACTS.read_text(encoding="utf-8"))
    return {fact["nct"]: fact for group in groups.values() for fact in group}


@cache
def seed_trials() -> dict[str, dict[str, Any]]:
    return {trial["id"]: trial for trial in json.loads(SEEDS.read_text(encoding="utf-8"))["trials"]}


def day(written: str) -> str:
    """``April 16, 2007`` as ``2007-04-16``; what is already in this form stays."""
    if written[:1].isdigit():
        return written
    return datetime.strptime(written, "%B %d, %Y").date().isoformat()  # noqa: DTZ007


def folded(text: str) -> str:
    """What remains equal between the registry's two spellings of a phase, a status or a type."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def test_there_are_enough_pages_and_cards_for_a_demonstration() -> None:
    assert len(PAGES) >= 15
    assert len({card.number for _, card in CARDS}) >= 80


def test_phase_and_status_show_every_value_that_a_search_may_filter_by() -> None:
    assert {card.phase for _, card in CARDS} == {*PHASES, ""}
    assert {card.status for _, card in CARDS} == {*STATUSES, ""}


@pytest.mark.parametrize(
    ("number", "pages"),
    [
        ("NCT00461604", {"baclofen.txt", "esomeprazole.txt"}),
        ("NCT01937871", {"tadalafil.txt", "tamsulosin.txt"}),
        ("NCT06955533", {"tamsulosin.txt", "solifenacin.txt"}),
        ("NCT00547352", {"sildenafil.txt", "tadalafil.txt"}),
        ("NCT00006204", {"naltrexone.txt", "fluoxetine.txt"}),
        ("NCT06583590", {"botulinum-toxin.txt", "tadalafil.txt"}),
        ("NCT04509336", {"baclofen.txt", "orphenadrine.txt"}),
    ],
)
def test_a_trial_of_two_drugs_is_on_both_pages(number: str, pages: set[str]) -> None:
    assert {name for name, card in CARDS if card.number == number} == pages


def test_a_page_lists_a_trial_once_and_every_page_says_the_same_of_it() -> None:
    assert max(Counter((name, card.number) for name, card in CARDS).values()) == 1
    first = {card.number: card for _, card in reversed(CARDS)}
    assert [card for _, card in CARDS] == [first[card.number] for _, card in CARDS]


def test_two_trials_are_on_muscle_cramps() -> None:
    numbers = {card.number for _, card in CARDS if "muscle cramps" in card.title.casefold()}
    assert numbers == {"NCT04509336", "NCT05392361"}


@PAGE
def test_a_page_has_the_layout(name: str) -> None:
    lines = PAGES[name].split("\n")
    drug = lines[2]
    assert lines[:6] == ["MedPath", "", drug, "", "Generic Name", drug]
    assert lines[-1] == COPYRIGHT
    assert name == drug.casefold().replace(" ", "-") + ".txt"
    assert [line for line in lines if line != line.strip() or not (line == "" or line.isprintable())] == []


@PAGE
def test_labels_stand_in_their_order(name: str) -> None:
    found = [label for label in profile(PAGES[name]) if label]
    assert found == [label for label in PROFILE if label in found]
    for card in cards(PAGES[name]):
        assert list(card.labels) == [label for label in CARD if label in card.labels]
        assert [line for line in (card.phase, card.status) if line] == card.values[""]


@PAGE
def test_no_card_escapes_the_reader(name: str) -> None:
    assert re.findall(r"^NCT\d{8}$", PAGES[name], re.MULTILINE) == [card.number for card in cards(PAGES[name])]


@PAGE
def test_background_and_indication_are_two_to_four_paragraphs(name: str) -> None:
    paragraphs = profile(PAGES[name])["Background"] + profile(PAGES[name])["Indication"]
    assert 2 <= len(paragraphs) <= 4
    assert 80 <= len(" ".join(paragraphs).split()) <= 200


@PAGE
def test_a_flag_is_the_flag_of_the_place(name: str) -> None:
    for card in cards(PAGES[name]):
        places = card.values.get("Locations", [])
        assert len(card.flags) == len(places)
        for flag, place in zip(card.flags, places, strict=True):
            code = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag)
            country = pycountry.countries.lookup(code)
            spellings = (country.name, getattr(country, "common_name", country.name), OLDER_NAMES.get(code, "-"))
            assert place.endswith(spellings)


@PAGE
def test_a_trial_names_the_drug_of_its_page(name: str) -> None:
    word = PAGES[name].splitlines()[2].split()[0].casefold()
    silent = {
        card.number
        for card in cards(PAGES[name])
        if word not in " ".join([card.title, *card.values.get("Interventions", [])]).casefold()
    }
    on_the_seed_page = {"NCT05418049", "NCT04679142"}
    assert silent == (on_the_seed_page if name == "baclofen.txt" else set())


@needs_shared
@PAGE
def test_every_value_of_a_card_stands_as_in_the_registry(name: str) -> None:
    compared = 0
    for card in cards(PAGES[name]):
        fact = trial_facts().get(card.number)
        if fact is None:
            assert card.number in seed_trials()
            continue
        phase = "Not Applicable" if fact["phases"] in {"NA", "N/A"} else fact["phases"]
        status = "Unknown status" if fact["status"] == "UNKNOWN" else fact["status"]
        assert card.title == fact["title"]
        assert folded(card.phase) == folded(phase)
        assert folded(card.status) == folded(status)
        assert card.values["Conditions"] == fact["conditions"]
        assert len(card.values["Interventions"]) == len(fact["interventions"])
        for line, intervention in zip(card.values["Interventions"], fact["interventions"], strict=True):
            assert line.split(": ", 1)[1] == intervention.split(": ", 1)[1]
            assert folded(line) == folded(intervention)
        assert card.one("First Posted Date") == day(fact["first_posted"])
        assert card.one("Last Posted Date") == day(fact["last_posted"])
        assert card.one("Lead Sponsor") == fact["sponsor"]
        assert card.one("Target Recruit Count") == fact["enrollment"]
        places = [place for place in fact["locations"] if "CTLILLY" not in place]
        assert card.values.get("Locations", []) == places
        compared += 1
    assert compared or name in {"chlorzoxazone.txt", "orphenadrine.txt"}


@needs_shared
def test_every_value_of_a_seed_trial_stands_as_in_the_seed() -> None:
    compared = Counter(name for name, card in CARDS if card.number in seed_trials())
    assert compared["baclofen.txt"] == len(seed_trials())
    for _, card in CARDS:
        if card.number in seed_trials():
            seed = seed_trials()[card.number]
            assert card.title == seed["title"]
            assert card.phase == "/".join(seed["phases"])
            assert card.status == (seed["status"] or "")
            assert card.values.get("Conditions", []) == seed["conditions"]
            assert card.values.get("Interventions", []) == seed["interventions"]
            assert card.one("First Posted Date") == seed["first_posted"]
            assert card.one("Last Posted Date") == seed["last_posted"]
            assert card.one("Lead Sponsor") == seed["sponsor"]
            assert card.one("Target Recruit Count") == str(seed["enrollment"] or "")
            assert card.values.get("Locations", []) == seed["locations"]


@needs_shared
@PAGE
def test_identifiers_stand_as_in_the_facts(name: str) -> None:
    drugs = {drug["name"]: drug for drug in json.loads(DRUG_FACTS.read_text(encoding="utf-8"))}
    found = profile(PAGES[name])
    (drug,) = found["Generic Name"]
    sourced = [label for label in PROFILE[1:6] if label in found]
    if drug not in drugs:
        assert sourced == []
        return
    fact = drugs[drug]
    assert found["Drug Type"] == [fact["type"].title()]
    assert found["CAS Number"] == [fact["cas"]]
    assert found["Unique Ingredient Identifier"] == [fact["unii"]]
    assert set(found.get("Brand Names", [""])[0].split(", ")) <= {*fact["brands"], ""}
    assert found.get("Chemical Formula", []) == (["C10H12ClNO2"] if drug == "Baclofen" else [])


@needs_shared
@PAGE
def test_the_prose_is_our_own(name: str) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9]+", text.casefold())
        return {tuple(words[at : at + 7]) for at in range(len(words) - 6)}

    prose = profile(PAGES[name])["Background"] + profile(PAGES[name])["Indication"]
    if "sciencedirect.com" in PAGES[name]:
        prose.append(PAGES[name].splitlines()[-2])
    seeds = " ".join(seed.read_text(encoding="utf-8") for seed in (SHARED / "seeds").glob("*.txt"))
    assert runs(" ".join(prose)) & runs(seeds) == set()
