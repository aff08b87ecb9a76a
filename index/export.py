"""A whole result as CSV, NDJSON or RIS, streamed.

Every row names the query, the filters and the generation, so that it can be traced after it was
cut out, sorted or mixed with others.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from index import filters, links, search
from index.engines.base import Reader
from index.fields import FIELDS
from index.records import Article, Label, Monograph, Record, Trial
from index.request import SearchRequest
from index.results import Hit, hit_dict

Context = Mapping[str, str]
"""What a row says of the search that found it: query, filters, generation."""

_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson",
                "ris": "application/x-research-info-systems"}
FORMATS = tuple(_MEDIA_TYPES)
_FIRST = ("id", "kind", "partial", "title")
_ATTRIBUTES = tuple(dict.fromkeys(attribute for field in FIELDS for attribute in field.attributes))
COLUMNS = (*_FIRST, *(name for name in _ATTRIBUTES if name not in _FIRST), "url", "query", "filters", "generation")
"""Of the CSV, in order."""
_BOM = "\ufeff"
_KEYWORDS = ("conditions", "drugs", "keywords", "mesh_terms")
"""Attributes whose texts are keywords in RIS."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def media_type(format: str) -> str:
    """The value for ``Content-Type``."""
    return _MEDIA_TYPES[format]


def export(request: SearchRequest, reader: Reader, format: str, *, bom: bool = True) -> Iterator[bytes]:
    """The whole result in pieces of UTF-8, whatever the request's offset and limit; the first is made at once.

    Args:
        request: what to export.
        reader: the generation.
        format: one of :data:`FORMATS`.
        bom: begin a CSV with a byte order mark, so that spreadsheets read it as UTF-8.

    Raises:
        QueryError, RequestError: at once.
    """
    pieces = _pieces(request, reader, format, bom)
    return chain((next(pieces, b""),), pieces)


def _pieces(request: SearchRequest, reader: Reader, format: str, bom: bool) -> Iterator[bytes]:
    hits = search.stream(request, reader)
    spelled = filters.resolve(request.filters, reader).spelled
    context = {
        "query": request.query, "generation": reader.generation,
        "filters": "; ".join(f"{name}={'|'.join(values)}" for name, values in spelled.items()),
    }
    if format == "csv":
        return _csv(hits, context, bom)
    row: Callable[[Hit, Context], str] = _ndjson if format == "ndjson" else _ris
    return (row(hit, context).encode() for hit in hits)


def _csv(hits: Iterator[Hit], context: Context, bom: bool) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if bom:
        buffer.write(_BOM)
    writer.writerow(COLUMNS)
    for hit in hits:
        writer.writerow([_cell(hit, name, context) for name in COLUMNS])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(hit: Hit, name: str, context: Context) -> str:
    if name == "url":
        return _url(hit.record)
    if name == "partial":
        return "true" if hit.partial else "false"
    text = context[name] if name in context else _text(getattr(hit.record, name, None))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "|".join(f"{label}: {text}" for label, texts in value.items() for text in texts)
    if isinstance(value, tuple):
        return "|".join(_label(each) if isinstance(each, Label) else each for each in value)
    return str(value)


def _label(label: Label) -> str:
    """A label in a cell: whose it is, and whether it has a box; NDJSON has all of it."""
    facts = (", ".join(label.names), label.maker, label.date, f"set id {label.set_id}",
             "with a boxed warning" if label.boxed_warning else None)
    return ", ".join(filter(None, facts))


def _ndjson(hit: Hit, context: Context) -> str:
    values = hit_dict(hit)
    del values["snippets"]
    return json.dumps(values | dict(context), ensure_ascii=False, separators=(",", ":")) + "\n"


def _ris(hit: Hit, context: Context) -> str:
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in _ris_tags(hit.record, context) if text.strip()]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _ris_tags(record: Record, context: Context) -> Iterator[tuple[str, str]]:
    """The tags of RIS (Research Information Systems, 2001) that reference managers read."""
    yield "TY", {Trial.kind: "RPRT", Monograph.kind: "GEN", Article.kind: "ELEC"}[record.kind]
    yield "TI", record.title
    yield "AN", record.id
    yield "UR", _url(record)
    if isinstance(record, Trial):
        yield "ST", record.acronym or ""
        yield "N1", f"Official title: {record.official_title}" if record.official_title else ""
        yield "PB", record.sponsor or ""
        yield "PY", (record.first_posted or "")[:4]
        yield "DA", (record.first_posted or "").replace("-", "/")
        yield "N1", f"Status: {record.status}, last posted {record.last_posted}" if record.status else ""
        yield "AB", record.summary or ""
    elif isinstance(record, Monograph):
        yield "AB", " ".join(filter(None, (record.indication, record.background)))
    else:
        yield "PB", record.publisher or ""
        yield "AB", record.summary or ""
    keywords = (name for attribute in _KEYWORDS for name in getattr(record, attribute, ()))
    for keyword in dict.fromkeys(keywords):
        yield "KW", keyword
    found_by = f"query “{context['query']}”; filters {context['filters'] or 'none'}; generation {context['generation']}"
    yield "N1", f"Found by Trialdex: {found_by}"


def _url(record: Record) -> str:
    entry = links.registry(record)
    return entry[1] if entry else ""
