"""Generated records, queries and requests: few words, so that they meet often."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from index.records import Article, Monograph, Record, Source, Trial
from index.request import SearchRequest

WORDS = (
    "muscle cramp cramps cramping Cramp crampe baclofen Baclofén the of spasm spasms flexor beta blocker β-blocker "
    "beta-blocker Parkinson's parkinson NCT04509336 nct-04509336 1134-47-0 1134 47 0 who what phase 2 Phase recruiting "
    "t(15;17) TNFα 5㎎ ® - _ pain painful 中文 İstanbul straße ½ crmap ab abc abcd a b café cafe\u0301 naïve"
).split()
words = st.sampled_from(WORDS)
texts = st.lists(words, min_size=1, max_size=7).map(" ".join)
long_texts = st.lists(words, min_size=1, max_size=90).map(" ".join)
optional = st.none() | texts
lists = st.lists(texts, max_size=3, unique=True).map(tuple)
dates = st.none() | st.sampled_from(
    ["2019", "2020", "2020-01", "2020-02-29", "2021-12-31", "2022-05", "2022-05-01", "2022-05-26", "1999-12-31"])
COUNTRIES = ("France", "Türkiye", "South Korea", "FRANCE", "france ")
PHASES = ("Early Phase 1", "Phase 1", "Phase 2", "Phase 3", "Not Applicable")
STATUSES = ("Recruiting", "Completed", "Terminated", "Unknown status")
SOURCE = Source("page.txt", "0" * 64, 0, 10, "medpath/1", "2026-01-02T03:04:05Z")

ids = st.integers(0, 60).map(lambda n: f"NCT{n:08}") | st.sampled_from(
    ["trial-0123456789ab", "CTRI/2019/05/019000", "EUCTR2019-001234-12-DE", "ISRCTN12345678"])
extras = st.dictionaries(texts, st.lists(texts, min_size=1, max_size=2).map(tuple), max_size=1)


def sets(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


trials = st.builds(
    Trial, id=ids, title=texts, phases=sets(PHASES), status=st.none() | st.sampled_from(STATUSES), conditions=lists,
    interventions=lists, intervention_types=sets(("Drug", "Device")), first_posted=dates, last_posted=dates,
    sponsor=optional, enrollment=st.none() | st.integers(0, 40), locations=lists, countries=sets(COUNTRIES),
    drugs=sets(("Baclofen", "baclofen", "Quinine")), summary=st.none() | long_texts, extra=extras,
    aliases=sets(("NCT04509336", "nct 1")), sources=st.just((SOURCE,)),
)
monographs = st.builds(
    Monograph, id=st.sampled_from(["H789N3FKE8", "1134-47-0", "baclofen"]), title=texts, generic_name=optional,
    brand_names=lists, drug_type=st.none() | st.just("Small Molecule"), cas_number=st.none() | st.just("1134-47-0"),
    background=st.none() | long_texts, indication=optional, conditions=lists, drugs=lists, extra=extras,
    sources=st.just((SOURCE,)),
)
articles = st.builds(Article, id=st.just("article-0123456789ab"), title=texts, publisher=optional, summary=optional,
                     drugs=lists, sources=st.just((SOURCE,)))


def collections(max_size: int = 18) -> st.SearchStrategy[list[Record]]:
    """Records with different ids, in any order."""
    return st.lists(trials | trials | trials | monographs | articles, max_size=max_size, unique_by=lambda r: r.id)


leaves = (
    words | words.map(lambda word: f'"{word}"') | texts.map(lambda text: f'"{text}"')
    | st.sampled_from(["cram*", "be*", "ab*", "cramp~", "crmap~", "zzz*", "title:cramp", "sponsor:the", "condition:ab*",
                       "id:nct04509336", 'summary:"muscle cramps"', "drug:baclofn~", "first_posted:2020..2021",
                       "first_posted:2022-05", "enrollment:10..", "enrollment:..20", "year:2020", "zzz", "cra",
                       "last_posted:..2020-06", "nct 04509336", "phase:2"])
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(" ".join), st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join), st.tuples(inner, inner).map(" AND ".join),
        inner.map("({})".format), inner.map("NOT {}".format), inner.map("-({})".format),
    ),
    max_leaves=6,
)
filter_values: dict[str, Any] = {
    "kind": ["trial", "Monograph", "article"], "phase": ["2", "phase 1", "(none)", "Not Applicable"],
    "status": ["recruiting", "completed", "(none)"], "condition": ["muscle", "cramps", "(none)", "nothing such"],
    "country": ["turkey", "France", "(none)"], "drug": ["BACLOFEN", "quinine"], "drug_type": ["(none)", "small molecule"],
    "year": ["2020", "2019..2020", "..2020", "2021..", "(none)"], "intervention_type": ["drug", "(none)"],
    "sponsor": ["(none)", "the"],
}
filters = st.dictionaries(st.sampled_from(sorted(filter_values)), st.none(), max_size=2).flatmap(
    lambda names: st.fixed_dictionaries({
        name: st.lists(st.sampled_from(filter_values[name]), min_size=1, max_size=2).map(tuple) for name in names}))
requests = st.builds(
    SearchRequest, query=st.just("") | queries | queries | texts, filters=filters,
    match=st.sampled_from(["auto", "auto", "all", "any"]),
    sort=st.none() | st.sampled_from(["relevance", "newest", "oldest", "enrollment", "title"]),
    offset=st.integers(0, 6), limit=st.none() | st.integers(0, 10), typing=st.booleans(),
)
