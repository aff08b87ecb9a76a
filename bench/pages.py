"""Generated MedPath pages: deterministic, with words drawn by rank as in real text (Zipf's law)."""

from __future__ import annotations

import random
from pathlib import Path

CARDS_PER_PAGE = 20
_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi xo zu bra cli dro fle gri pla sto tri".split()
_PHASES = ("Phase 1", "Phase 2", "Phase 3", "Phase 4", "Not Applicable", "Phase 1/Phase 2")
_STATUSES = ("Completed", "Recruiting", "Terminated", "Withdrawn", "Unknown status", "Active, not recruiting")
_COUNTRIES = (("🇺🇸", "United States"), ("🇫🇷", "France"), ("🇩🇪", "Germany"), ("🇪🇬", "Egypt"),
              ("🇰🇷", "Korea, Republic of"))


class _Words:
    def __init__(self, chance: random.Random, size: int) -> None:
        self._chance = chance
        self._words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(size)]
        self._weights = [1 / rank for rank in range(1, size + 1)]

    def text(self, low: int, high: int) -> str:
        words = self._chance.choices(self._words, self._weights, k=self._chance.randint(low, high))
        return " ".join(words).capitalize()


def write_pages(folder: Path, cards: int, *, mark: str = "", first: int = 1) -> None:
    """Write pages with this many trial cards.

    Args:
        folder: where to; it must exist.
        cards: how many, numbered on from ``first``.
        mark: a word that every title, sponsor and condition carries.
        first: number of the first card.
    """
    chance = random.Random(cards)
    words = _Words(chance, 20_000)
    for page, start in enumerate(range(0, cards, CARDS_PER_PAGE)):
        numbers = range(first + start, first + min(start + CARDS_PER_PAGE, cards))
        (folder / f"page-{page:06}.txt").write_text(_page(chance, words, f"Drug {page}", numbers, mark), "utf-8")


def _page(chance: random.Random, words: _Words, name: str, numbers: range, mark: str) -> str:
    head = ["MedPath", "", name, "", "Generic Name", name, "Drug Type", "Small Molecule", "Background", "",
            words.text(60, 120), "", "Indication", "", words.text(40, 90), "", "Associated Conditions",
            ", ".join(words.text(1, 3) for _ in range(4)), "Associated Therapies", "-", ""]
    cards = [line for number in numbers for line in _card(chance, words, number, mark)]
    return "\n".join([*head, *cards, "© Copyright 2026. All Rights Reserved by MedPath"])


def _card(chance: random.Random, words: _Words, number: int, mark: str) -> list[str]:
    flag, country = chance.choice(_COUNTRIES)
    year = chance.randint(2000, 2025)
    return [f"{words.text(6, 18)} {mark}".strip(), "", chance.choice(_PHASES), chance.choice(_STATUSES),
            "Conditions", f"{words.text(1, 3)} {mark}".strip(), words.text(1, 4),
            "Interventions", f"Drug: {words.text(1, 3)}",
            "First Posted Date", f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "Last Posted Date", f"{year + 1}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "Lead Sponsor", f"{words.text(1, 3)} {mark}".strip(), "Target Recruit Count", str(chance.randint(1, 900)),
            "Registration Number", f"NCT{number:08}", "Locations", flag, "", f"{words.text(2, 4)}, {country}", ""]
