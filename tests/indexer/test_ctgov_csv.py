"""Tables exported from ClinicalTrials.gov: every cell of every row is in its record, whatever the layout of the table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Trial
from indexer.sources import csv_head, ctgov_csv
from indexer.sources.base import HEAD
from tests.indexer import readings
from tests.indexer.readings import read
from tests.indexer.real import CTGOV, needs_shared
from tests.indexer.stated import runs, said
from tests.indexer.tables import BYTES, CLASSIC, TODAY, table


def one(record: Mapping[str, str]) -> tuple[Trial, list[str]]:
    return readings.one(ctgov_csv, table(record))


@pytest.mark.parametrize("record", [TODAY, CLASSIC], ids=["today", "classic"])
def test_every_field_is_read_from_both_layouts(record: dict[str, str]) -> None:
    trial, cautions = one(record)
    assert cautions == []
    assert (trial.id, trial.registration_number, trial.title, trial.acronym) == ("NCT00000102", "NCT00000102", "Quinine for Cramps", "QFC")
    assert (trial.study_type, trial.phases, trial.status) == ("Interventional", ("Phase 1", "Phase 2"), "Active, not recruiting")
    assert trial.conditions == ("Muscle Cramp", "Pain")
    assert trial.interventions == ("Drug: Quinine", "Dietary Supplement: Magnesium | Zinc")
    assert trial.intervention_types == ("Drug", "Dietary Supplement")
    assert (trial.start, trial.primary_completion, trial.completion) == ("2019-08-05", "2020-01", "2020-04")
    assert (trial.first_posted, trial.last_posted) == ("2019-09-19", "2022-09-19")
    assert (trial.sponsor, trial.collaborators, trial.enrollment, trial.sex) == ("Example Hospital", ("Mercy", "Hope"), 45, "All")
    assert trial.secondary_ids == ("EH-1", "2004-002172-42")
    assert trial.locations == ("Mercy | Hope Centre, Tbilisi, 0102, Georgia", "Seoul, 120, Korea, Republic of", "Clinic, Hong Kong, China")
    assert trial.countries == ("Georgia", "South Korea", "China")
    design = {"Allocation": ("Randomized",), "Intervention model": ("Parallel Assignment",), "Masking": ("Double",),
              "Who masked": ("Participant", "Care Provider"), "Primary purpose": ("Educational/Counseling/Training",)}
    assert design == {label: trial.extra[label] for label in design}
    assert (trial.extra["Std ages"], trial.extra["Has results"]) == (("Adult", "Older Adult"), ("Yes",))
    assert trial.extra["Large docs"] == ("Study Protocol, https://cdn.example.org/Prot_000.pdf",)
    assert trial.extra["Results first post date"] == ("2021-09-19",)


@pytest.mark.parametrize("url", ["https://clinicaltrials.gov/study/NCT00000999", "https://example.org"])
def test_an_address_that_is_not_the_number_s_is_kept(url: str) -> None:
    assert one(TODAY | {"Study URL": url})[0].extra["URL"] == (url,)
    assert "URL" not in one(TODAY)[0].extra


def test_a_row_without_a_title_is_called_by_its_number() -> None:
    assert one(TODAY | {"Study Title": ""})[0].title == "NCT00000102"


def test_what_only_one_layout_has_is_read() -> None:
    today, classic = one(TODAY)[0], one(CLASSIC)[0]
    assert today.summary == "First line.\n\n* one [1]\n* two"
    assert today.outcomes == ("Primary: Cramps, number of cramps, 4 weeks", "Primary: Sleep, 8 weeks", "Secondary: Pain", "Other: Cost, 1 year")
    assert today.extra["Sponsor class"] == ("Other Gov",)
    assert (classic.minimum_age, classic.maximum_age) == ("18 Years", "70 Years")
    assert (classic.outcomes, classic.extra["Rank"], classic.extra["Funded Bys"]) == (("Cramps", "Sleep"), ("1",), ("Other|Industry",))


@pytest.mark.parametrize(("age", "limits"), [
    ("18 Years and older   (Adult, Older Adult)", ("18 Years", None)), ("up to 17 Months   (Child)", (None, "17 Months")),
    ("Child, Adult, Older Adult", (None, None)), ("CHILD", (None, None)), ("", (None, None)),
])
def test_ages_are_limits_and_groups(age: str, limits: tuple[str | None, str | None]) -> None:
    trial, cautions = one(TODAY | {"Age": age})
    assert (limits, []) == ((trial.minimum_age, trial.maximum_age), cautions)


@pytest.mark.parametrize(("column", "cell", "label"), [
    ("Age", "about forty", "Std ages"), ("Age", "18 Years to 70 Years (Adolescent)", "Std ages"), ("Enrollment", "many", "Enrollment"),
    ("Phases", "PHASE9", "Phase"), ("Study Status", "ASLEEP", "Status"), ("Sex", "?", "Sex"), ("Study Type", "ODD", "Study type"),
    ("Start Date", "4/6/2017", "Start date"), ("Results First Posted", "soon", "Results first post date"), ("NCT Number", "NCT1", "NCT ID"),
    ("Study Design", "Observational Model: |Time Perspective: p", "Study design"), ("Locations", "Clinic, Atlantis", "Country"),
])
def test_what_cannot_be_read_is_kept_as_it_stands_and_counted(column: str, cell: str, label: str) -> None:
    trial, cautions = one(TODAY | {column: cell})
    assert len(cautions) == 1
    assert trial.extra[label] == (cell.rsplit(", ", 1)[-1] if column == "Locations" else cell,)


def test_an_intervention_of_an_unknown_type_is_one_by_itself_and_a_name_with_a_separator_stays_whole() -> None:
    trial, cautions = one(TODAY | {"Interventions": "DRUG: A|B|SOFTWARE: C|Device: D|plain: e"})
    assert trial.interventions == ("Drug: A|B", "SOFTWARE: C", "Device: D|plain: e")
    assert (trial.intervention_types, trial.extra["Intervention type"], len(cautions)) == (("Drug", "Device"), ("SOFTWARE",), 1)


def test_a_row_without_a_number_is_kept_with_a_caution() -> None:
    trial, cautions = one(TODAY | {"NCT Number": ""})
    assert (trial.id[:6], trial.registration_number, cautions) == ("trial-", None, ["a study without a number of the registry"])


def test_what_a_list_states_twice_stands_twice_but_a_country_is_one() -> None:
    trial, _ = one(TODAY | {"Conditions": "Pain|Pain", "Locations": "A, Germany|A, Germany"})
    assert (trial.conditions, trial.locations, trial.countries) == (("Pain", "Pain"), ("A, Germany", "A, Germany"), ("Germany",))


def test_a_withheld_row_is_a_record_of_the_little_that_it_states() -> None:
    trial, cautions = one(dict.fromkeys(TODAY, "") | {
        "NCT Number": "NCT00000102", "Study Title": "[Trial of a device]", "Study Status": "WITHHELD", "Sponsor": "[Redacted]"})
    assert (trial.title, trial.status, trial.sponsor, cautions) == ("[Trial of a device]", "Withheld", "[Redacted]", [])


def test_a_list_in_mid_line_is_laid_out_as_a_list() -> None:
    trial, _ = one(TODAY | {"Primary Outcome Measures": "Pain, 1. a\n2. b, 4 weeks|Pain, * a\n* b|Pain, * a\n\nb"})
    assert trial.outcomes[:3] == ("Primary: Pain, 1. a\n2. b, 4 weeks", "Primary: Pain, * a\n* b", "Primary: Pain, * a\n\nb")


@given(st.permutations([*TODAY, "Pharmacy's note"]), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_columns_may_stand_in_any_order_between_any_delimiter(columns: list[str], delimiter: str, end: str, mark: bool) -> None:
    record = TODAY | {"Pharmacy's note": "'=1+1"}
    data = table({column: record[column] for column in columns}, delimiter=delimiter, end=end)
    (trial,), cautions, lost = read(ctgov_csv, b"\xef\xbb\xbf" + data if mark else data)
    assert (cautions, lost, trial.extra["Pharmacy's note"]) == ([], [], ("'=1+1",))
    expected, _ = one(record)
    start = data.index(end.encode()) + len(end) + 3 * mark
    assert (trial.sources[0].offset, trial.sources[0].length) == (start, len(data) - start + 3 * mark - len(end))
    assert [getattr(expected, name) for name in Trial.__slots__ if name != "sources"] == [
        getattr(trial, name) for name in Trial.__slots__ if name != "sources"]


def test_a_column_that_stands_twice_is_read_once_and_kept() -> None:
    (trial,), _, _ = read(ctgov_csv, b"NCT Number,Title,Title,\nNCT00000102,One,Two,Three\n")
    assert (trial.title, trial.extra) == ("One", {"Title": ("Two",), "(no name)": ("Three",)})


@pytest.mark.parametrize(("row", "reason"), [
    ("NCT00000102,Title", "a row of 2 cells, where the head has 3"), ("NCT00000102,A,title,more", "a row of 4 cells, where the head has 3"),
    (",,COMPLETED", "a row without a number and a title"), ('NCT00000102,"A"b,COMPLETED', "a row that cannot be read: "),
    ('NCT00000102,"A,COMPLETED\n', "a row that cannot be read: "),
])
def test_a_row_that_does_not_fit_is_lost_with_a_reason_and_shifts_nothing(row: str, reason: str) -> None:
    good = "NCT00000113,Other,COMPLETED"
    data = f"NCT Number,Study Title,Study Status\n{good}\n{row}".encode()
    (trial,), _, (lost,) = read(ctgov_csv, data)
    assert trial.id == "NCT00000113"
    assert lost.reason.startswith(reason)
    assert row.encode() == data[lost.offset : lost.offset + lost.length]


def test_a_row_of_too_many_values_is_lost_before_it_is_taken_apart() -> None:
    _, _, (lost,) = read(ctgov_csv, b"NCT Number,Title,Conditions\nNCT00000102,A title," + b"|" * 1_000_000)
    assert lost.reason == "a row of more than 1,000,000 values"


def test_empty_cells_behind_the_last_column_are_forgiven() -> None:
    (trial,), _, lost = read(ctgov_csv, b"NCT Number,Study Title\n\nNCT00000102,A title,,\n")
    assert (trial.title, lost) == ("A title", [])


@pytest.mark.parametrize("head", [
    b"", b"\xef\xbb\xbf", b"NCT Number", b"Study Title,Sponsor\n", b'"NCT Number', b"NCT Number\n1,2", b"N\x00CT Number,Title", b"MedPath\n",
    "NCT Number,Title".encode("utf-16"),
])
def test_other_documents_are_not_recognised(head: bytes) -> None:
    assert not ctgov_csv.recognises(head)


def test_a_head_is_found_once() -> None:
    head = csv_head.find(b"Nct number;TITLE;x\n")
    assert head is not None
    assert (head.delimiter, head.attributes) == (";", ("registration_number", "title", None))


@given(BYTES, st.sampled_from([b"NCT Number,Study Title,Study Status\n", b"NCT Number;Title;Locations;Interventions;Age\n"]))
def test_whatever_the_rows_are_nothing_is_raised_and_all_of_them_are_accounted_for(data: bytes, head: bytes) -> None:
    whole = head + data
    trials, _, lost = read(ctgov_csv, whole)
    spans = sorted([(trial.sources[0].offset, trial.sources[0].length) for trial in trials] + [(each.offset, each.length) for each in lost])
    at = len(head)
    for offset, length in spans:
        assert not whole[at:offset].strip(b"\r\n")
        at = offset + length
    assert not whole[at:].strip(b"\r\n")


@given(st.data())
def test_damaged_tables_never_raise(data: st.DataObject) -> None:
    sound = table(TODAY, CLASSIC | dict.fromkeys(list(TODAY)[len(CLASSIC) :], ""))
    at = data.draw(st.integers(0, len(sound)))
    damaged = sound[:at] + data.draw(BYTES) + sound[at + data.draw(st.integers(0, 20)) :]
    if ctgov_csv.recognises(damaged[:HEAD]):
        read(ctgov_csv, damaged)


@needs_shared
@pytest.mark.parametrize(("name", "rows_in_it"), [("ctg-studies-urology.csv", 635), ("ctg-studies.csv", 1_000)])
def test_every_cell_of_real_tables_is_in_its_record(name: str, rows_in_it: int) -> None:
    data = (CTGOV / name).read_bytes()
    trials, cautions, lost = read(ctgov_csv, data)
    assert (len(trials), lost) == (rows_in_it, [])
    assert {re.sub("“.*”", "“…”", caution.reason) for caution in cautions} == {"Study design “…” cannot be read and is kept as it stands"}
    for trial, row in zip(trials, csv.DictReader(io.StringIO(data.decode(), newline="")), strict=True):
        assert row["Study URL"] == f"https://clinicaltrials.gov/study/{trial.id}"
        found = said(trial)
        missing = [(column, part) for column, cell in row.items() if column != "Study URL"
                   for part in pieces(column, cell) if not runs(part, found)]
        assert missing == []


def pieces(column: str, cell: str) -> list[str]:
    """The parts of a cell that a record has in places of their own."""
    if column == "Study Design" and "Time Perspective: p" not in cell:
        return [word for part in cell.split("|") if not part.endswith(": ") for word in re.split(r": | \(|, ", part)]
    return re.split(r", " if column == "Age" else r"(?<! )\|(?! )|: " if column == "Interventions" else r"(?<! )\|(?! )", cell)
