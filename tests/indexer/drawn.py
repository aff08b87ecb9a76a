"""Versions of few records, drawn so that they often meet: the same ids, places, names and values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from index.records import Article, Label, Monograph, Record, Source, Trial
from indexer.sources.ids import article_id, monograph_id

UNIIS = ("H789N3FKE8", "A7V27PHC7A", "3M7OB98Y7H")
CAS_NUMBERS = ("1134-47-0", "130-95-0", "52485-79-7")
NAMES = ("Baclofen", "BACLOFEN", "Quinine", "α-Alanine", "(+)-Alanine", "(-)-Alanine", "1134-47-0")
DAYS = {None: 0, "2019": 20190101, "2020-01": 20200101, "2020-01-01": 20200101, "2020-01-02": 20200102, "2022-05": 20220501}


def source(n: int = 0, document: str = "a.txt", parser: str = "medpath/1") -> Source:
    return Source(document, f"{(n * 7919 + len(document)) % 4096:064x}", n * 10, 10, parser, "2026-01-02T03:04:05Z")


def key(record: Record) -> tuple[Any, ...]:
    at = record.sources[0]
    return at.document, at.offset, at.sha256


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


texts = some(None, "a", "bb", "cc", "a longer one")
lists = st.lists(some("Pain", "pain", "Spasm"), max_size=2, unique=True).map(tuple)
sources = st.builds(source, st.integers(0, 40), some("a.txt", "b.zip!c.txt"), some("medpath/1", "ctgov/1")).map(lambda s: (s,))
extras = st.dictionaries(some("Arms", "Study Type"), st.lists(some("1", "2"), min_size=1, unique=True).map(tuple), max_size=2)
trials = st.builds(
    Trial, id=some("NCT00000001", "NCT00000002"), title=some("One", "Two"), acronym=texts, phases=lists, status=texts,
    conditions=lists, interventions=lists, first_posted=some(*DAYS), last_posted=some(*DAYS), sponsor=texts,
    enrollment=some(None, 0, 45), secondary_ids=lists, locations=lists, countries=lists, drugs=lists, summary=texts,
    extra=extras, sources=sources,
)
articles = st.builds(Article, id=some(article_id("One", None)), title=some("One", "ONE"), summary=texts, drugs=lists, extra=extras,
                     sources=sources)
labels = st.builds(Label, set_id=some("s1", "s2"), maker=some("A", "B"), date=some("2020", "2021-05-01"), version=some("1", "2"))


@st.composite
def monographs(draw: Any, names: Sequence[str] = NAMES, uniis: Sequence[str] = UNIIS,
               cas_numbers: Sequence[str] = CAS_NUMBERS) -> Monograph:
    """A page, or a label of one or more substances, or of none that is known."""
    name = draw(some(*names))
    of = {"title": name, "brand_names": draw(lists), "extra": draw(extras), "sources": draw(sources)}
    if draw(some(True, False, False)):
        label = draw(labels)
        found = sorted(draw(st.sets(some(*uniis), max_size=2)))
        named = {"generic_name": name, "drugs": (name,)} if found else {}
        return Monograph(id="+".join(found) or f"label-{label.set_id}", unii=found[0] if len(found) == 1 else None,
                         labels=(label,), **of, **named)
    unii, cas = draw(some(None, None, *uniis)), draw(some(None, None, *cas_numbers))
    return Monograph(
        id=monograph_id(unii, cas, name), generic_name=name, unii=unii, cas_number=cas, drugs=(name,),
        background=draw(texts), indication=draw(texts), conditions=draw(lists), **of)


versions = st.lists(trials | monographs() | monographs() | articles, max_size=9)

colliding = st.lists(monographs([CAS_NUMBERS[0], article_id("One", None)], UNIIS[:1], CAS_NUMBERS[:1]) | articles, max_size=6)
"""Versions whose names are worded like ids of others."""
