"""An invented study as the two layouts of tables that ClinicalTrials.gov has exported have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

TODAY = {
    "NCT Number": "NCT00000102", "Study Title": "Quinine for Cramps", "Study URL": "https://clinicaltrials.gov/study/NCT00000102",
    "Acronym": "QFC", "Study Status": "ACTIVE_NOT_RECRUITING", "Brief Summary": "First line.\n\n* one \\[1\\]\n* two", "Study Results": "YES",
    "Conditions": "Muscle Cramp|Pain", "Interventions": "DRUG: Quinine|DIETARY_SUPPLEMENT: Magnesium | Zinc",
    "Primary Outcome Measures": "Cramps, number of cramps, 4 weeks|Sleep, 8 weeks", "Secondary Outcome Measures": "Pain",
    "Other Outcome Measures": "Cost, 1 year", "Sponsor": "Example Hospital", "Collaborators": "Mercy|Hope", "Sex": "ALL", "Age": "ADULT, OLDER_ADULT",
    "Phases": "PHASE1|PHASE2", "Enrollment": "45", "Funder Type": "OTHER_GOV", "Study Type": "INTERVENTIONAL",
    "Study Design": "Allocation: RANDOMIZED|Intervention Model: PARALLEL|Masking: DOUBLE (PARTICIPANT, CARE_PROVIDER)|Primary Purpose: ECT",
    "Other IDs": "EH-1|2004-002172-42", "Start Date": "2019-08-05", "Primary Completion Date": "2020-01", "Completion Date": "2020-04",
    "First Posted": "2019-09-19", "Results First Posted": "2021-09-19", "Last Update Posted": "2022-09-19",
    "Locations": "Mercy | Hope Centre, Tbilisi, 0102, Georgia|Seoul, 120, Korea, Republic of|Clinic, Hong Kong, China",
    "Study Documents": "Study Protocol, https://cdn.example.org/Prot_000.pdf",
}
CLASSIC = {
    "Rank": "1", "NCT Number": "NCT00000102", "Title": "Quinine for Cramps", "Acronym": "QFC", "Status": "Active, not recruiting",
    "Study Results": "Has Results", "Conditions": "Muscle Cramp|Pain", "Interventions": "Drug: Quinine|Dietary Supplement: Magnesium | Zinc",
    "Outcome Measures": "Cramps|Sleep", "Sponsor/Collaborators": "Example Hospital|Mercy|Hope", "Gender": "All",
    "Age": "18 Years to 70 Years   (Adult, Older Adult)", "Phases": "Phase 1|Phase 2", "Enrollment": "45", "Funded Bys": "Other|Industry",
    "Study Type": "Interventional",
    "Study Designs": "Allocation: Randomized|Intervention Model: Parallel Assignment|Masking: Double (Participant, Care Provider)"
                     "|Primary Purpose: Educational/Counseling/Training",
    "Other IDs": "EH-1|2004-002172-42", "Start Date": "August 5, 2019", "Primary Completion Date": "January 2020",
    "Completion Date": "April 2020", "First Posted": "September 19, 2019", "Results First Posted": "September 19, 2021",
    "Last Update Posted": "September 19, 2022",
    "Locations": "Mercy | Hope Centre, Tbilisi, 0102, Georgia|Seoul, 120, Korea, Republic of|Clinic, Hong Kong, China",
    "Study Documents": "Study Protocol, https://cdn.example.org/Prot_000.pdf", "URL": "https://ClinicalTrials.gov/show/NCT00000102",
}


def row(cells: Iterable[str], delimiter: str) -> str:
    return delimiter.join('"' + cell.replace('"', '""') + '"' if re.search(f'["\r\n{delimiter}]', cell) else cell for cell in cells)


def table(*records: Mapping[str, str], delimiter: str = ",", end: str = "\n") -> bytes:
    return "".join(row(each, delimiter) + end for each in (records[0], *(record.values() for record in records))).encode()


BYTES = st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"a", b";", b"\xc3\xa9", b"\xe9", b"NCT00000102", b'""', b"\x00"])).map(b"".join)
