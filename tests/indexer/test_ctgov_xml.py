"""The legacy XML of ClinicalTrials.gov: every text of every element is in the record, and nothing from outside is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from index.records import Source, Trial
from indexer.sources import ctgov_xml, ctgov_xml_names, values
from indexer.sources.base import HEAD, MAX_DOCUMENT, Caution, Lost, Part
from indexer.sources.ctgov_xml_study import study
from indexer.sources.xml_studies import studies
from tests.indexer.stated import runs, said

SHARED = Path(__file__).parents[2] / "../shared/data/ctgov"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="no folder shared beside the repository")
WHOLE = Source("/folder/study.xml", "0" * 64, 0, 0, ctgov_xml.PARSER, "2026-01-02T03:04:05Z")

DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\n'
STUDY = """<clinical_study rank="7">
  <required_header>
    <download_date>ClinicalTrials.gov processed this data on May 05, 2020</download_date>
    <link_text>Link to the current ClinicalTrials.gov record.</link_text>
    <url>https://clinicaltrials.gov/show/NCT00000102</url>
  </required_header>
  <id_info>
    <org_study_id>EH-1</org_study_id>
    <secondary_id type="EudraCT Number" domain="EMA">2004-002172-42</secondary_id>
    <nct_id>NCT00000102</nct_id>
    <nct_alias>NCT00000099</nct_alias>
  </id_info>
  <brief_title>Quinine for Cramps</brief_title>
  <acronym>QFC</acronym>
  <official_title>Quinine &amp; Magnesium for Muscle Cramps</official_title>
  <sponsors>
    <lead_sponsor><agency>Example Hospital</agency><agency_class>Other</agency_class></lead_sponsor>
    <collaborator><agency>Mercy</agency><agency_class>U.S. Fed</agency_class></collaborator>
  </sponsors>
  <source>Example Hospital</source>
  <oversight_info><has_dmc>Yes</has_dmc></oversight_info>
  <brief_summary>
    <textblock>
      A summary that is wrapped where a
      line is full.

      A second paragraph:

        -  an item that is wrapped as
           well

             1. a number below it

        -  an item with *a star and a \\ backslash
    </textblock>
  </brief_summary>
  <detailed_description><textblock>Not wrapped.</textblock></detailed_description>
  <overall_status>Unknown status</overall_status>
  <last_known_status>Recruiting</last_known_status>
  <why_stopped>slow accrual</why_stopped>
  <start_date type="Actual">August 5, 2019</start_date>
  <completion_date type="Anticipated">April 2020</completion_date>
  <primary_completion_date type="Anticipated">January 2020</primary_completion_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Observational [Patient Registry]</study_type>
  <has_expanded_access>No</has_expanded_access>
  <study_design_info>
    <allocation>Non-Randomized</allocation>
    <masking>Double (Participant, Investigator)</masking>
    <masking_description>First line.
Second line.</masking_description>
  </study_design_info>
  <target_duration>6 Months</target_duration>
  <primary_outcome><measure>Cramps</measure><time_frame>4 weeks</time_frame><description>number of
