"""The records: what is searched. Frozen values, and their JSON form.

Dates are ``YYYY-MM-DD`` strings that keep the precision of their source (``2022-05``). Absent
lists are empty, absent values None; texts stand as written in the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any, ClassVar, get_type_hints

import msgspec

from index.identifiers import registration_number

Extra = Mapping[str, tuple[str, ...]]
"""Labels that have no field, and values that could not be read: label -> values, as written."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record, or a part of it, was read.

    Attributes:
        document: path of the file; of an archive's entry ``archive.zip!entry``.
        sha256: of the whole document's bytes (of an entry or a ``.gz``: unpacked), in hex.
        offset: of the record's first byte in the document.
        length: in bytes.
        parser: name and version of the source module, such as ``medpath/1``.
        read_at: UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
    """

    document: str
    sha256: str
    offset: int
    length: int
    parser: str
    read_at: str


@dataclass(frozen=True, slots=True)
class Other:
    """What another source states of an attribute: its number, counted from 1, and the value as text."""

    source: int
    value: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Which sources state the value of an attribute, by number from 1, and what others state instead."""

    sources: tuple[int, ...]
    others: tuple[Other, ...] = ()


Provenance = Mapping[str, Origin]
"""Attribute -> its origin; empty where a record has but one source, which states all.

Of ``extra`` each label is an attribute by itself: ``extra.Allocation``. Ids and sources have none, nor do
the aliases of monographs, which are made of the ids of its versions.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A drug's label, as one maker has filed it: no sentence of it stands without it.

    Attributes:
        set_id: of the label through all its versions.
        maker: who filed it.
        date: from which it is in force.
        version: of the label.
        names: under which the maker sells it.
        boxed_warning: the paragraphs in the box, if it has one.
        texts: heading -> paragraphs, as filed.
    """

    set_id: str
    maker: str | None = None
    date: str | None = None
    version: str | None = None
    names: tuple[str, ...] = ()
    boxed_warning: tuple[str, ...] = ()
    texts: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monograph:
    """A drug's profile."""

    kind: ClassVar[str] = "monograph"

    id: str
    title: str
    generic_name: str | None = None
    brand_names: tuple[str, ...] = ()
    drug_type: str | None = None
    chemical_formula: str | None = None
    cas_number: str | None = None
    unii: str | None = None
    background: str | None = None
    indication: str | None = None
    conditions: tuple[str, ...] = ()
    therapies: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    extra: Extra = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A clinical trial.

    Attributes:
        mesh_terms, mesh_ancestors: headings of MeSH that the registry gave it, and those above them.
        other_names: of the interventions.
        secondary_ids: that sponsor, funders and other registries gave it.
    """

    kind: ClassVar[str] = "trial"

    id: str
    title: str
    official_title: str | None = None
    acronym: str | None = None
    study_type: str | None = None
    phases: tuple[str, ...] = ()
    status: str | None = None
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    intervention_types: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    mesh_terms: tuple[str, ...] = ()
    mesh_ancestors: tuple[str, ...] = ()
    start: str | None = None
    primary_completion: str | None = None
    completion: str | None = None
    first_posted: str | None = None
    last_posted: str | None = None
    sponsor: str | None = None
    collaborators: tuple[str, ...] = ()
    enrollment: int | None = None
    registration_number: str | None = None
    secondary_ids: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    summary: str | None = None
    description: str | None = None
    sex: str | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None
    eligibility: str | None = None
    outcomes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A publication that a drug's page mentions."""

    kind: ClassVar[str] = "article"

    id: str
    title: str
    publisher: str | None = None
    summary: str | None = None
    drugs: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


Record = Monograph | Trial | Article

CARD = frozenset(("id", "title", "phases", "status", "sponsor", "conditions", "last_posted", "drug_type", "cas_number",
                  "publisher"))
"""What a list of results shows of a record."""
_REGISTRY = 3
"""Letters that tell the registry of a trial's id."""
KINDS: Mapping[str, type[Monograph | Trial | Article]] = {
    cls.kind: cls for cls in (Monograph, Trial, Article)
}


def other_ids(record: Record) -> tuple[str, ...]:
    """What else a record is known by: aliases, UNII, CAS number, and its numbers in other registries of trials."""
    found = [*record.aliases, *(getattr(record, name, None) for name in ("registration_number", "unii", "cas_number"))]
    if isinstance(record, Trial):
        # Of one registry it may name a trial that it follows, which is another one.
        found += [number for number in map(registration_number, record.secondary_ids)
                  if number and number[:_REGISTRY] != record.id[:_REGISTRY]]
    return tuple(dict.fromkeys(each for each in found if each and each != record.id))


def to_dict(record: Record) -> dict[str, Any]:
    """The record as JSON values, ``kind`` first after ``id``, keys in the order of the dataclass."""
    values: dict[str, Any] = {"id": record.id, "kind": record.kind}
    for spec in fields(record):
        value = getattr(record, spec.name)
        values[spec.name] = _to_json_value(value)
    return values


def _to_json_value(value: Any) -> Any:
    if isinstance(value, Source | Label | Origin | Other):
        return {spec.name: _to_json_value(getattr(value, spec.name)) for spec in fields(value)}
    if isinstance(value, Mapping):
        return {label: _to_json_value(inside) for label, inside in value.items()}
    return [_to_json_value(each) for each in value] if isinstance(value, tuple) else value


