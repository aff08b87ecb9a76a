"""The one field table. Schema, facets, filters, sort keys, help page and docs are derived from it.

``weight``, ``b`` and ``pivot`` are the constants of BM25F (see :mod:`index.scoring`): they belong
to the field and never to the collection, so that a record's share of a score stays the same
whatever else is in the index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from index.records import Label, Record

Type = Literal["text", "date", "number", "value"]
"""``text`` is searched by words; ``date`` and ``number`` by ranges; ``value`` only as a facet."""

TRIAL, MONOGRAPH, ARTICLE = "trial", "monograph", "article"
ALL_KINDS = (MONOGRAPH, TRIAL, ARTICLE)


@dataclass(frozen=True, slots=True)
class Field:
    """One named part of a record.

    Attributes:
        name: in queries (``name:word``), in filters and in URLs.
        label: for people.
        type: how it is searched.
        attributes: of the record classes, read in this order.
        kinds: the kinds of record that have it.
        weight: w of BM25F; 0 if it is no text.
        b: share of length normalisation, from 0 (none) to 1.
        pivot: a typical length, in tokens.
        facet: whether it is counted and filtered.
        natural_order: whether the facet's values are listed in their vocabulary's order.
        sortable: whether results can be sorted by it.
        aliases: other names that queries may use.
        help: one line for the help page.
    """

    name: str
    label: str
    type: Type
    attributes: tuple[str, ...]
    kinds: tuple[str, ...]
    help: str
    weight: float = 0.0
    b: float = 0.0
    pivot: float = 1.0
    facet: bool = False
    natural_order: bool = False
    sortable: bool = False
    aliases: tuple[str, ...] = ()


def _text(name: str, label: str, attributes: str, kinds: tuple[str, ...], help: str, weight: float,
          b: float, pivot: float, *, facet: bool = False, natural_order: bool = False,
          sortable: bool = False, aliases: tuple[str, ...] = ()) -> Field:
    return Field(name, label, "text", tuple(attributes.split()), kinds, help, weight, b, pivot,
                 facet, natural_order, sortable, aliases)


FIELDS: tuple[Field, ...] = (
    _text("title", "Title", "title", ALL_KINDS,
          "the title of a trial or an article, the name of a drug", 3.0, 0.5, 14, sortable=True),
    _text("official_title", "Official title", "official_title", (TRIAL,), "the title that a trial has in full",
          1.2, 0.5, 22),
    _text("acronym", "Acronym", "acronym", (TRIAL,), "the short name of a trial", 3.0, 0.0, 1),
    _text("id", "Identifier", "id registration_number secondary_ids cas_number unii chemical_formula aliases",
          ALL_KINDS, "registration number, CAS number, UNII, formula", 3.0, 0.0, 4),
    _text("phase", "Phase", "phases", (TRIAL,), "phase of a trial", 0.6, 0.0, 2,
          facet=True, natural_order=True, aliases=("phases",)),
    _text("status", "Status", "status", (TRIAL,), "recruitment status of a trial", 0.6, 0.0, 1,
          facet=True, natural_order=True),
    _text("condition", "Condition", "conditions", (MONOGRAPH, TRIAL),
          "conditions studied or treated", 2.2, 0.5, 6, facet=True, aliases=("conditions",)),
    _text("intervention", "Intervention", "interventions", (TRIAL,),
          "what a trial does", 2.0, 0.5, 6, facet=True, aliases=("interventions",)),
    _text("other_name", "Other names", "other_names", (TRIAL,), "other names of what a trial does", 1.8, 0.5, 4,
          aliases=("other_names",)),
    _text("mesh", "MeSH headings", "mesh_terms mesh_ancestors", (TRIAL,),
          "Medical Subject Headings of a trial, and those above them", 0.8, 0.5, 10),
    Field("intervention_type", "Intervention type", "value", ("intervention_types",), (TRIAL,),
          "drug, device, procedure, …", facet=True, aliases=("intervention_types",)),
    _text("drug", "Drug", "generic_name drugs", ALL_KINDS,
          "generic name of the drugs whose pages list the record", 2.0, 0.3, 2,
          facet=True, aliases=("drugs", "generic_name")),
    _text("brand", "Brand name", "brand_names", (MONOGRAPH,),
          "names under which a drug is sold", 2.2, 0.2, 6, aliases=("brand_names", "brands")),
    _text("drug_type", "Drug type", "drug_type", (MONOGRAPH,), "small molecule, biotech, …",
          0.5, 0.0, 2, facet=True),
    _text("sponsor", "Sponsor", "sponsor", (TRIAL,), "lead sponsor of a trial", 1.0, 0.3, 4,
          facet=True),
    _text("collaborator", "Collaborators", "collaborators", (TRIAL,), "who else is responsible for a trial",
          0.5, 0.3, 4, aliases=("collaborators",)),
    _text("study_type", "Study type", "study_type", (TRIAL,), "interventional, observational, …", 0.5, 0.0, 1),
    _text("country", "Country", "countries", (TRIAL,), "countries where a trial takes place",
          0.6, 0.3, 2, facet=True, aliases=("countries",)),
    _text("location", "Location", "locations", (TRIAL,), "places where a trial takes place",
          0.5, 0.5, 12, aliases=("locations",)),
    _text("keyword", "Keywords", "keywords", (TRIAL,), "keywords of a trial", 1.6, 0.5, 8,
          aliases=("keywords",)),
    _text("summary", "Summary", "summary", (TRIAL, ARTICLE), "summary of a trial or an article",
          1.2, 0.6, 60),
    _text("background", "Background", "background", (MONOGRAPH,), "background of a drug",
          1.0, 0.6, 120),
    _text("indication", "Indication", "indication", (MONOGRAPH,), "what a drug is given for",
          1.5, 0.6, 100),
    _text("therapy", "Therapies", "therapies", (MONOGRAPH,), "therapies that use a drug",
          1.5, 0.3, 6, aliases=("therapies",)),
    _text("description", "Description", "description", (TRIAL,), "description of a trial",
          0.7, 0.5, 300),
    _text("eligibility", "Eligibility", "sex minimum_age maximum_age eligibility", (TRIAL,), "who can take part",
          0.25, 0.7, 200),
    _text("outcome", "Outcomes", "outcomes", (TRIAL,), "what a trial measures", 0.6, 0.7, 60,
          aliases=("outcomes",)),
    _text("label", "Labels", "labels", (MONOGRAPH,), "what makers state on the labels of a drug", 0.5, 0.7, 3000,
          aliases=("labels",)),
    _text("publisher", "Publisher", "publisher", (ARTICLE,), "site that published an article",
          0.6, 0.0, 2),
    _text("extra", "Other", "extra", ALL_KINDS, "labels without a field of their own",
          0.5, 0.5, 20),
    Field("kind", "Kind", "value", ("kind",), ALL_KINDS, "monograph, trial or article",
          facet=True, natural_order=True),
    Field("first_posted", "First posted", "date", ("first_posted",), (TRIAL,),
          "when a trial was first posted"),
    Field("last_posted", "Last posted", "date", ("last_posted",), (TRIAL,),
          "when a trial was last updated", sortable=True),
    Field("start", "Start", "date", ("start",), (TRIAL,), "when a trial began, or will"),
    Field("primary_completion", "Primary completion", "date", ("primary_completion",), (TRIAL,),
          "when a trial had, or will have, measured its primary outcomes"),
    Field("completion", "Completion", "date", ("completion",), (TRIAL,), "when a trial ended, or will"),
    Field("year", "Year", "date", ("first_posted",), (TRIAL,),
          "year in which a trial was first posted", facet=True),
    Field("enrollment", "Enrollment", "number", ("enrollment",), (TRIAL,),
          "number of participants", sortable=True),
)

BY_NAME = {field.name: field for field in FIELDS}
BY_ALIAS = BY_NAME | {alias: field for field in FIELDS for alias in field.aliases}
TEXT_FIELDS = tuple(field for field in FIELDS if field.type == "text")
TEXT_NAMES = tuple(field.name for field in TEXT_FIELDS)
FACET_NAMES = ("kind", "phase", "status", "condition", "intervention", "intervention_type",
               "sponsor", "country", "drug", "drug_type", "year")
FACETS = tuple(BY_NAME[name] for name in FACET_NAMES)
NAMED = ("drug", "brand", "condition", "sponsor")
"""Fields whose values are suggested as one types."""
LISTED = (*FACETS, BY_NAME["brand"])
"""Fields with a list of all their values."""
RANGES = tuple(field.name for field in FIELDS if field.type in ("date", "number") and not field.facet)
"""Fields that are searched by ranges; each is an attribute of the record classes."""
SORTS = ("relevance", "newest", "oldest", "enrollment", "title")


def values(record: Record, field: Field) -> tuple[str, ...]:
    """The field's values in this record, as written, in order and without repetitions.

    Headings of ``extra`` and of labels count as text too. A year is the first four characters of its date.
    """
    if record.kind not in field.kinds:
        return ()
    found = [text for attribute in field.attributes for text in texts(getattr(record, attribute, None))]
    if field.name == "year":
        found = [date[:4] for date in found]
    return tuple(dict.fromkeys(found))


def texts(value: object) -> Sequence[str]:
    """All texts that the value of an attribute holds, in order."""
    match value:
        case None:
            return ()
        case str():
            return (value,)
        case Mapping():
            return [text for heading, inside in value.items() for text in (heading, *inside)]
        case Label():
            return [text for part in fields(value) for text in texts(getattr(value, part.name))]
        case tuple() if value and isinstance(value[0], Label):
            return [text for label in value for text in texts(label)]
        case tuple():
            return value
        case _:
            return (str(value),)
