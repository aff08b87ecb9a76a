"""MedPath pages: every field of every record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Trial
from tests.indexer.medpath_readings import HEAD, cards, monograph, reading, trial
from tests.indexer.pages import COPYRIGHT, LABELS, TrialCard

FULL = TrialCard("A trial", "Phase 2", "Completed", ["Pain"], ["Drug: Quinine"], "2019-02-08", "2020-02-29", "Yonsei University",
                 45, "NCT00000001")


@given(st.sampled_from([*LABELS, "Phase 2", "Completed", "MedPath", "Background"]), st.sampled_from([[], ["Pain"], ["Completed"]]))
def test_conditions_worded_like_labels_are_told_from_labels_by_the_shape_of_the_card(name: str, others: list[str]) -> None:
    conditions = [name, *others]
    card = replace(FULL, conditions=conditions)
    found = trial("\n\n".join("\n".join(block) for block in card.blocks()))
    assert (tuple(conditions), ("Drug: Quinine",), "Yonsei University") == (
        found.conditions, found.interventions, found.sponsor)


def test_latin_1_lines_are_read_with_a_caution_and_keep_their_place() -> None:
    text = HEAD + "Étude à Zürich\n\nPhase 2\nLead Sponsor\nUniversité\nRegistration Number\nNCT00000001\n" + COPYRIGHT
    found = reading(text.encode("latin-1"))
    study = found.records[1]
    assert isinstance(study, Trial)
    assert (study.title, study.sponsor) == ("Étude à Zürich", "Université")
    assert text.encode("latin-1").index(b"\xc9tude") == study.sources[0].offset
    assert [caution.reason for caution in found.cautions] == ["3 lines are no UTF-8 and were read as Windows-1252"]


@pytest.mark.parametrize(("label", "text"), [
    ("First Posted Date", "2017-13-45"), ("First Posted Date", "4/6/2017"), ("Last Posted Date", "2023-02-29"),
    ("Last Posted Date", "soon"), ("Target Recruit Count", "about forty"), ("Target Recruit Count", "-1"),
    ("Target Recruit Count", "1.200"), ("Target Recruit Count", "123456789012"),
])
def test_a_value_that_cannot_be_read_is_kept_as_it_stands_with_a_caution(label: str, text: str) -> None:
    found = reading(f"{HEAD}A trial\n\n{label}\n{text}\nLead Sponsor\nYonsei\n{COPYRIGHT}")
    study = found.records[1]
    assert isinstance(study, Trial)
    assert {label: (text,)} == study.extra
    assert (study.first_posted, study.last_posted, study.enrollment, study.sponsor) == (None, None, None, "Yonsei")
    assert [f"{label} “{text}” cannot be read and is kept as it stands"] == [caution.reason for caution in found.cautions]


def test_the_sentinel_of_an_unknown_enrollment_is_no_number_and_no_doubt() -> None:
    found = reading(f"{HEAD}A trial\n\nPhase 2\nTarget Recruit Count\n99999999\n{COPYRIGHT}")
    study = found.records[1]
    assert isinstance(study, Trial)
    assert (study.enrollment, study.extra, found.cautions) == (None, {}, ())


@pytest.mark.parametrize("status", ["Paused", "Phase 5", "Recruiting in Canada"])
def test_an_unknown_phase_or_status_is_kept(status: str) -> None:
    found = trial(f"A trial\n\n{status}\nConditions\nPain\nLead Sponsor\nYonsei")
    assert (found.phases, found.status, found.conditions) == ((), None, ("Pain",))
    assert {"Phase" if status == "Phase 5" else "Status": (status,)} == found.extra


def test_unknown_labels_of_a_card_are_kept_with_their_values() -> None:
    found = trial("A trial\n\nPhase 2\nFirst Posted Date\n2020-01-01\nStudy Type\nInterventional\nLead Sponsor\nYonsei\nArms\n2")
    assert (found.first_posted, found.sponsor) == ("2020-01-01", "Yonsei")
    assert found.extra == {"Study Type": ("Interventional",), "Arms": ("2",)}


def test_unknown_labels_of_a_monograph_are_kept_with_their_values() -> None:
    found = monograph("Drug Type\nSmall Molecule\nATC Code\nM03BX01\nBackground\n\nOf old.\n\nMechanism of Action\n\n"
                      "It acts at the receptor and there it does one thing and then the other.\n\nIndication\n\nFor pain.\n\n"
                      "Associated Therapies\n-\nSynonyms\nThis")
    assert (
        found.drug_type, found.background, found.indication, found.therapies) == ("Small Molecule", "Of old.", "For pain.", ())
    assert found.extra == {"ATC Code": ("M03BX01",), "Synonyms": ("This",), "Mechanism of Action": (
        "It acts at the receptor and there it does one thing and then the other.",)}


@pytest.mark.parametrize(("text", "expected"), [
    ("CAS Number\n1134-47-0\nUnique Ingredient Identifier\nH789N3FKE8", "H789N3FKE8"),
    ("CAS Number\n1134-47-0\nUnique Ingredient Identifier\n-", "1134-47-0"),
    ("CAS Number\nNot Available\nUnique Ingredient Identifier\nNot Available", "calcium-beta"),
    ("CAS Number\n1134-47-1", "calcium-beta"),
])
def test_a_monograph_is_called_by_unii_else_cas_number_else_name(text: str, expected: str) -> None:
    assert expected == monograph(f"Generic Name\nCalcium β\n{text}").id


def test_identifiers_that_are_none_link_nothing_and_are_kept() -> None:
    found = monograph("CAS Number\nNot Available\nUnique Ingredient Identifier\nunknown")
    assert (found.cas_number, found.unii) == (None, None)
    assert found.extra == {"CAS Number": ("Not Available",), "Unique Ingredient Identifier": ("unknown",)}


def test_a_card_without_registration_number_is_kept_under_the_hash_of_what_it_states() -> None:
    one, other = (trial(f"{title}\n\nFirst Posted Date\n2020-01-01\nLead Sponsor\nYonsei") for title in ("Ä trial", "a  TRIAL"))
    assert one.id == other.id
    assert one.id.startswith("trial-")
    assert one.id != trial("a trial\n\nFirst Posted Date\n2020-01-02\nLead Sponsor\nYonsei").id


@pytest.mark.parametrize(("places", "locations", "countries"), [
    ("🇺🇸\n\nDallas, Texas\n🇰🇷\n\nSeoul\n\n🇺🇸\n\nAustin", ("Dallas, Texas", "Seoul", "Austin"), ("United States", "South Korea")),
    ("🇺🇸\n\n🇰🇷\n\nSeoul", ("Seoul",), ("United States", "South Korea")),
    ("🇺🇸", (), ("United States",)),
    ("", (), ()),
    ("\nSeoul, Korea, Republic of", ("Seoul, Korea, Republic of",), ("South Korea",)),
    ("🇪🇺\n\nHatay, Turkey", ("Hatay, Turkey",), ("Türkiye",)),
])
def test_places_are_a_flag_and_a_text_either_of_which_may_be_missing(places, locations, countries) -> None:
    first, second = cards(f"A trial\n\nPhase 2\nLead Sponsor\nYonsei\nLocations\n{places}\n\nAnother\n\nPhase 3\nConditions\nPain")
    assert isinstance(first, Trial)
    assert (locations, countries, "Another") == (first.locations, first.countries, second.title)


def test_the_last_number_of_a_cut_page_is_not_trusted() -> None:
    for cut, expected in (("4", None), ("45\n", 45)):
        study = reading(f"{HEAD}A trial\n\nPhase 2\nTarget Recruit Count\n{cut}").records[1]
        assert isinstance(study, Trial)
        assert expected == study.enrollment
        assert ({} if expected else {"Target Recruit Count": ("4",)}) == study.extra


def test_what_is_left_of_a_label_is_neither_a_title_nor_a_value() -> None:
    study = reading(f"{HEAD}A trial\n\nPhase 2\nConditions\nPain\nInterv").records[1]
    assert isinstance(study, Trial)
    assert (study.conditions, study.extra) == (("Pain",), {"Interv": ()})


def test_text_after_the_copyright_line_is_kept_with_the_monograph() -> None:
    found = reading(f"{HEAD}{COPYRIGHT}\nTerms of Service\n")
    assert found.records[0].extra == {COPYRIGHT: ("Terms of Service",)}


def test_an_article_keeps_what_stands_beside_its_dot() -> None:
    (found,) = cards("sciencedirect.com\n· 2024\n\nPhase 2\n\nIt works.\n\nIt does.")
    assert isinstance(found, Article)
    assert (
        found.publisher, found.title, found.summary, found.extra) == ("sciencedirect.com", "Phase 2", "It works.\n\nIt does.", {"·": ("· 2024",)})
