"""The elements of the legacy XML of ClinicalTrials.gov, and where a study of the API has what they state.

Sources: the schema of the XML (``public.xsd``) and the data structure of the API
(https://clinicaltrials.gov/data-api/about-api/study-data-structure).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from indexer.sources import ctgov_xml_results

_PERSON = "last_name=name phone phone_ext email"
_OUTCOME = "measure description time_frame"
_CITATION = "PMID=pmid *type={} citation"
PROTOCOL = (
    ("identificationModule", "", "brief_title official_title acronym source=organization.fullName"),
    ("identificationModule", "id_info", (
        "nct_id nct_alias=nctIdAliases[] org_study_id=orgStudyIdInfo.id secondary_id=secondaryIdInfos[].id")),
    ("statusModule", "", (
        "verification_date=statusVerifiedDate overall_status last_known_status why_stopped "
        "has_expanded_access=expandedAccessInfo.hasExpandedAccess start_date=startDateStruct.date "
        "primary_completion_date=primaryCompletionDateStruct.date completion_date=completionDateStruct.date "
        "study_first_submitted=studyFirstSubmitDate study_first_submitted_qc=studyFirstSubmitQcDate "
        "study_first_posted=studyFirstPostDateStruct.date results_first_submitted=resultsFirstSubmitDate "
        "results_first_submitted_qc=resultsFirstSubmitQcDate results_first_posted=resultsFirstPostDateStruct.date "
        "disposition_first_submitted=dispFirstSubmitDate disposition_first_submitted_qc=dispFirstSubmitQcDate "
        "disposition_first_posted=dispFirstPostDateStruct.date last_update_submitted=lastUpdateSubmitDate "
        "last_update_submitted_qc=lastUpdateSubmitQcDate last_update_posted=lastUpdatePostDateStruct.date")),
    ("sponsorCollaboratorsModule.responsibleParty", "responsible_party", (
        "responsible_party_type=type investigator_full_name investigator_title investigator_affiliation "
        "name_title=oldNameTitle organization=oldOrganization")),
    ("sponsorCollaboratorsModule.leadSponsor", "sponsors/lead_sponsor", "agency=name agency_class=class"),
    ("sponsorCollaboratorsModule.collaborators[]", "sponsors/collaborator", "agency=name agency_class=class"),
    ("oversightModule", "oversight_info", (
        "has_dmc=oversightHasDmc is_fda_regulated_drug is_fda_regulated_device is_unapproved_device is_ppsd "
        "is_us_export")),
    ("descriptionModule", "", (
        "brief_summary/textblock=briefSummary detailed_description/textblock=detailedDescription")),
    ("conditionsModule", "", "condition=conditions[] keyword=keywords[]"),
    ("designModule", "", (
        "study_type target_duration phase=phases[] enrollment=enrollmentInfo.count number_of_arms number_of_groups "
        "biospec_retention=bioSpec.retention biospec_descr/textblock=bioSpec.description")),
    ("designModule.expandedAccessTypes", "expanded_access_info", (
        "expanded_access_type_individual=individual expanded_access_type_intermediate=intermediate "
        "expanded_access_type_treatment=treatment")),
    ("designModule.designInfo", "study_design_info", (
        "allocation intervention_model intervention_model_description primary_purpose observational_model "
        "time_perspective masking=maskingInfo.masking masking_description=maskingInfo.maskingDescription")),
    ("armsInterventionsModule.armGroups[]", "arm_group", "arm_group_label=label arm_group_type=type description"),
    ("armsInterventionsModule.interventions[]", "intervention", (
        "intervention_type=type intervention_name=name description arm_group_label=armGroupLabels[] "
        "other_name=otherNames[]")),
    ("outcomesModule.primaryOutcomes[]", "primary_outcome", _OUTCOME),
    ("outcomesModule.secondaryOutcomes[]", "secondary_outcome", _OUTCOME),
    ("outcomesModule.otherOutcomes[]", "other_outcome", _OUTCOME),
    ("eligibilityModule", "eligibility", (
        "criteria/textblock=eligibilityCriteria healthy_volunteers gender=sex gender_based gender_description "
        "minimum_age maximum_age study_pop/textblock=studyPopulation sampling_method")),
    ("contactsLocationsModule.centralContacts[]", "overall_contact", _PERSON),
    ("contactsLocationsModule.centralContacts[]", "overall_contact_backup", _PERSON),
    ("contactsLocationsModule.overallOfficials[]", "overall_official", "last_name=name affiliation role"),
    ("contactsLocationsModule.locations[]", "location", (
        "facility/name=facility status facility/address/city facility/address/state facility/address/zip "
        "facility/address/country")),
    ("contactsLocationsModule.locations[].contacts[]", "location/contact", _PERSON),
    ("contactsLocationsModule.locations[].contacts[]", "location/contact_backup", _PERSON),
    ("contactsLocationsModule.locations[].contacts[]", "location/investigator", "last_name=name role affiliation"),
    ("referencesModule.references[]", "reference", _CITATION.format("BACKGROUND")),
    ("referencesModule.references[]", "results_reference", _CITATION.format("RESULT")),
    ("referencesModule.seeAlsoLinks[]", "link", "description=label url"),
    ("referencesModule.availIpds[]", "study_docs/study_doc", "doc_id=id doc_type=type doc_url=url doc_comment=comment"),
    ("ipdSharingStatementModule", "patient_data", (
        "sharing_ipd=ipdSharing ipd_description=description ipd_info_type=infoTypes[] ipd_time_frame=timeFrame "
        "ipd_access_criteria=accessCriteria ipd_url=url")),
    ("derivedSection.miscInfoModule", "removed_countries", "country=removedCountries[]"),
    ("derivedSection.miscInfoModule", "location_countries", "country=locationCountries[]"),
    ("derivedSection.miscInfoModule", "required_header", "download_date link_text url"),
    ("derivedSection.conditionBrowseModule", "condition_browse", "mesh_term=meshes[].term"),
    ("derivedSection.interventionBrowseModule", "intervention_browse", "mesh_term=meshes[].term"),
    ("documentSection.largeDocumentModule.largeDocs[]", "provided_document_section/provided_document", (
        "document_has_protocol=hasProtocol document_has_sap=hasSap document_has_icf=hasIcf document_type=label "
        "document_date=date document_url=url")),
)
"""Where the API has it (a name that ends in ``Module``: in its ``protocolSection``), the element, and its children.

