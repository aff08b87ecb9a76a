"""Generated records, queries and requests: few words, so that they meet often.

They are drawn by :class:`random.Random` from a seed that hypothesis chooses: drawn value by value, a
collection would outgrow what hypothesis generates, and most searches would find nothing.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from index.records import Article, Label, Monograph, Origin, Record, Source, Trial
from index.request import SearchRequest

COMMON = ("muscle", "cramps", "cramp", "spasm", "baclofen")
WORDS = (
    "muscle cramp cramps cramping Cramp crampe baclofen Baclofén the of spasm spasms flexor beta blocker β-blocker "
    "beta-blocker Parkinson's parkinson NCT04509336 nct-04509336 1134-47-0 1134 47 0 who what phase 2 Phase recruiting "
    "t(15;17) TNFα 5㎎ ® - _ pain painful 中文 İstanbul straße ½ crmap ab abc abcd a b café cafe\u0301 naïve"
).split()
DATES = ("2019", "2020", "2020-01", "2020-02-29", "2021-12-31", "2022-05", "2022-05-01", "2022-05-26", "1999-12-31")
COUNTRIES = ("France", "Türkiye", "South Korea", "FRANCE", "france ")
PHASES = ("Early Phase 1", "Phase 1", "Phase 2", "Phase 3", "Not Applicable")
STATUSES = ("Recruiting", "Completed", "Terminated", "Unknown status")
SOURCE = Source("page.txt", "0" * 64, 0, 10, "medpath/1", "2026-01-02T03:04:05Z")
IDS = ("trial-0123456789ab", "CTRI/2019/05/019000", "EUCTR2019-001234-12-DE", "ISRCTN12345678",
       *(f"NCT{number:08}" for number in range(60)))


def _word(chance: Random) -> str:
    return chance.choice(COMMON if chance.random() < 0.5 else WORDS)


def _text(chance: Random, most: int = 6) -> str:
    return " ".join(_word(chance) for _ in range(chance.randint(1, most)))


def _maybe(chance: Random, value: Any) -> Any:
    return value if chance.random() < 0.5 else None


def _some(chance: Random, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(chance.sample(values, chance.randint(0, 2)))


def _texts(chance: Random) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text(chance, 3) for _ in range(chance.randint(0, 3))))


def _extra(chance: Random) -> dict[str, tuple[str, ...]]:
    return {_text(chance, 2): (_text(chance, 2), _text(chance, 3))} if chance.random() < 0.2 else {}


def _label(chance: Random) -> Label:
    return Label(
        set_id=f"set-{chance.randint(0, 99)}", maker=_maybe(chance, _text(chance, 2)),
        date=_maybe(chance, chance.choice(DATES)), version=_maybe(chance, str(chance.randint(1, 9))), names=_texts(chance),
        boxed_warning=(_text(chance, 9),) if chance.random() < 0.2 else (),
        texts={_text(chance, 2): (_text(chance, chance.choice((2, 90))),) for _ in range(chance.randint(0, 2))})


def _labels(chance: Random) -> tuple[Label, ...]:
    """Often none, sometimes more than are shown of in an excerpt."""
    return tuple(_label(chance) for _ in range(chance.choice((0, 0, 1, 2, 9))))


def _trial(chance: Random) -> Trial:
    return Trial(
        id=chance.choice(IDS), title=_text(chance), phases=_some(chance, PHASES),
        status=_maybe(chance, chance.choice(STATUSES)), conditions=_texts(chance), interventions=_texts(chance),
        intervention_types=_some(chance, ("Drug", "Device")), first_posted=_maybe(chance, chance.choice(DATES)),
        last_posted=_maybe(chance, chance.choice(DATES)), sponsor=_maybe(chance, _text(chance, 2)),
        enrollment=_maybe(chance, chance.randint(0, 40)), locations=_texts(chance), countries=_some(chance, COUNTRIES),
        drugs=_some(chance, ("Baclofen", "baclofen", "Quinine")), summary=_maybe(chance, _text(chance, 90)),
        extra=_extra(chance), aliases=_some(chance, ("NCT04509336", "nct 1")), sources=(SOURCE,),
    )


def _monograph(chance: Random) -> Monograph:
    labels = _labels(chance)
    sources = tuple(replace(SOURCE, offset=10 * at) for at in range(max(1, len(labels))))
    return Monograph(
        id=chance.choice(("H789N3FKE8", "1134-47-0", "baclofen")), title=_text(chance, 2),
        generic_name=_maybe(chance, _text(chance, 2)), brand_names=_texts(chance),
        drug_type=_maybe(chance, "Small Molecule"), cas_number=_maybe(chance, "1134-47-0"),
        background=_maybe(chance, _text(chance, 90)), indication=_maybe(chance, _text(chance, 20)),
        conditions=_texts(chance), drugs=_texts(chance), labels=labels, extra=_extra(chance), sources=sources,
        provenance={"title": Origin((1,)), "labels": Origin(tuple(range(1, len(sources) + 1)))} if labels[1:] else {},
    )


def _article(chance: Random) -> Article:
    return Article(id="article-0123456789ab", title=_text(chance), publisher=_maybe(chance, _text(chance, 2)),
                   summary=_maybe(chance, _text(chance, 40)), drugs=_texts(chance), sources=(SOURCE,))


def collection(chance: Random, size: int) -> list[Record]:
    makers = (_trial, _trial, _trial, _trial, _monograph, _article)
    found = [chance.choice(makers)(chance) for _ in range(size)]
    return list({record.id: record for record in found}.values())


LEAVES = ("label:cramp", "label:be*", 'label:"muscle cramps"', "cram*", "be*", "ab*", "cramp~", "crmap~", "zzz*", "title:cramp", "sponsor:the", "condition:cra*",
          "id:nct04509336", 'summary:"muscle cramps"', "drug:baclofn~", "first_posted:2020..2021", "first_posted:2022-05",
          "enrollment:10..", "first_posted:2022-05-15..", "first_posted:..2020-01-10", "last_posted:2019-06..2020-06",
          "last_posted:..2022-05-03", "year:2020-02..2022-05-10", "enrollment:..20", "year:2020", "zzz", "cra",
          "last_posted:..2020-06", "nct 04509336", "phase:2")


def _query(chance: Random, depth: int = 3) -> str:
    shape = chance.random()
    if depth == 0 or shape < 0.3:
        kind = chance.random()
        return ("=" if kind < 0.05 else "") + _word(chance) if kind < 0.5 else f'"{_text(chance, 3)}"' if kind < 0.65 else chance.choice(LEAVES)
    inner = [_query(chance, depth - 1) for _ in range(chance.randint(2, 3))]
    if shape < 0.55:
        return " ".join(inner)
    if shape < 0.7:
        return " OR ".join(inner)
    if shape < 0.8:
        return f"({inner[0]} {inner[1]}) OR {inner[0]}"
    if shape < 0.88:
        return f"{inner[0]} AND {inner[1]}"
    return f"{inner[0]} NOT ({inner[1]})" if shape < 0.95 else f"-({inner[0]})"


FILTERS: dict[str, tuple[str, ...]] = {
    "kind": ("trial", "Monograph", "article"), "phase": ("2", "phase 1", "(none)", "Not Applicable"),
    "status": ("recruiting", "completed", "(none)"), "condition": ("muscle", "cramps", "(none)", "nothing such"),
    "country": ("turkey", "France", "(none)"), "drug": ("BACLOFEN", "quinine"), "drug_type": ("(none)", "small molecule"),
    "year": ("2020", "2019..2020", "..2020", "2021..", "(none)"), "intervention_type": ("drug", "(none)"),
    "sponsor": ("(none)", "the"),
}


def _request(chance: Random) -> SearchRequest:
    names = chance.sample(sorted(FILTERS), chance.choice((0, 0, 1, 2)))
    return SearchRequest(
        query="" if chance.random() < 0.1 else _query(chance) if chance.random() < 0.85 else _text(chance),
        filters={name: tuple(chance.sample(FILTERS[name], chance.randint(1, 2))) for name in names},
        match=chance.choice(("auto", "auto", "all", "any")),
        sort=chance.choice((None, None, "relevance", "newest", "oldest", "enrollment", "title")),
        offset=chance.choice((0, 0, 0, 1, 6)), limit=chance.choice((None, 0, 1, 10)), typing=chance.random() < 0.5,
        synonyms=chance.random() < 0.8,
    )


_seeds = st.integers(0, 2**48).map(Random)
texts = _seeds.map(_text)
trials = _seeds.map(_trial)
monographs = _seeds.map(_monograph)
articles = _seeds.map(_article)
queries = _seeds.map(_query)
requests = _seeds.map(_request)
ids = st.sampled_from(IDS)


def collections(max_size: int = 24) -> st.SearchStrategy[list[Record]]:
    """Records with different ids, in any order."""
    return st.builds(collection, _seeds, st.integers(0, max_size))
