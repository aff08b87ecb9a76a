"""The vocabulary: what people and registries write, and the one spelling that stands for it."""

from __future__ import annotations

import subprocess
import sys

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import vocabulary


@pytest.mark.parametrize(("text", "expected"), [
    ("Phase 1/Phase 2", ("Phase 1", "Phase 2")),
    ("PHASE1|PHASE2", ("Phase 1", "Phase 2")),
    ("PHASE2, PHASE3", ("Phase 2", "Phase 3")),
    ("Phase 2/3", ("Phase 2", "Phase 3")),
    ("phases I and II", ("Phase 1", "Phase 2")),
    ("Phase III-II", ("Phase 2", "Phase 3")),
    ("Phase IV", ("Phase 4",)),
    ("phase 2", ("Phase 2",)),
    ("Phase\u00a02", ("Phase 2",)),
    ("2", ("Phase 2",)),
    ("Phase 0", ("Early Phase 1",)),
    ("EARLY_PHASE1", ("Early Phase 1",)),
    ("Early Phase I", ("Early Phase 1",)),
    ("N/A", ("Not Applicable",)),
    ("NA", ("Not Applicable",)),
    ("NOT_APPLICABLE", ("Not Applicable",)),
])
def test_phases_are_read_in_every_spelling_of_the_registries(text: str, expected: tuple[str, ...]) -> None:
    assert expected == vocabulary.phases(text)


@pytest.mark.parametrize("text", ["", " ", "/", "Phase", "Phase 5", "12", "Phase 2a", "Early Phase 2",
                                  "Phase 2 completed", "Completed", "Phase 1/Completed"])
def test_what_is_not_only_phases_is_none(text: str) -> None:
    assert vocabulary.phases(text) is None


@given(st.lists(st.sampled_from(vocabulary.PHASES[:-1]), min_size=1),
       st.sampled_from(["/", "|", ", ", " / "]), st.sampled_from([str.upper, str.lower, str.title]))
def test_joined_phases_come_back_once_each_in_natural_order(chosen, separator, case) -> None:
    expected = tuple(phase for phase in vocabulary.PHASES if phase in chosen)
    assert expected == vocabulary.phases(case(separator.join(chosen)))


@pytest.mark.parametrize("status", vocabulary.STATUSES)
def test_statuses_are_read_in_any_case_and_with_underscores(status: str) -> None:
    code = status.upper().replace(", ", "_").replace(" ", "_")
    assert [status] * 3 == [vocabulary.status(text) for text in (status, code, f"  {status.lower()} ")]


@pytest.mark.parametrize(("text", "expected"), [
    ("UNKNOWN", "Unknown status"), ("Unknown †", "Unknown status"), ("Active not recruiting",
     "Active, not recruiting"), ("Recruiting in Canada", None), ("Active", None), ("", None),
])
def test_a_status_is_read_as_a_whole_and_never_guessed(text: str, expected: str | None) -> None:
    assert expected == vocabulary.status(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("Korea, Republic of", "South Korea"), ("South Korea", "South Korea"),
    ("Korea, Democratic People's Republic of", "North Korea"), ("Korea", None),
    ("Turkey", "Türkiye"), ("turkiye", "Türkiye"), ("Russia", "Russian Federation"),
    ("UK", "United Kingdom"), ("Scotland", "United Kingdom"), ("U.S.A.", "United States"),
    ("United States of America", "United States"), ("Iran, Islamic Republic of", "Iran"),
    ("Viet Nam", "Vietnam"), ("Czech Republic", "Czechia"), ("Hong Kong", "Hong Kong"),
    ("Taiwan, Province of China", "Taiwan"), ("Palestinian Territories, Occupied", "Palestine, State of"),
    ("Macedonia, The Former Yugoslav Republic of", "North Macedonia"), ("Congo", "Congo"),
    ("Congo, The Democratic Republic of the", "Congo, The Democratic Republic of the"),
    ("DR Congo", "Congo, The Democratic Republic of the"), ("Swaziland", "Eswatini"),
    ("the Netherlands", "Netherlands"), ("COTE D’IVOIRE", "Côte d'Ivoire"), ("St. Lucia", "Saint Lucia"),
    ("Trinidad & Tobago", "Trinidad and Tobago"), ("Kosovo", "Kosovo"), ("gb", "United Kingdom"),
    ("DEU", "Germany"), ("Virgin Islands (U.S.)", "Virgin Islands, U.S."),
    ("Netherlands Antilles", None), ("Atlantis", None), ("the", None), ("", None),
])
def test_countries_are_known_by_name_code_and_former_name(text: str, expected: str | None) -> None:
    assert expected == vocabulary.country(text)


