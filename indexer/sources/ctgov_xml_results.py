"""The elements of posted results in the legacy XML of ClinicalTrials.gov, and where the API has them.

Source: https://clinicaltrials.gov/data-api/about-api/study-data-structure, section ``resultsSection``.
"""

from __future__ import annotations

from collections.abc import Iterator

Row = tuple[str, str, str]
"""As in :data:`indexer.sources.ctgov_xml_names.PROTOCOL`."""

_GROUP = "@group_id=id title description"
_REACHED = "@group_id=groupId @count=numSubjects"
_COUNT = "@group_id=groupId @value=value"
_VALUE = f"{_COUNT} @spread=spread @lower_limit=lowerLimit @upper_limit=upperLimit"
_AFFECTED = "@group_id=groupId @events=numEvents @subjects_affected=numAffected @subjects_at_risk=numAtRisk"
_MEASURE = ("title description population=populationDescription param=paramType dispersion=dispersionType "
            "units=unitOfMeasure units_analyzed=typeUnitsAnalyzed")
_ANALYSIS = (
    "group_id_list/group_id=groupIds[] groups_desc=groupDescription non_inferiority_type non_inferiority_desc="
    "nonInferiorityComment p_value p_value_desc=pValueComment method=statisticalMethod method_desc=statisticalComment "
    "param_type param_value dispersion_type dispersion_value ci_n_sides=ciNumSides ci_percent=ciPctValue "
    "ci_lower_limit ci_upper_limit estimate_desc=estimateComment other_analysis_desc=otherAnalysisDescription")


def rows() -> Iterator[Row]:
    """The table."""
    table = [*_flow(), *_baseline(), *_outcomes(), *_events(), *_more()]
    yield from _below("resultsSection", "clinical_results", table)


def _flow() -> Iterator[Row]:
    milestone, reason = "milestone_list/milestone", "drop_withdraw_reason_list/drop_withdraw_reason"
    yield "participantFlowModule", "participant_flow", "pre_assignment_details recruitment_details"
    yield "participantFlowModule.groups[]", "participant_flow/group_list/group", _GROUP
    yield from _below("participantFlowModule.periods[]", "participant_flow/period_list/period", [
        ("", "", "title"), ("milestones[]", milestone, "title=type"), ("dropWithdraws[]", reason, "title=type"),
        ("milestones[].achievements[]", f"{milestone}/participants_list/participants", _REACHED),
        ("dropWithdraws[].reasons[]", f"{reason}/participants_list/participants", _REACHED)])


def _baseline() -> Iterator[Row]:
    yield "baselineCharacteristicsModule", "baseline", "population=populationDescription"
    yield from _below("baselineCharacteristicsModule", "baseline", [
        ("groups[]", "group_list/group", _GROUP), *_denominators("", ""),
        ("measures[]", "measure_list/measure", _MEASURE), *_values("measures[]", "measure_list/measure")])


def _outcomes() -> Iterator[Row]:
    """What XML states of a measured outcome it states twice; texts that are equal are one."""
    yield from _below("outcomeMeasuresModule", "outcome_list", [
        ("outcomeMeasures[]", "outcome", f"type {_MEASURE} time_frame posting_date=anticipatedPostingDate"),
        ("outcomeMeasures[].", "outcome/measure", _MEASURE),
        ("outcomeMeasures[].groups[]", "outcome/group_list/group", _GROUP),
        *_values("outcomeMeasures[]", "outcome/measure"),
        ("outcomeMeasures[].analyses[]", "outcome/analysis_list/analysis", _ANALYSIS)])


def _events() -> Iterator[Row]:
    yield "adverseEventsModule", "reported_events", "time_frame desc=description"
    yield "adverseEventsModule.eventGroups[]", "reported_events/group_list/group", _GROUP
    for kind in ("serious", "other"):
        element = f"reported_events/{kind}_events"
        to = f"adverseEventsModule.{kind}Events[]"
        yield "adverseEventsModule", element, (
            f"frequency_threshold default_vocab={kind}EventsVocabulary default_assessment={kind}EventsAssessment")
        yield to, f"{element}/category_list/category", "title=organSystem"
        yield f"{to}.events[]", f"{element}/category_list/category/event_list/event", (
            "sub_title=term assessment=assessmentType description=notes")
        yield f"{to}.events[].stats[]", f"{element}/category_list/category/event_list/event/counts", _AFFECTED


def _more() -> Iterator[Row]:
    yield "moreInfoModule", "", "limitations_and_caveats=limitationsAndCaveats.description"
    yield "moreInfoModule.certainAgreement", "certain_agreements", "pi_employee=piSponsorEmployee restrictive_agreement"
    yield "moreInfoModule.pointOfContact", "point_of_contact", "name_or_title=title organization email phone phone_ext"


def _values(to: str, element: str) -> Iterator[Row]:
    yield from _denominators(to, element)
    yield f"{to}.classes[]", f"{element}/class_list/class", "title"
    yield from _denominators(f"{to}.classes[]", f"{element}/class_list/class")
    category = f"{element}/class_list/class/category_list/category"
    yield f"{to}.classes[].categories[]", category, "title"
    yield f"{to}.classes[].categories[].measurements[]", f"{category}/measurement_list/measurement", _VALUE


def _denominators(to: str, element: str) -> Iterator[Row]:
    yield from _below(to, element, [("denoms[]", "analyzed_list/analyzed", "units scope"),
                                    ("denoms[].counts[]", "analyzed_list/analyzed/count_list/count", _COUNT)])


def _below(to: str, element: str, table: list[Row]) -> Iterator[Row]:
    for path, tags, children in table:
        yield ".".join(filter(None, (to, path))), "/".join(filter(None, (element, tags))), children
