"""The page of one record: everything that is known of it, and where it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from index import links
from index.engines.base import Reader
from index.records import Article, Monograph, Record, Trial
from index.request import SearchRequest
from index.search import record as find_record
from index.search import search
from webui import params
from webui.reading import answer
from webui.views.results import live_page

_FACTS = {
    Trial: "phases conditions interventions intervention_types sponsor enrollment first_posted last_posted "
           "registration_number countries locations keywords outcomes",
    Monograph: "generic_name brand_names drug_type chemical_formula cas_number unii conditions therapies drugs",
    Article: "publisher drugs",
}
"""Attributes in short, shown even when the document does not state them."""
_TEXTS = {Trial: "summary description eligibility", Monograph: "indication background", Article: "summary"}
"""Attributes in prose, shown where there is one."""
_LABELS = {"unii": "UNII", "cas_number": "CAS number", "extra": "Other", "drugs": "Drugs"}
_FACETS = {"phases": "phase", "status": "status", "conditions": "condition", "interventions": "intervention",
           "intervention_types": "intervention_type", "sponsor": "sponsor", "countries": "country"}
"""Attributes whose values search on click -> facet."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its values, each with the address that it leads to, if any; no value: not stated."""

    label: str
    values: tuple[tuple[str, str | None], ...]


def add_views(app: Flask) -> None:
    """Add ``/record/<id>``."""

    @app.get("/record/<path:id>")
    def record_page(id: str) -> AnyResponse:
        return answer(lambda reader: _found(id, reader))


def _found(id: str, reader: Reader) -> AnyResponse:
    record = find_record(id, reader)
    if record.id != id:
        query = request.query_string.decode("latin-1")
        return redirect(params.record_address(record.id) + (f"?{query}" if query else ""))
    return _page(record, reader)


def _page(record: Record, reader: Reader) -> AnyResponse:
    context: dict[str, Any] = {
        "record": record, "facts": tuple(_facts(record, reader)), "texts": tuple(_texts(record)),
        "extra": tuple(Fact(label, tuple((value, None) for value in values)) for label, values in record.extra.items()),
        "registry": links.registry(record),
    }
    if isinstance(record, Monograph):
        name = record.generic_name or record.title
        context["articles"] = _about(name, Article.kind, reader)
        return live_page("monograph.html", reader, fixed={"drug": (name,), "kind": (Trial.kind,)},
                         name=record.title, **context)
    params.check_names(request.args, ())
    return make_response(render_template("record.html", title=f"{record.title} – Trialdex",
                                         notices=reader.notices, **context))


def _facts(record: Record, reader: Reader) -> Iterator[Fact]:
    for name in _FACTS[type(record)].split():
        if name in ("keywords", "outcomes") and not getattr(record, name):
            continue
        yield Fact(label(name), tuple((text, _address(name, text)) for text in _shown(record, name)))
    if isinstance(record, Trial):
        yield Fact(label("drugs"), tuple((drug, _monograph(drug, reader)) for drug in record.drugs))
    if record.aliases:
        yield Fact("Also known as", tuple((alias, None) for alias in record.aliases))


def _shown(record: Record, name: str) -> tuple[str, ...]:
    value = getattr(record, name)
    if isinstance(value, tuple):
        return value
    if value is None:
        return ()
    return (f"{value:,}" if isinstance(value, int) else value,)


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    for name in _TEXTS[type(record)].split():
        if text := getattr(record, name):
            yield label(name), text


def label(attribute: str) -> str:
    """An attribute's name for people."""
    return _LABELS.get(attribute, attribute.replace("_", " ").capitalize())


def _address(attribute: str, value: str) -> str | None:
    facet = _FACETS.get(attribute)
    return params.address("/", SearchRequest(filters={facet: (value,)})) if facet else None


def _about(drug: str, kind: str, reader: Reader) -> list[Record]:
    wanted = SearchRequest(filters={"drug": (drug,), "kind": (kind,)}, sort="title", limit=100)
    return [hit.record for hit in search(wanted, reader).hits]


def _monograph(drug: str, reader: Reader) -> str:
    """The address of the drug's page; of a search where there is none, or more than one."""
    found = _about(drug, Monograph.kind, reader)
    if len(found) == 1:
        return params.record_address(found[0].id)
    return params.address("/", SearchRequest(filters={"drug": (drug,)}))