@pytest.mark.parametrize("entry", list(pycountry.countries), ids=lambda entry: entry.alpha_2)
def test_every_country_is_found_by_each_of_its_names_its_codes_and_its_flag(entry) -> None:
    expected = getattr(entry, "common_name", entry.name)
    flag = "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in entry.alpha_2)
    names = [expected, entry.name, entry.alpha_2, entry.alpha_3, entry.name.upper()]
    found = [vocabulary.country(name) for name in names] + [vocabulary.countries_of("nowhere", flag)]
    assert [expected] * 6 == found


@pytest.mark.parametrize(("text", "flag", "expected"), [
    ("Hatay, Turkey", None, "Türkiye"),
    ("Severance Hospital, Seoul, Korea, Republic of", None, "South Korea"),
    ("Emory University, Atlanta, Georgia, United States", None, "United States"),
    ("Emory University, Atlanta, Georgia", None, None),
    ("First University Clinic, Tbilisi, Georgia", None, "Georgia"),
    ("Emory University, Atlanta, Georgia", "🇺🇸", "United States"),
    ("Batumi, Georgia", "🇬🇪", "Georgia"),
    ("Newark, New Jersey", None, None),
    ("Saint Helier, Jersey", None, "Jersey"),
    ("Wilmington, DE", None, None),
    ("Los Angeles, CA, USA", None, "United States"),
    ("Charlotte Amalie, Virgin Islands, U.S.", None, "Virgin Islands, U.S."),
    ("Queen Mary Hospital, Hong Kong, China", None, "Hong Kong"),
    ("Paris, France.", None, "France"),
    ("France", None, "France"),
    ("Paris, France", "🏳️", "France"),
    ("Brussels", "🇪🇺", None),
    ("Cardiff", "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", "United Kingdom"),
    ("Pristina", "🇽🇰", "Kosovo"),
    ("", "🇺", None),
    ("", None, None),
])
def test_a_place_has_the_country_of_its_flag_else_of_its_last_parts(text, flag, expected) -> None:
    assert expected == vocabulary.countries_of(text, flag)


@given(st.text(), st.none() | st.text())
def test_no_text_breaks_the_vocabulary(text: str, flag: str | None) -> None:
    names = {None, "Kosovo"} | {getattr(entry, "common_name", entry.name) for entry in pycountry.countries}
    assert vocabulary.countries_of(text, flag) in names
    assert vocabulary.country(text) in names
    assert set(vocabulary.phases(text) or ()) <= set(vocabulary.PHASES)
    assert vocabulary.status(text) in {None, *vocabulary.STATUSES}


@pytest.mark.parametrize(("facet", "text", "expected"), [
    ("phase", "2", "Phase 2"), ("phase", "na", "Not Applicable"), ("phase", "1/2", None),
    ("status", "unknown", "Unknown status"), ("country", "turkey", "Türkiye"), ("kind", "Trials", "trial"),
    ("intervention_type", "DIETARY_SUPPLEMENT", "Dietary Supplement"),
    ("intervention_type", "behavioural", "Behavioral"), ("intervention_type", "Vitamin D", None),
    ("drug_type", "small molecule", "Small Molecule"), ("sponsor", "Pfizer", None),
])
def test_filters_are_canonical_whatever_the_spelling(facet: str, text: str, expected: str | None) -> None:
    assert expected == vocabulary.canonical(facet, text)


@pytest.mark.parametrize("facet", vocabulary.ORDER)
def test_each_value_in_natural_order_is_its_own_canonical_spelling(facet: str) -> None:
    values = vocabulary.ORDER[facet]
    assert values == tuple(vocabulary.canonical(facet, value.upper()) for value in values)


def test_pycountry_is_not_imported_before_a_country_is_asked_for() -> None:
    code = "import sys, index.vocabulary as v; v.status('completed'); sys.exit('pycountry' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