cramps</description></primary_outcome>
  <secondary_outcome><measure>Sleep</measure><time_frame>8 weeks</time_frame></secondary_outcome>
  <other_outcome><measure>Pain</measure></other_outcome>
  <number_of_arms>2</number_of_arms>
  <enrollment type="Anticipated">45</enrollment>
  <condition>Muscle Cramp</condition>
  <condition>Pain</condition>
  <arm_group><arm_group_label>Quinine</arm_group_label><arm_group_type>Experimental</arm_group_type></arm_group>
  <intervention>
    <intervention_type>Drug</intervention_type><intervention_name>Quinine</intervention_name>
    <description>at night</description><arm_group_label>Quinine</arm_group_label><other_name>Chinin</other_name>
  </intervention>
  <biospec_descr><textblock>serum</textblock></biospec_descr>
  <eligibility>
    <study_pop><textblock>clinic</textblock></study_pop>
    <criteria><textblock>
        Inclusion Criteria:

          -  cramps
    </textblock></criteria>
    <gender>Both</gender>
    <minimum_age>18 Years</minimum_age>
    <maximum_age>N/A</maximum_age>
    <healthy_volunteers>Accepts Healthy Volunteers</healthy_volunteers>
  </eligibility>
  <overall_official><last_name>Q. Cramp, MD</last_name><role>Principal Investigator</role></overall_official>
  <location>
    <facility><name>Mercy</name><address><city>Seoul</city><zip>120</zip><country>Korea, Republic of</country></address></facility>
    <status>Recruiting</status>
    <contact><last_name>A. Nurse</last_name><phone>555</phone></contact>
  </location>
  <location_countries><country>Korea, Republic of</country><country>Germany</country></location_countries>
  <removed_countries><country>Canada</country></removed_countries>
  <link><url>https://example.org</url><description>A page</description></link>
  <reference><citation>Cramp Q. Cramps. 2001.</citation><PMID>11</PMID></reference>
  <results_reference><citation>Cramp Q. Results. 2021.</citation></results_reference>
  <verification_date>May 2020</verification_date>
  <study_first_submitted>September 1, 2019</study_first_submitted>
  <study_first_posted type="Estimate">September 19, 2019</study_first_posted>
  <last_update_posted type="Actual">September 19, 2022</last_update_posted>
  <keyword>leg</keyword>
  <condition_browse><mesh_term>Muscle Cramp</mesh_term></condition_browse>
  <intervention_browse><mesh_term>Quinine</mesh_term></intervention_browse>
  <patient_data><sharing_ipd>No</sharing_ipd></patient_data>
  <pending_results><submitted>May 6, 2020</submitted></pending_results>
  <clinical_results>
    <participant_flow>
      <group_list><group group_id="P1"><title>Quinine</title></group></group_list>
      <period_list><period><title>Overall</title><milestone_list><milestone><title>STARTED</title>
        <participants_list><participants group_id="P1" count="44">one left</participants></participants_list>
      </milestone></milestone_list></period></period_list>
    </participant_flow>
    <outcome_list><outcome><type>Primary</type><title>Cramps</title><measure><title>Cramps</title><units>cramps</units>
      <class_list><class><category_list><category><measurement_list><measurement group_id="O1" value="3" spread="0.5"/>
      </measurement_list></category></category_list></class></class_list></measure></outcome></outcome_list>
    <reported_events><serious_events><default_vocab>MedDRA</default_vocab><category_list><category><title>Nervous</title>
      <event_list><event><sub_title vocab="CTCAE">Tinnitus</sub_title><counts group_id="E1" subjects_affected="1" subjects_at_risk="44"/>
      </event></event_list></category></category_list></serious_events></reported_events>
  </clinical_results>
  <brand_new>of <b>mixed</b> content</brand_new>
