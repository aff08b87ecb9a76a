"""Where a study of ClinicalTrials.gov has the fields of a trial: one table, which is read and printed in the docs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from index.records import Source, Trial
from indexer.sources import ctgov_values as stated
from indexer.sources.ctgov_study import Study, Tree, label_of
from indexer.sources.ctgov_text import plain
from indexer.sources.ctgov_values import joined
from indexer.sources.ids import fingerprint, trial_id

_PLACE = ("facility", "city", "state", "zip", "country")
_NO_TITLE = "(no title)"
_PROTOCOL = "protocolSection."


class Row(NamedTuple):
    """Of the table.

    Attributes:
        fields: of the trial.
        paths: where the study has what they are read from.
        read: gives the fields' values, from the study and the paths.
    """

    fields: tuple[str, ...]
    paths: tuple[str, ...]
    read: Callable[..., tuple[Any, ...]]


def trial(study: Study, source: Source) -> Trial:
    """The trial that a study states; all of the study is taken out of its tree."""
    values: list[Any] = []
    for _, paths, read in ROWS:
        values += read(study, *paths)
    found = dict(zip(_FIELDS, values, strict=True))
    study.keep_rest()
    extra = study.notes.extra()
    basis = found["title"] or found["official_title"] or fingerprint(repr(found), repr(extra))
    found["title"] = found["title"] or found["official_title"] or found["registration_number"] or _NO_TITLE
    number = found["registration_number"]
    own = number or trial_id(None, basis, found["sponsor"], found["first_posted"], found["last_posted"])
    return Trial(id=own, **found, extra=extra, sources=(source,))


def _line(study: Study, path: str) -> tuple[str | None]:
    return (study.text(path) or None,)


def _prose(study: Study, path: str) -> tuple[str | None]:
    return (study.long_text(path) or None,)


def _list(study: Study, path: str) -> tuple[tuple[str, ...]]:
    return (study.texts(path),)


def _date(study: Study, path: str) -> tuple[str | None]:
    return (stated.date(study.notes, label_of(path), study.text(path)),)


def _age(study: Study, path: str) -> tuple[str | None]:
    return (stated.age(study.text(path)),)


def _number(study: Study, path: str) -> tuple[str | None]:
    return (stated.nct_number(study.notes, study.text(path)),)


def _study_type(study: Study, path: str) -> tuple[str | None]:
    return (stated.study_type(study.notes, study.text(path)),)


def _phases(study: Study, path: str) -> tuple[tuple[str, ...]]:
    return (stated.phases(study.notes, study.texts(path)),)


def _status(study: Study, path: str) -> tuple[str | None]:
    return (stated.status(study.notes, study.text(path)),)


def _sex(study: Study, path: str) -> tuple[str | None]:
    return (stated.sex(study.notes, study.text(path)),)


def _enrollment(study: Study, path: str) -> tuple[int | None]:
    return (stated.enrollment(study.notes, study.number(path)),)


def _secondary_ids(study: Study, own: str, others: str) -> tuple[tuple[str, ...]]:
    return (_stated(study.text(own), *_of_each(study, others, "id")),)


def _collaborators(study: Study, path: str) -> tuple[tuple[str, ...]]:
    return (_stated(*_of_each(study, path, "name")),)


def _headings(study: Study, *paths: str) -> tuple[tuple[str, ...]]:
    return (_unique(term for path in paths for term in _of_each(study, path, "term")),)


def _of_each(study: Study, path: str, key: str) -> list[str]:
    """What each object of a list states under a key; of an object that states more, all is kept."""
    found, wholes = [], []
    for item in study.objects(path):
        wholes.append(study.heading(item))
        found += study.of_object(item, path, key)
        if wholes[-1] == found[-1]:
            wholes.pop()
    study.notes.keep(label_of(path), *wholes)
    return found


def _interventions(study: Study, path: str, arms: str) -> tuple[tuple[str, ...], ...]:
    """Interventions, their types, and their other names; with their arms, since each names the other."""
    names: list[str] = []
    types: list[str] = []
    others: list[str] = []
    pairs: set[tuple[str, str]] = set()
    for item in study.objects(path):
        kind, name = study.of_object(item, path, "type", "name")
        known = stated.intervention_type(study.notes, kind)
        names.append(stated.intervention(known, kind, name))
        types.append(known or "")
        others += map(plain, _texts(item, "otherNames"))
        pairs |= {(names[-1], plain(arm)) for arm in _texts(item, "armGroupLabels")}
        _keep_more(study, path, item, names[-1])
    for arm in study.objects(arms):
        _keep_arm(study, arms, arm, pairs)
    return _stated(*names), _unique(types), _stated(*others)


def _keep_arm(study: Study, path: str, arm: Tree, pairs: set[tuple[str, str]]) -> None:
    """Keep an arm, without the interventions that name it themselves."""
    names = arm.get("interventionNames")
    if isinstance(names, list):
        own = plain(next(iter(_texts(arm, "label")), ""))
        arm["interventionNames"] = [name for name in names if type(name) is not str or (plain(name), own) not in pairs]
    study.notes.keep(label_of(path), study.all_of(arm))


def _places(study: Study, path: str) -> tuple[tuple[str, ...], ...]:
    places, countries = [], []
    for item in study.objects(path):
        facility, city, state, code, country = study.of_object(item, path, *_PLACE)
        places.append(joined(facility, city, state, code, country))
        countries.append(country)
        if point := item.pop("geoPoint", None):
            study.notes.keep("Geo points", joined(city, state, country, study.all_of(point)))
        _keep_more(study, path, item, places[-1])
    return _stated(*places), stated.countries(study.notes, countries)


_RANKS = {"primaryOutcomes": "Primary", "secondaryOutcomes": "Secondary", "otherOutcomes": "Other"}


def _outcomes(study: Study, *paths: str) -> tuple[tuple[str, ...]]:
    found = []
    for path in paths:
        for item in study.objects(path):
            text = joined(*study.of_object(item, path, "measure", "description", "timeFrame"))
            found.append(stated.outcome(_RANKS[path.rpartition(".")[2]], text))
            _keep_more(study, path, item, found[-1])
    return (_stated(*found),)


def _keep_more(study: Study, path: str, item: Tree, mapped: str) -> None:
    """Keep what an object states besides what has a field, with that."""
    if item and (more := study.all_of(item)):
        study.notes.keep(label_of(path), joined(mapped, more))


def _texts(item: Tree, key: str) -> list[str]:
    value = item.get(key)
    return [each for each in (value if isinstance(value, list) else [value]) if type(each) is str]


def _stated(*texts: str) -> tuple[str, ...]:
    return tuple(filter(None, texts))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _rows() -> Iterable[Row]:
    """The table, with paths below ``protocolSection`` or, with a slash before them, from the top."""
    table: tuple[tuple[str, str, Callable[..., tuple[Any, ...]]], ...] = (
        ("registration_number", "identificationModule.nctId", _number),
        ("aliases", "identificationModule.nctIdAliases", _list),
        ("title", "identificationModule.briefTitle", _line),
        ("official_title", "identificationModule.officialTitle", _line),
        ("acronym", "identificationModule.acronym", _line),
        ("secondary_ids", "identificationModule.orgStudyIdInfo.id identificationModule.secondaryIdInfos",
         _secondary_ids),
        ("status", "statusModule.overallStatus", _status),
        ("start", "statusModule.startDateStruct.date", _date),
        ("primary_completion", "statusModule.primaryCompletionDateStruct.date", _date),
        ("completion", "statusModule.completionDateStruct.date", _date),
        ("first_posted", "statusModule.studyFirstPostDateStruct.date", _date),
        ("last_posted", "statusModule.lastUpdatePostDateStruct.date", _date),
        ("sponsor", "sponsorCollaboratorsModule.leadSponsor.name", _line),
        ("collaborators", "sponsorCollaboratorsModule.collaborators", _collaborators),
        ("summary", "descriptionModule.briefSummary", _prose),
        ("description", "descriptionModule.detailedDescription", _prose),
        ("conditions", "conditionsModule.conditions", _list),
        ("keywords", "conditionsModule.keywords", _list),
        ("study_type", "designModule.studyType", _study_type),
        ("phases", "designModule.phases", _phases),
        ("enrollment", "designModule.enrollmentInfo.count", _enrollment),
        ("interventions intervention_types other_names",
         "armsInterventionsModule.interventions armsInterventionsModule.armGroups", _interventions),
        ("outcomes", "outcomesModule.primaryOutcomes outcomesModule.secondaryOutcomes outcomesModule.otherOutcomes",
         _outcomes),
        ("eligibility", "eligibilityModule.eligibilityCriteria", _prose),
        ("sex", "eligibilityModule.sex", _sex),
        ("minimum_age", "eligibilityModule.minimumAge", _age),
        ("maximum_age", "eligibilityModule.maximumAge", _age),
        ("locations countries", "contactsLocationsModule.locations", _places),
        ("mesh_terms", "/derivedSection.conditionBrowseModule.meshes /derivedSection.interventionBrowseModule.meshes",
         _headings),
        ("mesh_ancestors",
         "/derivedSection.conditionBrowseModule.ancestors /derivedSection.interventionBrowseModule.ancestors",
         _headings),
    )
    for fields, paths, read in table:
        yield Row(tuple(fields.split()), tuple(
            path[1:] if path.startswith("/") else _PROTOCOL + path for path in paths.split()), read)


ROWS = tuple(_rows())
_FIELDS = tuple(field for row in ROWS for field in row.fields)
