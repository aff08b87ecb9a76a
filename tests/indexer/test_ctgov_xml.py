"""The legacy XML of ClinicalTrials.gov: every text of every element is in the record."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.sources import ctgov_xml, ctgov_xml_names
from indexer.sources.ctgov_xml_study import study
from tests.indexer.readings import read
from tests.indexer.xml_studies import STUDY, one, small


def test_every_field_is_read() -> None:
    trial, cautions = one(STUDY)
    assert cautions == []
    assert (trial.id, trial.registration_number, trial.aliases) == ("NCT00000102", "NCT00000102", ("NCT00000099",))
    assert (trial.title, trial.acronym, trial.official_title) == ("Quinine for Cramps", "QFC", "Quinine & Magnesium for Muscle Cramps")
    assert (trial.study_type, trial.phases, trial.status) == ("Observational", ("Phase 1", "Phase 2"), "Unknown status")
    assert (trial.start, trial.primary_completion, trial.completion) == ("2019-08-05", "2020-01", "2020-04")
    assert (trial.first_posted, trial.last_posted, trial.enrollment) == ("2019-09-19", "2022-09-19", 45)
    assert (trial.sponsor, trial.collaborators, trial.secondary_ids) == ("Example Hospital", ("Mercy",), ("EH-1", "2004-002172-42"))
    assert (trial.conditions, trial.keywords, trial.mesh_terms) == (("Muscle Cramp", "Pain"), ("leg",), ("Muscle Cramp", "Quinine"))
    assert (trial.interventions, trial.intervention_types, trial.other_names) == (("Drug: Quinine",), ("Drug",), ("Chinin",))
    assert (trial.sex, trial.minimum_age, trial.maximum_age) == ("All", "18 Years", None)
    assert trial.outcomes == ("Primary: Cramps, number of\n\ncramps, 4 weeks", "Secondary: Sleep, 8 weeks", "Other: Pain")
    assert trial.locations == ("Mercy, Seoul, 120, Korea, Republic of", "Germany")
    assert trial.countries == ("South Korea", "Germany")
    assert (trial.eligibility, trial.description) == ("Inclusion Criteria:\n\n* cramps", "Not wrapped.")
    assert trial.summary == (
        "A summary that is wrapped where a line is full.\n\nA second paragraph:\n\n* an item that is wrapped as well\n"
        "  1. a number below it\n* an item with *a star and a \\ backslash")


def test_all_else_is_kept_in_words() -> None:
    extra = dict(one(STUDY)[0].extra)
    expected = {
        "Rank": ("7",), "Download date": ("ClinicalTrials.gov processed this data on May 05, 2020",), "Organization": ("Example Hospital",),
        "Secondary IDs": ("2004-002172-42, EudraCT Number, EMA",), "Sponsor class": ("Other",), "Collaborators": ("Mercy, U.S. Fed",),
        "Oversight has DMC": ("Yes",), "Last known status": ("Recruiting",), "Why stopped": ("slow accrual",), "Start date type": ("Actual",),
        "Completion date type": ("Estimated",), "Primary completion date type": ("Estimated",), "Patient registry": ("Yes",),
        "Has expanded access": ("No",), "Allocation": ("Non-Randomized",), "Masking": ("Double",), "Who masked": ("Participant", "Investigator"),
        "Masking description": ("First line.\n\nSecond line.",), "Target duration": ("6 Months",), "Number of arms": ("2",),
        "Enrollment type": ("Estimated",), "Arm groups": ("Quinine, Experimental",), "Interventions": ("Drug: Quinine, at night, Quinine, Chinin",),
        "Biospec description": ("serum",), "Study population": ("clinic",), "Healthy volunteers": ("Yes",),
        "Overall officials": ("Q. Cramp, MD, Principal Investigator",), "Removed countries": ("Canada",),
        "Locations": ("Mercy, Seoul, 120, Korea, Republic of, Recruiting, A. Nurse, 555",), "See also links": ("A page, https://example.org",),
        "References": ("11, Background, Cramp Q. Cramps. 2001.", "Result, Cramp Q. Results. 2021."), "Status verified date": ("2020-05",),
        "Study first submit date": ("2019-09-01",), "Study first post date type": ("Estimated",), "Last update post date type": ("Actual",),
        "IPD sharing": ("No",), "Submitted": ("May 6, 2020",), "Has results": ("Yes",), "Participant flow groups": ("P1, Quinine",),
        "Participant flow periods": ("Overall, Started, P1, 44, one left",), "Outcome measures": ("Primary, Cramps, cramps, O1, 3, 0.5",),
        "Serious events vocabulary": ("MedDRA",), "Serious events": ("Nervous, CTCAE, Tinnitus, E1, Num affected: 1, Num at risk: 44",),
    }
    assert expected == {label: extra[label] for label in expected}
    assert extra.keys() - expected.keys() == {"B", "Text"}


@pytest.mark.parametrize(("inside", "label", "kept"), [
    ("<start_date>4/6/2017</start_date>", "Start date", "4/6/2017"), ("<phase>Phase 9</phase>", "Phase", "Phase 9"),
    ("<overall_status>Asleep</overall_status>", "Status", "Asleep"), ("<study_type>Odd</study_type>", "Study type", "Odd"),
    ("<enrollment>many</enrollment>", "Enrollment", "many"), ("<eligibility><gender>?</gender></eligibility>", "Sex", "?"),
    ("<location_countries><country>Atlantis</country></location_countries>", "Country", "Atlantis"),
])
def test_what_cannot_be_read_is_kept_as_it_stands_and_counted(inside: str, label: str, kept: str) -> None:
    trial, cautions = one(small(inside))
    assert (trial.extra[label], len(cautions)) == ((kept,), 1)


@pytest.mark.parametrize("number", ["NCT1", "ISRCTN12345678", ""])
def test_a_study_without_a_sound_number_is_kept_with_a_caution(number: str) -> None:
    trial, cautions = one(small(number=number))
    assert (trial.id[:6], trial.registration_number, trial.title) == ("trial-", None, "A title")
    assert cautions
    assert not number or number in trial.extra["NCT ID"]


def test_an_unknown_enrollment_is_none() -> None:
    trial, cautions = one(small("<enrollment>99999999</enrollment>"))
    assert (trial.enrollment, cautions) == (None, [])


TAGS = st.sampled_from(["brief_title", "textblock", "protocolSection", "label", "otherNames", "name", "x", "clinical_study", "location", "group",
                        "intervention", "arm_group", "id_info", "nct_id", "start_date", "phase", "counts", "text", "url", "link_text"])
TEXTS = st.text(st.sampled_from("aé&<\n -*1.\\"), max_size=6).map(escape)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    tag = draw(st.one_of(TAGS.filter(lambda tag: tag != "clinical_study"), st.sampled_from(sorted(ctgov_xml_names.root().inside))))
    attributes = "".join(f' {name}="w{draw(st.integers(0, 99))}"' for name in draw(st.lists(
        st.sampled_from(["type", "id", "group_id", "count", "a"]), unique=True, max_size=2)))
    inside = "".join(draw(st.lists(st.one_of(TEXTS, elements(depth - 1)), max_size=3))) if depth else draw(TEXTS)
    return f"<{tag}{attributes}>{inside}</{tag}>"


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield str(value)


@given(st.lists(elements(), max_size=6))
def test_every_text_and_attribute_of_any_elements_is_in_the_study(written: list[str]) -> None:
    root = etree.fromstring(f"<clinical_study>{''.join(written)}</clinical_study>".encode())
    found = " ".join(leaves(study(root)))
    for text in root.itertext():
        assert all(word in found for word in text.split())
    assert all(value in found for element in root.iter() for value in element.attrib.values())


@given(st.sampled_from(sorted(tag for tag, name in ctgov_xml_names.root().inside.items() if name.is_leaf)),
       st.lists(st.tuples(st.sampled_from(["one", "two", "three"]), st.sampled_from(["", ' type="Actual"', ' id="four"'])), max_size=4))
def test_an_element_that_stands_again_is_kept_unless_it_says_the_same(tag: str, stated: list[tuple[str, str]]) -> None:
    written = "".join(f"<{tag}{attribute}>{text}</{tag}>" for text, attribute in stated)
    found = set(leaves(study(etree.fromstring(f"<clinical_study>{written}</clinical_study>"))))
    assert {each for text, attribute in stated for each in (text, *attribute.split('"')[1:2])} <= found


def test_attributes_do_not_displace_what_an_element_says() -> None:
    trial, cautions = one(small("<id_info><secondary_id id='7'>2004-002172-42</secondary_id></id_info>"))
    assert (trial.secondary_ids, trial.extra["Secondary IDs"], cautions) == (("2004-002172-42",), ("2004-002172-42, 7",), [])


@pytest.mark.parametrize(("header", "label"), [
    ("<url>https://example.org/NCT00000999</url>", "Misc URL"), ("<link_text>Another link.</link_text>", "Link text"),
])
def test_a_header_that_says_something_is_kept(header: str, label: str) -> None:
    trial, _ = one(small(f"<required_header>{header}</required_header>"))
    assert trial.extra[label] == (header.split(">")[1].split("<")[0],)
    assert not trial.extra.keys() & {"Misc URL", "Link text"} - {label}


def test_without_a_number_the_address_is_kept() -> None:
    assert one(small("<required_header><url>https://example.org/</url></required_header>", number=""))[0].extra["Misc URL"] == ("https://example.org/",)


@given(st.lists(elements(), max_size=6))
def test_any_elements_are_read_without_an_error(written: list[str]) -> None:
    trials, _, lost = read(ctgov_xml, f"<clinical_study>{''.join(written)}</clinical_study>".encode())
    assert len(trials) + len(lost) == 1