</clinical_study>"""


def read(data: bytes) -> tuple[list[Trial], list[Caution], list[Lost]]:
    assert ctgov_xml.recognises(data[:HEAD])
    trials, cautions, lost = [], [], []
    for part in ctgov_xml.parts(io.BytesIO(data)):
        if isinstance(part, Lost):
            lost.append(part)
            continue
        reading = ctgov_xml.read(part, WHOLE)
        trials += [record for record in reading.records if isinstance(record, Trial)]
        cautions += reading.cautions
        lost += reading.lost
    return trials, cautions, lost


def one(text: str) -> tuple[Trial, list[str]]:
    (found,), cautions, lost = read(text.encode())
    assert not lost
    return found, [caution.reason for caution in cautions]


def small(inside: str = "", number: str = "NCT00000102") -> str:
    return f"<clinical_study><id_info><nct_id>{number}</nct_id></id_info><brief_title>A title</brief_title>{inside}</clinical_study>"


def reasons(data: bytes) -> list[str]:
    trials, _, lost = read(data)
    assert not trials
    return [each.reason for each in lost]


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
    assert trial.outcomes == ("Cramps, number of\n\ncramps, 4 weeks", "Sleep, 8 weeks", "Pain")
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


@pytest.mark.parametrize("document", [
    b"", b"<clinical_study/>", b"<search_results><study/></search_results>", b"<a><b><clinical_study></clinical_study></b></a>", b"MedPath\n",
    DECLARED, STUDY.encode("utf-16"), b"<clinical_studyx></clinical_studyx>", b"{}", b"<!-- <clinical_study> -->",
])
def test_other_documents_are_not_recognised(document: bytes) -> None:
    assert ctgov_xml.recognises(document) == (document == b"<clinical_study/>")


@pytest.mark.parametrize("before", [
    b"", DECLARED, b"\xef\xbb\xbf", b"\xef\xbb\xbf" + DECLARED + b"\n<!-- a <clinical_study> -->\n", b"\n \n", b"<?xml-stylesheet href='x'?>",
    b'<!DOCTYPE clinical_study SYSTEM "http://example.invalid/public.dtd">\n',
])
def test_a_study_is_found_behind_whatever_may_stand_before_it(before: bytes) -> None:
    data = before + small().encode() + b"\n<!-- end -->\n"
    (trial,), cautions, lost = read(data)
    assert (cautions, lost, trial.sources[0].offset, trial.sources[0].length) == ([], [], len(before), len(small()))


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(("document", "reason"), [
    (f'<!DOCTYPE x [<!ENTITY l0 "ha">{BOMB}]>' + small("<acronym>&l11;</acronym>"), "a document type with declarations of its own"),
    ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + small("<acronym>&e;</acronym>"), "a document type with declarations of its own"),
    (small("<acronym>&e;</acronym>"), "no well-formed study: Entity 'e' not defined"), (small("<acronym>"), "no well-formed study: "),
    (small("<acronym>\x0b</acronym>"), "no well-formed study: "), (small("<a>" * 300 + "</a>" * 300), "no well-formed study: "),
    ("<clinical_study/>", "a study that states nothing"), ("<clinical_study> </clinical_study>", "a study that states nothing"),
    (small()[:-20], "no well-formed study: "),
])
def test_a_study_that_is_unsound_is_lost_with_a_reason(document: str, reason: str) -> None:
    (found,) = reasons(document.encode())
    assert found.startswith(reason)
    assert "\n" not in found


def test_nothing_outside_of_the_document_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    trial, _ = one(f'<!DOCTYPE clinical_study SYSTEM "{outside.as_uri()}">'
                   + small(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{outside.as_uri()}" parse="text"/>'))
    assert "secret" not in repr(trial)


@pytest.mark.parametrize(("encoding", "codec"), [
    ("ISO-8859-1", "latin-1"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("ISO-8859-2", "iso-8859-2"), ("windows-1251", "cp1251"),
    ("us-ascii", "utf-8"), ("UTF-8", "utf-8"),
])
def test_encodings_of_one_byte_are_read_as_declared(encoding: str, codec: str) -> None:
    word = {"iso-8859-2": "Łódź", "cp1251": "Москва", "cp1252": "“Köln”"}.get(codec, "Köln")
    data = f'<?xml version="1.0" encoding="{encoding}"?>{small(f"<acronym>{word}</acronym>")}'.encode(codec)
    (trial,), cautions, _ = read(data)
    assert (trial.acronym, cautions) == (word, [])


def test_bytes_that_are_no_utf_8_are_read_as_windows_1252_and_counted() -> None:
    (trial,), (caution,), _ = read(DECLARED + small("<acronym>é-X</acronym>").encode().replace(b"X", b"\xe9\x96"))
    assert (trial.acronym, caution.reason) == ("é-é–", "2 bytes are no UTF-8 and were read as Windows-1252")


@pytest.mark.parametrize("encoding", ["UTF-16", "GB2312", "rot13", "no-such-thing", "UTF-7"])
def test_other_encodings_are_refused(encoding: str) -> None:
    (reason,) = reasons(f'<?xml version="1.0" encoding="{encoding}"?>{small()}'.encode())
    assert reason == f"no well-formed study: the encoding {encoding.lower()} is not read; save it as UTF-8"


def test_bytes_that_the_declared_encoding_does_not_have_lose_the_study() -> None:
    (reason,) = reasons(b'<?xml version="1.0" encoding="windows-1253"?>' + small("<acronym>X</acronym>").encode().replace(b"X", b"\xaa"))
    assert reason.startswith("no well-formed study: ")


PIECES = st.lists(st.sampled_from([
    small(), small(number="NCT00000113"), "<!-- </clinical_study> <clinical_study> -->", "<clinical_study>", "</clinical_study>", "text", "\n",
    small("<a><![CDATA[</clinical_study><clinical_study>]]></a>"), "<clinical_study/>", "<wrapper a='b'>", "</wrapper>", "<?p </clinical_study>?>",
    "<!--", "<![CDATA[", "<?", small()[:-20],
]))


def naive(text: str) -> Iterator[tuple[str, int, str]]:
    """The pieces of a document, one character at a time: what they are, where, and what they say."""
    at = start = 0
    inside = False
    closing = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
    while at < len(text):
        mark = next((each for each in closing if text.startswith(each, at)), None)
        begins = re.match(r"<clinical_study(?=[\s/>])", text[at:])
        ends = inside and re.match(r"</clinical_study[\s>]", text[at:])
        if mark:
            end = text.find(closing[mark], at + len(mark))
            at = len(text) if end < 0 else end + len(closing[mark])
        elif begins:
            yield ("study" if inside else "gap", start, text[start:at])
            start, inside, at = at, True, at + begins.end()
        elif ends:
            end = text.find(">", at)
            at = len(text) if end < 0 else end + 1
            yield ("study", start, text[start:at])
            start, inside = at, False
        else:
            at += 1
    yield ("study" if inside else "gap", start, text[start:])


@given(PIECES, st.lists(st.integers(0, 2_000), max_size=6))
def test_studies_are_cut_out_wherever_the_reading_cuts_them(pieces: list[str], cuts: list[int]) -> None:
    text = "".join(pieces)
    data = text.encode()
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    found = list(studies([data[start:stop] for start, stop in pairwise(places)], b"x"))
    assert [Part(start, said.encode(), b"x") for kind, start, said in naive(text) if kind == "study"] == [
        each for each in found if isinstance(each, Part)]
    gaps = [(start, len(said)) for kind, start, said in naive(text) if kind == "gap"]
    assert {(each.offset, each.length) for each in found if isinstance(each, Lost)} <= set(gaps)
    lost = {each.offset for each in found if isinstance(each, Lost)}
    assert all(start in lost for kind, start, said in naive(text) if kind == "gap" and "text" in re.sub(r"(?s)<!--.*?(-->|\Z)|<\?.*?(\?>|\Z)", "", said))


def test_many_studies_of_a_document_have_their_own_bytes_and_a_damaged_one_loses_only_itself() -> None:
    first, second, cut = small(), small(number="NCT00000113"), small(number="NCT00000120")[:-30]
    data = f"<wrapper>\n{first}\n{cut}{second}</wrapper>\n".encode()
    trials, _, (lost,) = read(data)
    assert [trial.id for trial in trials] == ["NCT00000102", "NCT00000113"]
    for trial, text in zip(trials, (first, second), strict=True):
        source = trial.sources[0]
        assert text.encode() == data[source.offset : source.offset + source.length]
    assert cut.encode() == data[lost.offset : lost.offset + lost.length]


def test_a_study_past_the_limit_is_lost_and_the_next_one_is_read() -> None:
    block, blocks = b"x" * 1_048_576, MAX_DOCUMENT // 1_048_576 + 1
    begin, end = b"<clinical_study><a>", b"</a></clinical_study>"
    lost, part = studies([begin, *[block] * blocks, end, small().encode()], b"")
    assert lost == Lost(0, len(begin) + blocks * len(block) + len(end), "larger than 64 MiB")
    assert part == Part(lost.length, small().encode())


def test_a_study_of_too_many_tags_is_lost_before_it_is_built() -> None:
    assert reasons(small("<a/>" * 500_000).encode()) == ["a study of more than 500,000 tags"]


def test_elements_may_be_nested_as_deep_as_the_parser_lets_them() -> None:
    trial, _ = one(small("<a>" * 250 + "deep" + "</a>" * 250))
    assert "deep" in repr(trial.extra)


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


@given(st.lists(elements(), max_size=6))
def test_any_elements_are_read_without_an_error(written: list[str]) -> None:
    trials, _, lost = read(f"<clinical_study>{''.join(written)}</clinical_study>".encode())
    assert len(trials) + len(lost) == 1


@given(st.integers(0, len(STUDY)), st.integers(0, 40), st.lists(st.sampled_from([
    b"<", b">", b"&", b'"', b"</", b"<!--", b"<![CDATA[", b"\xff", b"\x00", b"&#0;", b"</clinical_study>", b"<clinical_study>", b"]]>",
]), max_size=3).map(b"".join))
def test_damaged_documents_never_raise(at: int, gone: int, put: bytes) -> None:
    data = STUDY.encode()
    damaged = data[:at] + put + data[at + gone :]
    if ctgov_xml.recognises(damaged[:HEAD]):
        read(damaged)


def documents() -> Iterator[tuple[str, bytes]]:
    for name in ("search-results-xml.zip", "both-forms.zip"):
        with zipfile.ZipFile(SHARED / name) as archive:
            yield from ((each, archive.read(each)) for each in archive.namelist() if each.endswith(".xml"))


@needs_shared
def test_every_text_of_real_studies_is_in_its_record() -> None:
    count = 0
    for name, data in documents():
        trial, cautions = one(data.decode())
        assert (trial.id, cautions) == (name.removesuffix(".xml"), [])
        found = said(trial)
        root = etree.fromstring(data, etree.XMLParser(remove_comments=True))
        missing = [(path, text) for path, text in statements(root) if not is_rewritten(path, text, trial) and not runs(text, found)]
        assert missing == []
        count += 1
    assert count == 1_014


def statements(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Each text and attribute, by the tags that lead to it; of wrapped texts, each sentence-like run of words."""
    for element in root.iter():
        path = "/".join([*(each.tag for each in reversed(list(element.iterancestors()))), element.tag])
        yield from ((f"{path}/@{key}", value) for key, value in element.attrib.items())
        for text in (element.text, *(child.tail for child in element)):
            if text and not text.isspace():
                yield from ((path, block) for block in re.split(r"\n\s*\n", text))