_TYPES = Lock()
"""Held while msgspec takes in a type: another thread that used it before all of its fields are known would crash."""


def from_dict(values: Mapping[str, Any]) -> Record:
    """The record that :func:`to_dict` made these values of.

    Raises:
        KeyError, ValueError: if the values are not a record's.
    """
    cls = KINDS[values["kind"]]
    with _TYPES:
        return msgspec.convert({spec.name: values[spec.name] for spec in fields(cls)}, cls)


@cache
def _forms() -> Mapping[type[Record], type[msgspec.Struct]]:
    """Class -> its JSON object: the fields with their types, ``kind`` second."""
    source, label, other = (_form(cls) for cls in (Source, Label, Other))
    origin = _form(Origin, others=tuple[other, ...])  # type: ignore[valid-type]
    nested = {"kind": str, "sources": tuple[source, ...], "labels": tuple[label, ...],  # type: ignore[valid-type]
              "provenance": dict[str, origin]}  # type: ignore[valid-type]
    forms = {}
    for cls in KINDS.values():
        types = get_type_hints(cls) | nested
        names = dict.fromkeys(("id", "kind", *(spec.name for spec in fields(cls))))
        forms[cls] = msgspec.defstruct(cls.__name__, [(name, types[name]) for name in names])
        with _TYPES:
            msgspec.json.Decoder(forms[cls])
    return forms


def _form(cls: type, **nested: Any) -> type[msgspec.Struct]:
    return msgspec.defstruct(cls.__name__, list((get_type_hints(cls) | nested).items()))


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Record]:
    with _TYPES:
        return msgspec.json.Decoder(KINDS[kind])


class _Labelled(msgspec.Struct):
    """Of a record's JSON the labels alone, not yet read."""

    labels: list[msgspec.Raw]


_LABELS_OF = msgspec.json.Decoder(_Labelled).decode
_LABEL = msgspec.json.Decoder(Label).decode
_LARGEST = 2**53
"""Numbers from here on are not kept apart by every reader of JSON."""
_READ_AT = re.compile(rb'"read_at":"[^"]*"')
_ENCODE = msgspec.json.Encoder().encode
_KIND = re.compile(rb'"kind":"(' + "|".join(KINDS).encode() + rb')"')
_LABELS = b'"labels":['
"""Stands in the line of a record where its labels do, and nowhere before: in a string its quotes would be escaped."""


def encode(record: Record) -> bytes:
    """The record as one line of canonical JSON: fixed key order, no blanks, UTF-8.

    Raises:
        ValueError: if a value is not of its field's type, has a lone surrogate, or is a number too large for JSON.
    """
    number = getattr(record, "enrollment", None)
    if isinstance(number, int) and abs(number) >= _LARGEST:
        raise ValueError("its enrollment is too large")
    return _ENCODE(msgspec.convert(record, _forms()[type(record)], from_attributes=True))


def decode(line: bytes) -> Record:
    """The inverse of :func:`encode`; an absent value is the default of its field.

    Raises:
        ValueError: if these are not the bytes of a record, or a value is not of its field's type.
    """
    kind = _KIND.search(line)
    if kind is None:
        raise ValueError(f"this is no record: {line[:60]!r}")
    return _decoder(kind[1].decode()).decode(line)


def take_apart(line: bytes) -> tuple[bytes, list[bytes]]:
    """A line of :func:`encode` without the record's labels, and the JSON of each of these."""
    at = line.find(_LABELS + b"{")
    if at < 0:
        return line, []
    labels = [bytes(label) for label in _LABELS_OF(line).labels]
    start = at + len(_LABELS)
    return line[:start] + line[start + sum(map(len, labels)) + len(labels) - 1:], labels


def put_together(line: bytes, labels: Sequence[bytes]) -> bytes:
    """The inverse of :func:`take_apart`."""
    if not labels:
        return line
    start = line.index(_LABELS) + len(_LABELS)
    return b"".join((line[:start], b",".join(labels), line[start:]))


def decode_label(data: bytes) -> Label:
    """A label of its JSON.

    Raises:
        ValueError: if these are not the bytes of a label.
    """
    return _LABEL(data)


def digest_of(line: bytes) -> int:
    """The SHA-256 of a line of :func:`encode`, as a number, whenever it was read: the times of reading left blank."""
    return int.from_bytes(sha256(_READ_AT.sub(b'"read_at":""', line)).digest())


def card(record: Record) -> Record:
    """The record with nothing but what a list of results shows of it (:data:`CARD`)."""
    return type(record)(**_stated_on_card(record))


def encode_card(record: Record) -> bytes:
    """A record's card, for :func:`decode`; values that are not stated are left out."""
    stated = {name: value for name, value in _stated_on_card(record).items() if value not in (None, ())}
    return _ENCODE({"id": stated.pop("id"), "kind": record.kind} | stated)


def _stated_on_card(record: Record) -> dict[str, Any]:
    return {spec.name: getattr(record, spec.name) for spec in fields(record) if spec.name in CARD}


def to_json(record: Record) -> str:
    """What :func:`encode` makes of a record, as text."""
    return encode(record).decode()


def from_json(line: str | bytes) -> Record:
    """What :func:`decode` makes of a line."""
    return decode(line.encode() if isinstance(line, str) else line)
