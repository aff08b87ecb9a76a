"""Labels belong to the substances whose UNIIs they state, and to no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Monograph, Source
from indexer.merge import merge
from tests.indexer.drug_labels import BACLOFEN, CARBIDOPA, LEVODOPA, about, cautions, monograph


def test_a_label_of_several_substances_is_of_a_monograph_of_their_own() -> None:
    found = about(CARBIDOPA, LEVODOPA, names=("LEVODOPA", "CARBIDOPA"))

    assert (found.id, found.unii, found.generic_name) == ("46627O600J+MNX7R8C5VO", None, "Carbidopa + Levodopa")
    assert found.labels[0].texts["UNII"] == (CARBIDOPA, LEVODOPA)


@given(st.permutations([CARBIDOPA, LEVODOPA, BACLOFEN, LEVODOPA]), st.permutations(["A", "B", "b"]))
def test_the_order_of_substances_does_not_matter(uniis: list[str], names: list[str]) -> None:
    one, other = about(*uniis, names=tuple(names)), about(CARBIDOPA, LEVODOPA, BACLOFEN, names=("A", "B", "b"))

    assert (one.id, one.title) == (other.id, other.title)


@pytest.mark.parametrize(("elements", "title"), [
    ("Albuterol Sulfate Albuterol sulfate SODIUM CHLORIDE", "Albuterol Sulfate"), ("Gel Gel Gel Gel", "Gel"),
    ("BRIDION sugammadex SUGAMMADEX SODIUM WATER", "BRIDION sugammadex SUGAMMADEX SODIUM WATER"),
    ("word " + "x" * 100 + " " + "y" * 30, "word " + "x" * 100 + " …"), ("z" * 200, "z" * 120 + " …"), ("  ", "0a-1b"),
], ids=["name-twice", "over-again", "no-end", "long", "no-blank", "nothing"])
def test_a_label_without_substances_stands_by_itself_under_the_name_of_its_product(elements: str, title: str) -> None:
    found = monograph(openfda={}, spl_product_data_elements=[elements])

    assert (found.id, found.title, found.generic_name, found.unii) == ("label-0a-1b", title, None, None)


def test_a_unii_that_is_none_is_no_substance() -> None:
    found = about(BACLOFEN, "unknown", names=("BACLOFEN",))

    assert (found.id, found.unii, found.generic_name) == ("label-0a-1b", None, None)
    assert found.labels[0].texts["UNII"] == (BACLOFEN, "unknown")
    assert cautions(openfda={"unii": [BACLOFEN, "unknown"]}) == ["“UNKNOWN” is no UNII; the label stands by itself"]


@pytest.mark.parametrize(("stated", "title"), [
    ("VITAMIN A PALMITATE", "Vitamin A Palmitate"), ("ESTROGENS, ESTERIFIED", "Estrogens, Esterified"),
    ("ST. JOHN'S WORT", "St. John's Wort"), ("INTERFERON BETA-1A", "Interferon Beta-1A"), ("hydrOXYzine", "hydrOXYzine"),
    ("γ-GLOBULIN", "γ-GLOBULIN"),
])
def test_names_in_capitals_are_readable_and_stay_searchable(stated: str, title: str) -> None:
    found = about(BACLOFEN, names=(stated,))

    assert found.title == found.generic_name == title
    assert found.labels[0].texts["Substance name"] == (stated,)


def test_a_substance_without_a_name_is_known_by_its_unii() -> None:
    assert (about(BACLOFEN).title, about(BACLOFEN).generic_name, about(BACLOFEN).drugs) == (BACLOFEN, None, ())


PAGE = Monograph(id=BACLOFEN, title="Baclofen", generic_name="Baclofen", unii=BACLOFEN, cas_number="1134-47-0", background="A relaxant.",
                 indication="Spasticity.", drugs=("Baclofen",), brand_names=("Gablofen",),
                 sources=(Source("baclofen.txt", "cd" * 32, 0, 9, "medpath/1", "2025-01-02T03:04:05Z"),))


def test_a_label_joins_the_page_of_its_substance_and_leaves_its_texts_alone() -> None:
    (found,) = merge([monograph(), PAGE]).records

    assert isinstance(found, Monograph)
    assert (found.id, found.background, found.indication) == (BACLOFEN, "A relaxant.", "Spasticity.")
    assert (found.labels, set(found.brand_names)) == (monograph().labels, {"Lioresal", "Gablofen"})


def test_labels_of_one_substance_come_together_and_the_newest_of_a_set_id_stays() -> None:
    older, other = monograph(version="2", warnings=["old"]), monograph(set_id="2c-3d", effective_time="20200101")
    (found,) = merge([older, monograph(), other]).records

    assert isinstance(found, Monograph)
    assert found.labels == (*monograph().labels, *other.labels)


@pytest.mark.parametrize("apart", [
    about(BACLOFEN, CARBIDOPA, names=("BACLOFEN", "CARBIDOPA")), monograph(openfda={}), monograph(openfda={"brand_name": ["Baclofen"]}),
    monograph(openfda={"unii": ["?"], "brand_name": ["Baclofen"]}),
], ids=["combination", "no-openfda", "name-only", "no-unii"])
def test_what_is_not_the_substance_alone_stays_apart(apart: Monograph) -> None:
    nameless = Monograph(id="baclofen", title="Baclofen", generic_name="Baclofen", drugs=("Baclofen",))
    for page in (PAGE, nameless):
        found = merge([apart, page])

        assert {record.id for record in found.records} == {apart.id, page.id}
        assert found.cautions == ()


def test_labels_of_one_name_without_substances_stay_apart() -> None:
    found = merge([monograph(openfda={}), monograph(openfda={}, set_id="2c-3d")])

    assert [record.id for record in found.records] == ["label-0a-1b", "label-2c-3d"]


def test_combinations_of_the_same_substances_are_one() -> None:
    one, other = about(LEVODOPA, CARBIDOPA), about(CARBIDOPA, LEVODOPA, set_id="2c-3d")
    (found,) = merge([one, other]).records

    assert isinstance(found, Monograph)
    assert (found.id, len(found.labels), found.aliases) == ("46627O600J+MNX7R8C5VO", 2, ())