def is_rewritten(path: str, text: str, trial: Trial) -> bool:
    """Whether a record says this in other words than :data:`tests.indexer.stated.REWRITTEN` has."""
    tag = path.rsplit("/", 1)[-1]
    if tag in ("link_text", "url") and "required_header" in path:
        return text == "Link to the current ClinicalTrials.gov record." or text.endswith(f"/{trial.id}")
    if values.date(text) is not None:
        return any(values.date(text) in stated.split(", ") for stated in dates(trial))
    ages = {"minimum_age": trial.minimum_age, "maximum_age": trial.maximum_age}
    return {
        "healthy_volunteers": text == "Accepts Healthy Volunteers" and trial.extra["Healthy volunteers"] == ("Yes",),
        "masking": text == f"{trial.extra['Masking'][0]} ({', '.join(trial.extra.get('Who masked', ()))})" if tag == "masking" else False,
        "phase": text == "/".join(trial.phases),
        "minimum_age": text == "N/A" and ages["minimum_age"] is None, "maximum_age": text == "N/A" and ages["maximum_age"] is None,
        "@type": text in ("Anticipated", "Estimate"), "study_type": "[" in text,
    }.get(tag, False)


def dates(trial: Trial) -> Iterable[str]:
    yield from filter(None, (trial.start, trial.primary_completion, trial.completion, trial.first_posted, trial.last_posted))
    for texts in trial.extra.values():
        yield from texts
