"""One record out of many documents: nothing is mixed, nothing is lost, and the reading order does not matter."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Label, Monograph, Record, Trial, digest_of, encode
from indexer.merge import Merged, merge, merge_monographs, merge_trials
from indexer.sources.ids import NO_NAME, article_id, monograph_id
from tests.indexer.drawn import CAS_NUMBERS, DAYS, UNIIS, articles, colliding, key, monographs, source, trials, versions

UNITED = ("drugs", "sources", "extra", "aliases", "secondary_ids")


def newer(trial: Trial) -> tuple[Any, ...]:
    """Larger is newer; written down once more, without a sort."""
    at = trial.sources[0]
    return DAYS[trial.last_posted], at.parser == "ctgov/1", -int(at.sha256, 16), -at.offset


@given(versions, st.randoms())
def test_the_reading_order_does_not_matter(chosen: list[Record], random: Any) -> None:
    shuffled = chosen[:]
    random.shuffle(shuffled)
    assert merge(chosen) == merge(shuffled)


@given(versions, st.lists(st.sampled_from(["2026-01-02T03:04:06Z", "2025-12-31T00:00:00Z"]), min_size=9, max_size=9))
def test_the_time_of_reading_does_not_matter(chosen: list[Record], times: list[str]) -> None:
    others = [replace(each, sources=(replace(each.sources[0], read_at=time),)) for each, time in zip(chosen, times, strict=False)]
    found, expected = merge(others), merge(chosen)
    assert found.cautions == expected.cautions
    assert [digest_of(encode(each)) for each in expected.records] == [digest_of(encode(each)) for each in found.records]


@pytest.mark.parametrize("times", [("2025", "2026"), ("2026", "2025")])
def test_of_two_versions_in_one_place_the_time_of_reading_chooses_none(times: tuple[str, str]) -> None:
    at = source(1)
    one, other = (Trial(id="NCT1", title=title, sources=(replace(at, read_at=time),)) for title, time in zip("AB", times, strict=True))
    assert [record.title for record in merge([one, other]).records] == ["A"]


@given(versions)
def test_merging_what_was_merged_changes_nothing(chosen: list[Record]) -> None:
    once = merge(chosen)
    twice = merge(reversed(once.records))
    assert (once.records, 0) == (twice.records, twice.merged_away)


@given(versions | colliding)
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
            if spec.name in (*UNITED, "provenance"):
                continue
            if stating:
                assert getattr(max(stating, key=newer), spec.name) == getattr(found, spec.name)
            else:
                assert getattr(found, spec.name) in (None, ())


@given(st.lists(trials | articles | monographs(), min_size=1, max_size=6, unique_by=key))
def test_united_lists_are_in_the_order_of_path_and_offset(chosen: list[Record]) -> None:
    for found in merge(chosen).records:
        of_it = sorted((record for record in chosen if record.sources[0] in found.sources and record.kind == found.kind), key=key)
        for name in ("drugs", "secondary_ids"):
            texts = (text for record in of_it for text in getattr(record, name, ()))
            assert tuple(dict.fromkeys(texts)) == getattr(found, name, ())
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


def label(n: int, unii: str | None = None, name: str = "Baclofen", set_id: str = "s1", date: str = "2020") -> Monograph:
    generic = name if unii else None
    return Monograph(id=unii or f"label-{set_id}", title=name, generic_name=generic, unii=unii if unii and "+" not in unii else None,
                     drugs=(name,) if unii else (), labels=(Label(set_id=set_id, date=date),), sources=(source(n, parser="openfda/1"),))


JOINT = f"{UNIIS[1]}+{UNIIS[0]}"


@pytest.mark.parametrize(("versions", "expected"), [
    pytest.param([page(1, unii=UNIIS[0]), label(2, UNIIS[0], "Baclofen 10 mg")], {UNIIS[0]: [1, 2]}, id="one-substance"),
    pytest.param([page(1, unii=UNIIS[0]), label(2, JOINT), page(3, unii=UNIIS[1])], {UNIIS[0]: [1], JOINT: [2], UNIIS[1]: [3]},
                 id="two-substances-are-neither-of-them"),
    pytest.param([page(1, unii=UNIIS[0]), label(2, JOINT)], {UNIIS[0]: [1], JOINT: [2]}, id="two-substances-called-like-one"),
    pytest.param([label(1, JOINT), label(2, f"{JOINT}+{UNIIS[2]}")], {JOINT: [1], f"{JOINT}+{UNIIS[2]}": [2]},
                 id="other-substances-of-the-same-name"),
    pytest.param([label(1, JOINT), label(2, JOINT, set_id="s2")], {JOINT: [1, 2]}, id="the-same-two-substances"),
    pytest.param([label(1, JOINT), page(2)], {JOINT: [1, 2]}, id="a-page-of-that-name-alone"),
    pytest.param([page(1), label(2, JOINT)], {JOINT: [1, 2]}, id="a-page-of-that-name-that-comes-first"),
    pytest.param([label(1), page(2)], {"label-s1": [1], "baclofen": [2]}, id="a-product-of-unknown-substance"),
    pytest.param([label(1), page(2, unii=UNIIS[0]), page(3)], {"label-s1": [1], UNIIS[0]: [2, 3]}, id="a-product-is-no-namesake"),
    pytest.param([label(1), label(2, date="2021")], {"label-s1": [1, 2]}, id="versions-of-one-label"),
    pytest.param([label(1), label(2, set_id="s2")], {"label-s1": [1], "label-s2": [2]}, id="labels-of-one-product-name"),
])
def test_labels_belong_to_the_substances_that_they_name(versions: list[Monograph], expected: dict[str, list[int]]) -> None:
    found = {record.id: [at.offset // 10 for at in record.sources] for record in merge(versions).records}
    assert expected == found


@given(versions)
def test_each_version_has_one_fate_and_each_record_one_version_that_is_indexed(chosen: list[Record]) -> None:
    drugs, _ = merge_monographs([each for each in chosen if isinstance(each, Monograph)])
    trials = [each for each in chosen if isinstance(each, Trial)]
    for joined in (*drugs, *([merge_trials([trials[0]] * 3)] if trials else [])):
        assert [fate for _, fate in joined.fates].count("indexed") == 1
    fates = [fate for joined in drugs for fate in joined.fates]
    places = [each.sources[0] for each in chosen if isinstance(each, Monograph)]
    assert sorted(map(repr, places)) == sorted(repr(at) for at, _ in fates)


@given(st.lists(trials, min_size=2, max_size=5, unique_by=key))
def test_the_newest_version_of_a_trial_is_the_one_that_is_indexed(chosen: list[Trial]) -> None:
    of_one = [replace(each, id="NCT00000001") for each in chosen]
    indexed = [at for at, fate in merge_trials(of_one).fates if fate == "indexed"]
    assert [max(of_one, key=newer).sources[0]] == indexed


def test_a_version_whose_label_has_a_later_one_is_superseded() -> None:
    (joined,), _ = merge_monographs([label(1), label(2, date="2021"), label(3, date="2019")])
    assert [fate for _, fate in joined.fates] == ["superseded", "indexed", "superseded"]
    assert [each.date for each in joined.record.labels] == ["2021"]


def test_pages_without_a_name_stay_apart_unless_they_are_the_same() -> None:
    nameless = [Monograph(id=f"{n}-{n}", title=NO_NAME, sources=(source(at),)) for at, n in enumerate((1, 2, 2))]
    assert {record.id: len(record.sources) for record in merge(nameless).records} == {"1-1": 1, "2-2": 2}


def test_earlier_ids_stay_as_aliases() -> None:
    (found,) = merge([page(1), page(2, cas=CAS_NUMBERS[0]), page(3, unii=UNIIS[0], cas=CAS_NUMBERS[0])]).records
    assert (UNIIS[0], ("baclofen", CAS_NUMBERS[0])) == (found.id, found.aliases)


def test_what_an_article_is_called_by_leads_to_no_drug() -> None:
    name = article_id("One", None)
    article = Article(id=name, title="One", sources=(source(1),))
    found = merge([article, page(2, name), page(3, name, unii=UNIIS[0])]).records
    assert [(record.id, record.aliases) for record in found if isinstance(record, Monograph)] == [(UNIIS[0], ())]


def test_a_drug_of_two_uniis_is_called_by_the_one_that_it_states() -> None:
    pages = [page(n, unii=unii, cas=CAS_NUMBERS[0]) for n, unii in enumerate(UNIIS[:2])]
    for unii in UNIIS[:2]:
        (found,) = merge([*pages, label(2, unii)]).records
        assert isinstance(found, Monograph)
        assert found.id == found.unii


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
