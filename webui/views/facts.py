"""What a record's page shows of it: facts, prose, and where its sources differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index import identifiers
from index.disagreement import Disagreement, Span, by_value, differs
from index.records import Article, Monograph, Record, Trial
from index.related import Related
from index.request import SearchRequest
from webui import params

_FACTS = {
    Trial: "acronym study_type phases conditions mesh_terms mesh_ancestors interventions intervention_types "
           "other_names sponsor collaborators enrollment start primary_completion completion first_posted last_posted "
           "registration_number secondary_ids countries locations keywords outcomes drugs aliases",
    Monograph: "generic_name brand_names drug_type chemical_formula cas_number unii conditions therapies drugs aliases",
    Article: "publisher drugs aliases",
}
"""Attributes in short."""
_OPTIONAL = frozenset("acronym study_type mesh_terms mesh_ancestors other_names collaborators start primary_completion "
                      "completion secondary_ids keywords outcomes aliases".split())
"""Those that are left out where they are not stated; of the others it is said."""
_PROSE = {Trial: "summary description eligibility", Monograph: "indication background", Article: "summary"}
"""Attributes in prose, shown where there is one."""
_BESIDE = {"eligibility": ("sex", "minimum_age", "maximum_age")}
"""Facts that stand with a prose, and that it is shown for."""
_LABELS = {"unii": "UNII", "cas_number": "CAS number", "aliases": "Also known as", "mesh_terms": "MeSH headings",
           "mesh_ancestors": "Broader MeSH headings"}
_FACETS = {"phases": "phase", "status": "status", "conditions": "condition", "interventions": "intervention",
           "intervention_types": "intervention_type", "sponsor": "sponsor", "countries": "country"}
"""Attributes whose values search on click -> facet."""
_QUIET = frozenset(["mesh_ancestors"])

Value = tuple[str, str | None]
"""A text, and the address that it leads to, if any."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its values; no value: not stated.

    Attributes:
        differs: where sources do.
        quiet: whether it is of less weight.
    """

    label: str
    values: tuple[Value, ...]
    differs: Disagreement | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A heading, a text, if there is one, and facts that belong to it."""

    label: str
    text: str | None
    facts: tuple[Fact, ...] = ()
    differs: Disagreement | None = None


def facts(record: Record, drug: Callable[[str], str], related: Sequence[Related]) -> Iterator[Fact]:
    """What is known in short.

    Args:
        record: whose facts.
        drug: the address for the name of a drug.
        related: trials that share a number with the record.
    """
    for name in _FACTS[type(record)].split():
        if name in _OPTIONAL and not getattr(record, name):
            continue
        if name == "drugs" and isinstance(record, Trial):
            yield _fact(record, name, drug)
        elif name in ("secondary_ids", "aliases"):
            yield _fact(record, name, lambda text: _bearer(text, related))
        else:
            yield _fact(record, name, lambda text, name=name: _search(name, text))  # type: ignore[misc]
    if related:
        yield Fact("Shares a number with", tuple(
            (f"{each.trial.id} ({', '.join(each.numbers)})", params.record_address(each.trial.id)) for each in related))


def prose(record: Record) -> Iterator[Prose]:
    """What is known in sentences."""
    for name in _PROSE[type(record)].split():
        beside = tuple(_fact(record, each) for each in _BESIDE.get(name, ()) if getattr(record, each))
        text = getattr(record, name)
        if text or beside:
            yield Prose(label(name), text, beside, differs(record, name))


def further(record: Record) -> Iterator[Fact]:
    """What has no field of its own."""
    for heading, texts in record.extra.items():
        yield Fact(heading, tuple((text, None) for text in texts), differs(record, f"extra.{heading}"))


def other_statuses(record: Record) -> tuple[tuple[tuple[Span, ...], str], ...]:
    """What other sources say of a trial's status, never without the date of theirs."""
    if not isinstance(record, Trial) or "status" not in record.provenance:
        return ()
    posted = record.provenance.get("last_posted")
    days = {each.source: each.value for each in posted.others} if posted else {}
    days |= dict.fromkeys(posted.sources, str(record.last_posted)) if posted else {}
    return by_value((each.source, f"{each.value}, {_as_of(days.get(each.source))}")
                    for each in record.provenance["status"].others)


def _as_of(day: str | None) -> str:
    return f"as of {day}" if day else "date not stated"


def label(attribute: str) -> str:
    """An attribute's name for people."""
    return _LABELS.get(attribute, attribute.replace("_", " ").capitalize())


def _fact(record: Record, name: str, address: Callable[[str], str | None] = lambda _: None) -> Fact:
    return Fact(label(name), tuple((text, address(text)) for text in _shown(record, name)),
                differs(record, name), name in _QUIET)


def _shown(record: Record, name: str) -> tuple[str, ...]:
    value = getattr(record, name)
    if name == "unii" and value is None:
        return identifiers.combined_uniis(record.id)
    if isinstance(value, tuple):
        return value
    if value is None:
        return ()
    return (f"{value:,}" if isinstance(value, int) else value,)


def _search(attribute: str, value: str) -> str | None:
    facet = _FACETS.get(attribute)
    return params.address("/", SearchRequest(filters={facet: (value,)})) if facet else None


def _bearer(number: str, related: Sequence[Related]) -> str | None:
    """The address of the trial whose own number this is."""
    forms = {form for *_, form in identifiers.find(number)}
    for each in related:
        own = (each.trial.id, each.trial.registration_number or "", *each.trial.aliases)
        if forms.intersection(form for text in own for *_, form in identifiers.find(text)):
            return params.record_address(each.trial.id)
    return None
