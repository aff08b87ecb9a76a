"""An invented study in the structure of ClinicalTrials.gov's API, and ways to damage it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

STUDY: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT09990001", "nctIdAliases": ["NCT09990002"],
            "orgStudyIdInfo": {"id": "QUI-7", "type": "OTHER_GRANT", "link": "https://grants.example/QUI-7"},
            "secondaryIdInfos": [{"id": "2031-004567-89", "type": "EUDRACT_NUMBER"}, {"id": "QX-1"},
                                 {"id": "B/22", "type": "OTHER", "domain": "Ethics board of Linz"}],
            "organization": {"fullName": "Institute of Cramps", "class": "OTHER_GOV"},
            "briefTitle": "Quinine or  Stretching for Calf Cramps", "acronym": "QUISTRE",
            "officialTitle": "A Randomised Trial of Quinine & Stretching <2 Weeks> in Adults With Cramps"},
        "statusModule": {
            "statusVerifiedDate": "2031-11", "overallStatus": "ACTIVE_NOT_RECRUITING", "lastKnownStatus": "RECRUITING",
            "whyStopped": "Too few cramps", "expandedAccessInfo": {"hasExpandedAccess": False},
            "startDateStruct": {"date": "2030-02", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2031-03-04", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2032", "type": "ESTIMATED"},
            "studyFirstSubmitDate": "2029-12-01", "studyFirstPostDateStruct": {"date": "2029-12-24", "type": "ACTUAL"},
            "resultsFirstPostDateStruct": {"date": "2032-01-09", "type": "ESTIMATED"},
            "lastUpdatePostDateStruct": {"date": "2031-12-05", "type": "ACTUAL"}},
        "sponsorCollaboratorsModule": {
            "responsibleParty": {"type": "PRINCIPAL_INVESTIGATOR", "investigatorFullName": "Ada Krampf",
                                 "investigatorTitle": "Reader in Cramps", "investigatorAffiliation": "Institute of Cramps"},
            "leadSponsor": {"name": "Institute of Cramps", "class": "INDIV"},
            "collaborators": [{"name": "Calf Fund", "class": "FED"}, {"name": "Friends of Legs"}]},
        "oversightModule": {"oversightHasDmc": True, "isFdaRegulatedDrug": False},
        "descriptionModule": {
            "briefSummary": "Cramps hurt.\n\nWe compare:\n\n* quinine \\>200 mg\n* stretching\n\n  1. slow\n  2. fast\n* neither",
            "detailedDescription": "One line\nthat goes on.   And on.\n\nThe patient\\&#39;s calf; 5 x 10\\^6 \\[cells\\]."},
        "conditionsModule": {"conditions": ["Muscle Cramp", "Pain"], "keywords": ["calf", "night"]},
        "designModule": {
            "studyType": "INTERVENTIONAL", "phases": ["PHASE2", "PHASE3"], "patientRegistry": False,
            "designInfo": {"allocation": "NON_RANDOMIZED", "interventionModel": "CROSSOVER", "primaryPurpose": "ECT",
                           "interventionModelDescription": "Cross over at \\~2 weeks",
                           "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "OUTCOMES_ASSESSOR"]}},
            "bioSpec": {"retention": "SAMPLES_WITH_DNA", "description": "Blood"},
            "enrollmentInfo": {"count": 120, "type": "ESTIMATED"}},
        "armsInterventionsModule": {
            "armGroups": [{"label": "Pills", "type": "ACTIVE_COMPARATOR", "description": "One at night",
                           "interventionNames": ["Drug: Quinine", "Behavioral: Diary"]},
                          {"label": "Stretch", "type": "EXPERIMENTAL", "interventionNames": ["Other: Stretching"]}],
            "interventions": [{"type": "DRUG", "name": "Quinine", "description": "200 mg", "armGroupLabels": ["Pills"],
                               "otherNames": ["Qualaquin", "Chinin"]},
                              {"type": "OTHER", "name": "Stretching", "armGroupLabels": ["Stretch"]},
                              {"type": "DIETARY_SUPPLEMENT", "name": "Magnesium"}]},
        "outcomesModule": {
            "primaryOutcomes": [{"measure": "Cramps", "description": "Counted:\n\n* by day\n* by night", "timeFrame": "2 weeks"}],
            "secondaryOutcomes": [{"measure": "Sleep", "timeFrame": "4 weeks"}],
            "otherOutcomes": [{"measure": "Cost"}]},
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Age \\> 18\n\nExclusion Criteria:\n\n* Gout", "healthyVolunteers": True,
            "sex": "FEMALE", "genderBased": True, "minimumAge": "18 Years", "maximumAge": "99 Years",
            "stdAges": ["ADULT", "OLDER_ADULT"], "studyPopulation": "Walkers", "samplingMethod": "NON_PROBABILITY_SAMPLE"},
        "contactsLocationsModule": {
            "centralContacts": [{"name": "Ada Krampf", "role": "CONTACT", "phone": "+43 1 234", "email": "ada@cramps.example"}],
            "overallOfficials": [{"name": "Ada Krampf", "affiliation": "Institute of Cramps", "role": "STUDY_CHAIR"}],
            "locations": [
                {"facility": "Calf Clinic", "status": "NOT_YET_RECRUITING", "city": "Linz", "zip": "4020", "country": "Austria",
                 "contacts": [{"name": "Max Wade", "phone": "+43 2"}], "geoPoint": {"lat": 48.30639, "lon": 14.2}},
                {"facility": "Leg House", "city": "Ankara", "state": "Çankaya", "country": "Turkey (Türkiye)"},
                {"city": "Linz", "country": "Austria", "geoPoint": {"lat": 48.30639, "lon": 14.2}}]},
        "referencesModule": {
            "references": [{"pmid": "99999901", "type": "RESULT", "citation": "Krampf A. On cramps. 2030."}],
            "seeAlsoLinks": [{"label": "The institute", "url": "https://cramps.example"}]},
        "ipdSharingStatementModule": {"ipdSharing": "YES", "description": "On request", "infoTypes": ["SAP", "ANALYTIC_CODE"],
                                      "timeFrame": "From 2033", "accessCriteria": "A letter", "url": "https://ipd.example"}},
    "resultsSection": {
        "participantFlowModule": {"preAssignmentDetails": "Wash-out of \\>1 week", "groups": [{"id": "FG000", "title": "Pills"}]},
        "adverseEventsModule": {"seriousEvents": [{"term": "Vertigo", "stats": [{"groupId": "EG000", "numAffected": 3, "numAtRisk": 60}]}]}},
    "annotationSection": {"annotationModule": {"unpostedAnnotation": {"unpostedEvents": [{"type": "RESET", "date": "2032-02-03"}]}}},
    "documentSection": {"largeDocumentModule": {"largeDocs": [
        {"typeAbbrev": "Prot", "hasProtocol": True, "hasSap": False, "label": "Study Protocol", "date": "2030-01-31", "uploadDate": "2030-02-01T10:11", "size": 12345}]}},
    "derivedSection": {
        "miscInfoModule": {"versionHolder": "2032-02-02", "removedCountries": ["Malta"]},
        "conditionBrowseModule": {
            "meshes": [{"id": "D009120", "term": "Muscle Cramp"}], "ancestors": [{"id": "D009135", "term": "Muscular Diseases"}],
            "browseLeaves": [{"id": "M12", "name": "Spasm", "asFound": "Cramp", "relevance": "LOW"}],
            "browseBranches": [{"abbrev": "BC05", "name": "Musculoskeletal Diseases"}]},
        "interventionBrowseModule": {"meshes": [{"id": "D011803", "term": "Quinine"}], "ancestors": [{"id": "D000001", "term": "Alkaloids"}]}},
    "hasResults": True,
}

Path = tuple[str | int, ...]


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """All values in it that are neither object nor list, with where they stand."""
    if isinstance(value, dict | list):
        for key, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inside, (*path, key))
    else:
        yield path, value


def nodes(value: object, path: Path = ()) -> Iterator[Path]:
    """Where every value in it stands, but itself."""
    if isinstance(value, dict | list):
        for key, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from nodes(inside, (*path, key))


NODES = list(nodes(STUDY))
ALIENS = st.sampled_from([None, True, 0, -1.5, 10**40, "", "Mondsee", "NA", "2017-13-45", [], {}, ["Mondsee"], {"x": "Mondsee"}, [[{}]], [7, None],
                          {"type": ["Mondsee"], "id": {"a": 1}}, 99_999_999])


def parent_of(tree: Any, path: Path) -> Any:
    """What holds the value at this place; None if that is no longer there."""
    for key in path[:-1]:
        try:
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


@st.composite
def mutated(draw: st.DrawFn, study: dict[str, Any] = STUDY, places: list[Path] = NODES) -> dict[str, Any]:
    """The study with some values gone, replaced, wrapped or doubled."""
    tree = copy.deepcopy(study)
    for path in draw(st.lists(st.sampled_from(places), min_size=1, max_size=5)):
        parent, key = parent_of(tree, path), path[-1]
        if not (isinstance(parent, dict) and key in parent) and not (isinstance(parent, list) and isinstance(key, int) and key < len(parent)):
            continue
        change = draw(st.sampled_from(["delete", "replace", "list", "object", "double"]))
        if change == "delete":
            del parent[key]
        else:
            parent[key] = {"replace": draw(ALIENS), "list": [parent[key]], "object": {"Mondsee": parent[key]}, "double": [parent[key]] * 2}[change]
    return tree
