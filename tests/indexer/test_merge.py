"""One record out of many documents: nothing is mixed, nothing is lost, and the reading order does not matter."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Monograph, Record, Source, Trial
from indexer.merge import Merged, merge
from indexer.sources.ids import article_id, monograph_id

UNIIS = ("H789N3FKE8", "A7V27PHC7A", "3M7OB98Y7H")
CAS_NUMBERS = ("1134-47-0", "130-95-0", "52485-79-7")
UNITED = ("drugs", "sources", "extra", "aliases")


def source(n: int = 0, document: str = "a.txt", parser: str = "medpath/1") -> Source:
    return Source(document, f"{(n * 7919 + len(document)) % 4096:064x}", n * 10, 10, parser, "2026-01-02T03:04:05Z")


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


texts = some(None, "a", "bb", "cc", "a longer one")
lists = st.lists(some("Pain", "pain", "Spasm"), max_size=2, unique=True).map(tuple)
sources = st.builds(source, st.integers(0, 40), some("a.txt", "b.zip!c.txt"), some("medpath/1", "ctgov/1")).map(lambda s: (s,))
extras = st.dictionaries(some("Arms", "Study Type"), st.lists(some("1", "2"), min_size=1, unique=True).map(tuple), max_size=2)
dates = some(None, "2019", "2020-01", "2020-01-01", "2020-01-02", "2022-05")
trials = st.builds(
    Trial, id=some("NCT00000001", "NCT00000002"), title=some("One", "Two"), phases=lists, status=texts, conditions=lists,
    interventions=lists, first_posted=dates, last_posted=dates, sponsor=texts, enrollment=some(None, 0, 45), locations=lists,
    countries=lists, drugs=lists, summary=texts, extra=extras, sources=sources,
)
articles = st.builds(Article, id=some(article_id("One", None)), title=some("One", "ONE"), summary=texts, drugs=lists, extra=extras,
                     sources=sources)


@st.composite
def monographs(draw: Any) -> Monograph:
    name = draw(some("Baclofen", "BACLOFEN", "Quinine", "α-Alanine", "(+)-Alanine", "(-)-Alanine", "1134-47-0"))
    unii, cas = draw(some(None, None, *UNIIS)), draw(some(None, None, *CAS_NUMBERS))
    return Monograph(
        id=monograph_id(unii, cas, name), title=name, generic_name=name, unii=unii, cas_number=cas, drugs=(name,),
        background=draw(texts), indication=draw(texts), conditions=draw(lists), brand_names=draw(lists), extra=draw(extras),
        sources=draw(sources))


versions = st.lists(trials | monographs() | monographs() | articles, max_size=9)


def key(record: Record) -> tuple[Any, ...]:
    at = record.sources[0]
    return at.document, at.offset, at.sha256


def newer(trial: Trial) -> tuple[Any, ...]:
    """Larger is newer; written down once more, without a sort."""
    at = trial.sources[0]
    day = {None: 0, "2019": 20190101, "2020-01": 20200101, "2020-01-01": 20200101, "2020-01-02": 20200102, "2022-05": 20220501}
    return day[trial.last_posted], at.parser == "ctgov/1", -int(at.sha256, 16), -at.offset


@given(versions, st.randoms())
def test_the_reading_order_does_not_matter(chosen: list[Record], random: Any) -> None:
    shuffled = chosen[:]
    random.shuffle(shuffled)
    assert merge(chosen) == merge(shuffled)


@given(versions)
def test_merging_what_was_merged_changes_nothing(chosen: list[Record]) -> None:
    once = merge(chosen)
    twice = merge(reversed(once.records))
    assert (once.records, 0) == (twice.records, twice.merged_away)


@given(versions)
def test_ids_are_unique_and_sorted_and_the_account_adds_up(chosen: list[Record]) -> None:
    merged = merge(iter(chosen))
    ids = [record.id for record in merged.records]
    assert ids == sorted(set(ids))
    assert len(chosen) == len(ids) + merged.merged_away
    assert not set(ids) & {alias for record in merged.records for alias in record.aliases}


@given(versions)
def test_every_source_is_kept_in_the_record_of_its_kind(chosen: list[Record]) -> None:
    expected = {(record.kind, at) for record in chosen for at in record.sources}
    found = [(record.kind, at) for record in merge(chosen).records for at in record.sources]
    assert expected == set(found)
    for record in merge(chosen).records:
        assert list(record.sources) == sorted(record.sources, key=lambda at: (at.document, at.offset, at.sha256))


@given(st.lists(trials, min_size=1, max_size=6, unique_by=key))
def test_each_field_of_a_trial_comes_whole_from_the_newest_version_that_states_it(chosen: list[Trial]) -> None:
    for found in merge(chosen).records:
        of_it = [trial for trial in chosen if trial.id == found.id]
        for spec in fields(Trial):
            stating = [trial for trial in of_it if getattr(trial, spec.name) not in (None, ())]
            if spec.name not in UNITED and stating:
                assert getattr(max(stating, key=newer), spec.name) == getattr(found, spec.name)
            elif spec.name not in UNITED:
                assert getattr(found, spec.name) in (None, ())


@given(st.lists(trials | articles | monographs(), min_size=1, max_size=6, unique_by=key))
def test_united_lists_are_in_the_order_of_path_and_offset(chosen: list[Record]) -> None:
    for found in merge(chosen).records:
        of_it = sorted((record for record in chosen if record.sources[0] in found.sources and record.kind == found.kind), key=key)
        assert tuple(dict.fromkeys(drug for record in of_it for drug in record.drugs)) == found.drugs
        labels = dict.fromkeys(label for record in of_it for label in record.extra)
        assert list(labels) == list(found.extra)
        for label in labels:
            values = dict.fromkeys(text for record in of_it for text in record.extra.get(label, ()))
            assert tuple(values) == found.extra[label]


@given(st.lists(monographs(), min_size=1, max_size=7, unique_by=key))
def test_monographs_are_one_where_identifiers_link_them_also_through_a_third(chosen: list[Monograph]) -> None:
    groups = [{at for at, each in enumerate(chosen) if mark in (each.unii, each.cas_number)} for mark in (*UNIIS, *CAS_NUMBERS)]
    for _ in groups:
        groups = [set().union(*(other for other in groups if other & group)) for group in groups]
    together = {frozenset(group) for group in groups if group}
    found = merge(chosen).records
    for group in together:
        homes = {record.id for record in found for at in group if chosen[at].sources[0] in record.sources}
        assert len(homes) == 1
    identified = [record for record in found if isinstance(record, Monograph) and (record.unii or record.cas_number)]
    assert len(together) == len(identified)


@given(st.lists(monographs(), min_size=1, max_size=7, unique_by=key))
def test_a_monograph_states_only_what_a_page_states_and_the_longer_text_wins(chosen: list[Monograph]) -> None:
    for found in merge(chosen).records:
        assert isinstance(found, Monograph)
        of_it = [each for each in chosen if each.sources[0] in found.sources]
        for name in ("background", "indication", "generic_name", "unii", "cas_number"):
            stated = [(len(text), -int(each.sources[0].sha256, 16), -each.sources[0].offset, text)
                      for each in of_it if (text := getattr(each, name)) is not None]
            assert (max(stated)[-1] if stated else None) == getattr(found, name)
        for name in ("conditions", "brand_names"):
            assert {text for each in of_it for text in getattr(each, name)} == set(getattr(found, name))


@given(st.lists(monographs(), min_size=1, max_size=7, unique_by=key))
def test_every_identifier_that_a_page_states_still_leads_to_its_monograph(chosen: list[Monograph]) -> None:
    for found in merge(chosen).records:
        assert isinstance(found, Monograph)
        known = {found.id, found.unii, found.cas_number, *found.aliases}
        for each in chosen:
            if each.sources[0] in found.sources:
                assert {each.unii, each.cas_number} - {None} <= known


def page(n: int, name: str = "Baclofen", unii: str | None = None, cas: str | None = None) -> Monograph:
    return Monograph(id=monograph_id(unii, cas, name), title=name, generic_name=name, unii=unii, cas_number=cas, drugs=(name,),
                     sources=(source(n),))


def groups(merged: Merged) -> list[list[int]]:
    return sorted([at.offset // 10 for at in record.sources] for record in merged.records)


@pytest.mark.parametrize(("pages", "expected", "cautions"), [
    pytest.param([page(1), page(2)], [[1, 2]], 0, id="neither-has-an-identifier"),
    pytest.param([page(1, unii=UNIIS[0]), page(2)], [[1, 2]], 0, id="one-candidate"),
    pytest.param([page(1, unii=UNIIS[0]), page(2), page(3, unii=UNIIS[0])], [[1, 2, 3]], 0, id="one-candidate-of-two-pages"),
    pytest.param([page(1, unii=UNIIS[0]), page(2, unii=UNIIS[1])], [[1], [2]], 2, id="namesakes"),
    pytest.param([page(1, unii=UNIIS[0]), page(2, unii=UNIIS[1]), page(3), page(4)], [[1], [2], [3, 4]], 3, id="two-candidates"),
    pytest.param([page(1, unii=UNIIS[0]), page(2, cas=CAS_NUMBERS[0]), page(3, "X", UNIIS[0], CAS_NUMBERS[0])], [[1, 2, 3]], 0,
                 id="through-a-third"),
    pytest.param([page(1, unii=UNIIS[0]), page(2, "Lioresal", UNIIS[0]), page(3, "lioresal")], [[1, 2, 3]], 0,
                 id="by-a-name-that-only-one-page-has"),
    pytest.param([page(1, "(+)-Alanine"), page(2, "(-)-Alanine")], [[1], [2]], 0, id="same-slug-but-not-the-same-name"),
    pytest.param([page(1, "1134-47-0"), page(2, cas="1134-47-0")], [[1], [2]], 0, id="a-name-like-an-identifier"),
])
def test_pages_are_linked_by_name_only_where_that_is_sure(pages, expected, cautions) -> None:
    merged = merge(pages)
    assert expected == groups(merged)
    assert cautions == len(merged.cautions)
    assert len({record.id for record in merged.records}) == len(expected)


def test_earlier_ids_stay_as_aliases() -> None:
    (found,) = merge([page(1), page(2, cas=CAS_NUMBERS[0]), page(3, unii=UNIIS[0], cas=CAS_NUMBERS[0])]).records
    assert (UNIIS[0], ("baclofen", CAS_NUMBERS[0])) == (found.id, found.aliases)


def test_a_slug_that_two_drugs_share_leads_to_neither() -> None:
    merged = merge([page(1, "(+)-Alanine"), page(2, "(-)-Alanine"), page(3, "alanine")])
    assert "alanine" not in [record.id for record in merged.records]
    assert all(record.id.startswith("alanine-") for record in merged.records)


def test_of_two_pages_stating_a_drug_each_the_trial_keeps_both_as_stated() -> None:
    trial = Trial(id="NCT00000001", title="One", drugs=("Quinine",), sources=(source(2),))
    found, _ = merge([trial, replace(trial, drugs=("BACLOFEN",), sources=(source(1),)), page(3)]).records
    assert found.drugs == ("BACLOFEN", "Quinine")


def test_cautions_name_the_page_that_stays_apart() -> None:
    merged = merge([page(1, unii=UNIIS[0]), page(2, unii=UNIIS[1]), page(3)])
    assert [(caution.path, caution.offset) for caution in merged.cautions] == [("a.txt", 10), ("a.txt", 20), ("a.txt", 30)]
    assert "has no identifier" in merged.cautions[2].reason


def test_nothing_becomes_nothing() -> None:
    assert merge([]) == Merged((), (), 0)
