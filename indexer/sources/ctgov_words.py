"""Keys and enumerations of ClinicalTrials.gov in words for people, the same for all forms of the registry.

Sources: the data structure of the API (https://clinicaltrials.gov/data-api/about-api/study-data-structure)
and the schema of the legacy XML (public.xsd). Values read as the registry's own pages and XML write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
Result = TypeVar("Result")

_REMEMBERED, _MOST = 100, 4_096
"""Characters of a text that is remembered, and how many such texts there are at a time."""
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*")
_TOKEN = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_SUFFIXES = ("Section", "Module", "Struct", "Info")
_CAPITALS = frozenset("bmi csr dmc dna dsmb fda icf id ids ipd mcp nct pi pmid ppsd qc rct sap url us".split())

_LABELS: Mapping[str, str] = {
    # the API's own names that are no words
    "bioSpecRetention": "Biospec retention", "bioSpecDescription": "Biospec description",
    "postDate": "First MCP post date", "postDateType": "First MCP post date type", "versionHolder": "Data version",
    "ipdSharingStatementDescription": "IPD sharing description",
    "ipdSharingStatementTimeFrame": "IPD sharing time frame", "ipdSharingStatementUrl": "IPD sharing URL",
    "infoTypes": "IPD sharing info types", "accessCriteria": "IPD sharing access criteria",
    "secondaryIdInfos": "Secondary IDs", "conditionBrowseBrowseLeaves": "Condition browse leaves",
    "conditionBrowseBrowseBranches": "Condition browse branches",
    "interventionBrowseBrowseLeaves": "Intervention browse leaves",
    "interventionBrowseBrowseBranches": "Intervention browse branches",
    "organizationFullName": "Organization", "leadSponsorClass": "Sponsor class",
    # names of the legacy XML where the API has others
    "agency_class": "Sponsor class", "biospec_descr": "Biospec description", "document_section": "Large docs",
    "disposition_first_posted": "Disp first post date", "disposition_first_submitted": "Disp first submit date",
    "disposition_first_submitted_qc": "Disp first submit QC date", "has_dmc": "Oversight has DMC",
    "ipd_access_criteria": "IPD sharing access criteria", "ipd_description": "IPD sharing description",
    "ipd_info_type": "IPD sharing info types", "ipd_time_frame": "IPD sharing time frame", "ipd_url": "IPD sharing URL",
    "last_update_submitted": "Last update submit date", "last_update_posted": "Last update post date",
    "link": "See also links", "location": "Locations", "overall_official": "Overall officials",
    "overall_contact": "Central contacts", "overall_contact_backup": "Central contacts",
    "provided_document": "Large docs", "reference": "References", "results_reference": "References",
    "removed_countries": "Removed countries", "results_first_posted": "Results first post date",
    "results_first_submitted": "Results first submit date",
    "results_first_submitted_qc": "Results first submit QC date", "sharing_ipd": "IPD sharing",
    "source": "Organization", "study_first_posted": "Study first post date",
    "study_first_submitted": "Study first submit date", "study_first_submitted_qc": "Study first submit QC date",
    "study_pop": "Study population", "verification_date": "Status verified date", "arm_group": "Arm groups",
    "intervention": "Interventions", "collaborator": "Collaborators",
    # heads of the CSV export
    "Age": "Std ages", "Funder Type": "Sponsor class", "Results First Posted": "Results first post date",
    "Study Documents": "Large docs", "Study Results": "Has results",
}

_VALUES: Mapping[str, str] = {
    "ACTIVE_NOT_RECRUITING": "Active, not recruiting", "AMBIG": "Ambiguous", "ANTICIPATED": "Estimated",
    "CASE_CONTROL": "Case-Control", "CASE_CROSSOVER": "Case-Crossover", "CASE_ONLY": "Case-Only",
    "CROSSOVER": "Crossover Assignment", "CROSS_SECTIONAL": "Cross-Sectional",
    "CSR": "Clinical Study Report (CSR)", "ECOLOGIC_OR_COMMUNITY": "Ecologic or Community",
    "ECT": "Educational/Counseling/Training", "ESTIMATE": "Estimated", "EUDRACT_NUMBER": "EudraCT Number",
    "FACTORIAL": "Factorial Assignment", "FAMILY_BASED": "Family-Based", "FED": "U.S. Fed",
    "ICF": "Informed Consent Form (ICF)", "INDIV": "Individual", "NA": "N/A",
    "NON_PROBABILITY_SAMPLE": "Non-Probability Sample", "NON_RANDOMIZED": "Non-Randomized",
    "OTHER_GOV": "Other Gov", "PARALLEL": "Parallel Assignment", "SAMPLES_WITHOUT_DNA": "Samples Without DNA",
    "SAMPLES_WITH_DNA": "Samples With DNA", "SAP": "Statistical Analysis Plan (SAP)",
    "SEQUENTIAL": "Sequential Assignment", "SINGLE_GROUP": "Single Group Assignment",
    **{name: name for name in "AHRQ CDC CTIS FDA NIH SAMHSA VA".split()},
}
"""Tokens whose words are not just theirs in title case."""
_STATED: Mapping[str, str] = {
    "Anticipated": "Estimated", "Estimate": "Estimated", "NA": "N/A", "Accepts Healthy Volunteers": "Yes",
    "Non-randomized": "Non-Randomized", "true": "Yes", "false": "No",
}
"""Words of the legacy XML that the registry says differently today."""
_OPEN_LABEL = "None (Open Label)"
_MASKING = re.compile(r"(\w+)(?: Blind)?(?: \(([^()]+)\))?")


class _Known(dict[str, Result]):
    def __init__(self, function: Callable[[str], Result]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Result:
        found = self._function(text)
        if len(text) <= _REMEMBERED:
            if len(self) >= _MOST:
                self.clear()
            self[text] = found
        return found


def remembered(function: Callable[[str], Result]) -> Callable[[str], Result]:
    """The function, with what it has given for thousands of texts; not for long ones, which would fill the memory."""
    return _Known(function).__getitem__


@remembered
def label(key: str) -> str:
    """A key in words, its first letter a capital: ``interventionModel`` and ``intervention_model`` give
    ``Intervention model``. ``Module``, ``Section``, ``Struct`` and ``Info`` at its end say nothing. What is
    no name of ASCII letters, digits, underscores and blanks stays as it is.
    """
    if key in _LABELS or _KEY.fullmatch(key) is None:
        return _LABELS.get(key, key)
    short = next((key.removesuffix(suffix) for suffix in _SUFFIXES if key.endswith(suffix) and key != suffix), key)
    if short in _LABELS:
        return _LABELS[short]
    found = (word.lower() for word in _WORD.findall(short))
    text = " ".join(word.upper() if word in _CAPITALS else word for word in found)
    return text[:1].upper() + text[1:]


@remembered
def words(value: str) -> str:
    """A value of an enumeration in words: ``CARE_PROVIDER`` gives ``Care Provider``; what is no token stays."""
    if _TOKEN.fullmatch(value) is None:
        return _STATED.get(value, value)
    return _VALUES.get(value) or value.replace("_", " ").title()


def masking(value: str) -> tuple[str, tuple[str, ...]]:
    """How a study is masked, and who is: ``Double (Participant, Investigator)`` or ``DOUBLE`` in words.

    ``NONE`` and ``Open Label`` are ``None (Open Label)``. What has another form stays as it is.
    """
    if value.casefold() in ("none", "open label", _OPEN_LABEL.casefold()):
        return _OPEN_LABEL, ()
    match = _MASKING.fullmatch(value)
    if match is None:
        return value, ()
    who = match[2].split(", ") if match[2] else []
    return words(match[1]), tuple(words(each) for each in who)