A path that ends in ``[]`` is a list, to which the element adds an object, ``[].`` the object that the parent has added.
Children are ``tag`` or ``tag=key`` where the key is not just the tag in other letters, ``@attribute=key``, and
``*key=value`` for what the API states besides; the API has the keys in this order.
"""

_DESCRIBED = frozenset(("date", "count"))


@dataclass(slots=True)
class Name:
    """What an element is in the API.

    Attributes:
        path: the keys that lead to the object where it stands, from the one that its parent is in.
        last: its key in that object; empty: it has no place of its own.
        many: whether that has a list, to which this adds.
        is_leaf: whether it is nothing but a text.
        key: of its text, where what it adds is an object.
        inside: tag -> name of its children.
        order: of the keys of the object that it adds.
        attributes: of the element -> keys of that object.
        fixed: what stands in every one of these objects.
    """

    path: tuple[str, ...] = ()
    last: str = ""
    many: bool = False
    is_leaf: bool = True
    key: str | None = None
    inside: dict[str, Name] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)

    @property
    def is_described(self) -> bool:
        """Whether the object that its value stands in has nothing else than its attributes."""
        return self.last in _DESCRIBED

    def below(self, tags: str) -> Name:
        """The name of what stands at these tags below it, made if there is none."""
        found = self
        for tag in tags.split("/") if tags else ():
            found.is_leaf = False
            found = found.inside.setdefault(tag, Name())
        return found


@cache
def root() -> Name:
    """The name of ``clinical_study``, which has all others inside."""
    found = Name()
    for path, element, children in (*PROTOCOL, *ctgov_xml_results.rows()):
        keys = _keys(path)
        parent = found.below(element)
        if path.endswith("[]"):
            parent.path, parent.last, parent.many, keys = keys[:-1], keys[-1], True, ()
        for child in children.split():
            _add(parent, keys, *child.partition("=")[::2])
    return found


@cache
def api_keys() -> frozenset[str]:
    """All keys of the API that stand anywhere in the table."""
    found: set[str] = set()
    waiting = [root()]
    while waiting:
        name = waiting.pop()
        found.update(name.path, (name.last,), name.fixed, name.attributes.values())
        waiting += name.inside.values()
    return frozenset(found)


def _keys(path: str) -> tuple[str, ...]:
    """The keys of a path, from the innermost object of a list on that it goes through."""
    *around, inmost = path.removesuffix("[]").split("[].")
    is_in_protocol = not around and path.split(".")[0].endswith("Module")
    return (("protocolSection",) if is_in_protocol else ()) + tuple(filter(None, inmost.split(".")))


def _add(parent: Name, keys: tuple[str, ...], tags: str, key: str) -> None:
    if tags[0] in "*@":
        (parent.fixed if tags[0] == "*" else parent.attributes)[tags[1:]] = key
        parent.is_leaf = False
        parent.order.append(tags[1:] if tags[0] == "*" else key)
        return
    first, *others = tags.rsplit("/", 1)[-1].split("_")
    stated, is_list, inner = (key or first + "".join(map(str.title, others))).partition("[]")
    child = parent.below(tags)
    *path, child.last = *keys, *stated.split(".")
    child.path, child.many, child.key = tuple(path), bool(is_list), inner[1:] or None
    if not keys:
        parent.order.append(stated)
