"""The records: what is searched. Frozen values, and their JSON form.

Dates are ``YYYY-MM-DD`` strings that keep the precision of their source (``2022-05``). Absent
lists are empty, absent values None; texts stand as written in the source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, get_type_hints

import msgspec

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
    extra: Extra = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A clinical trial."""

    kind: ClassVar[str] = "trial"

    id: str
    title: str
    phases: tuple[str, ...] = ()
    status: str | None = None
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    intervention_types: tuple[str, ...] = ()
    first_posted: str | None = None
    last_posted: str | None = None
    sponsor: str | None = None
    enrollment: int | None = None
    registration_number: str | None = None
    locations: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    summary: str | None = None
    description: str | None = None
    eligibility: str | None = None
    outcomes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
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
    sources: tuple[Source, ...] = ()


Record = Monograph | Trial | Article

CARD = frozenset(("id", "title", "phases", "status", "sponsor", "conditions", "last_posted", "drug_type", "publisher"))
"""What a list of results shows of a record."""
KINDS: Mapping[str, type[Monograph | Trial | Article]] = {
    cls.kind: cls for cls in (Monograph, Trial, Article)
}


def other_ids(record: Record) -> tuple[str, ...]:
    """What else a record is known by: aliases, registration number, UNII and CAS number."""
    found = (*record.aliases, *(getattr(record, name, None) for name in ("registration_number", "unii", "cas_number")))
    return tuple(dict.fromkeys(each for each in found if each and each != record.id))


def to_dict(record: Record) -> dict[str, Any]:
    """The record as JSON values, ``kind`` first after ``id``, keys in the order of the dataclass."""
    values: dict[str, Any] = {"id": record.id, "kind": record.kind}
    for spec in fields(record):
        value = getattr(record, spec.name)
        if spec.name == "sources":
            value = [{key: getattr(source, key) for key in Source.__slots__} for source in value]
        elif spec.name == "extra":
            value = {label: list(texts) for label, texts in value.items()}
        elif isinstance(value, tuple):
            value = list(value)
        values[spec.name] = value
    return values


def from_dict(values: Mapping[str, Any]) -> Record:
    """The record that :func:`to_dict` made these values of.

    Raises:
        KeyError, TypeError: if the values are not a record's.
    """
    cls = KINDS[values["kind"]]
    known: dict[str, Any] = {}
    for spec in fields(cls):
        value = values[spec.name]
        if spec.name == "sources":
            value = tuple(Source(**source) for source in value)
        elif spec.name == "extra":
            value = {label: tuple(texts) for label, texts in value.items()}
        elif isinstance(value, list):
            value = tuple(value)
        known[spec.name] = value
    return cls(**known)


@cache
def _forms() -> Mapping[type[Record], type[msgspec.Struct]]:
    """Class -> its JSON object: the fields with their types, ``kind`` second."""
    source = msgspec.defstruct(Source.__name__, list(get_type_hints(Source).items()))
    forms = {}
    for cls in KINDS.values():
        types = get_type_hints(cls) | {"kind": str, "sources": tuple[source, ...]}  # type: ignore[valid-type]
        names = dict.fromkeys(("id", "kind", *(spec.name for spec in fields(cls))))
        forms[cls] = msgspec.defstruct(cls.__name__, [(name, types[name]) for name in names])
    return forms


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(KINDS[kind])


_ENCODE = msgspec.json.Encoder().encode
_KIND = re.compile(rb'"kind":"(' + "|".join(KINDS).encode() + rb')"')


def encode(record: Record) -> bytes:
    """The record as one line of canonical JSON: fixed key order, no blanks, UTF-8.

    Raises:
        ValueError: if a value is not of its field's type, or has a lone surrogate.
    """
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
