"""The record that a query names by an identifier: a registration number, CAS number, UNII or formula."""

from __future__ import annotations

import re

from index.engines.base import Plan, Reader
from index.identifiers import compact
from index.query import Query, Term
from index.records import Monograph, Record
from index.text import fold

_IDENTIFIER = re.compile(r"[^\W_][\w\s./+,()\-\u2010\u2011]{1,79}")
_FORMULA = re.compile(r"(?:[a-z]{1,2}\d*){2,}")
"""A molecular formula in its compact form, such as ``c10h12clno2``."""


def form_of(text: str) -> str | None:
    """The compact form of an identifier that a text may be, nothing else beside it; None: it is none."""
    text = text.strip()
    form = compact(fold(text)) if _IDENTIFIER.fullmatch(text) else ""
    return form if any(map(str.isdigit, form)) else None


def identified(text: str, reader: Reader) -> Record | None:
    """The one record that a text is an identifier of, without its labels; case, hyphens and spaces are forgiven.

    A name is no identifier, even if the record's id is made of it.
    """
    form = form_of(text)
    if form is None:
        return None
    own = reader.resolve(text.strip()) or _only_with_formula(form, reader)
    if own is None:
        return None
    (record,) = reader.excerpts([own], (), 0)
    return None if form in map(_compact, _names(record)) else record


def naming(text: str, parsed: Query | None, reader: Reader) -> Query | None:
    """What finds a record by an identifier: the query as read, or its compact form where it fell into several words."""
    form = form_of(text)
    if form is None or (parsed is not None and isinstance(parsed.full, Term)) or not reader.has_stem(form):
        return parsed
    return Query(Term(form))


def _only_with_formula(form: str, reader: Reader) -> str | None:
    """The id of the drug with this formula; None if there is none, or several."""
    if not _FORMULA.fullmatch(form) or not reader.has_stem(form):
        return None
    plan = Plan(full=Term(form, "id"), partial=None, match="all", title=None, filters={}, sort="title", offset=0,
                limit=2, facets=())
    found = [record for record in reader.excerpts([hit.id for hit in reader.select(plan).hits], (), 0)
             if isinstance(record, Monograph) and _compact(record.chemical_formula or "") == form]
    return found[0].id if len(found) == 1 else None


def _names(record: Record) -> tuple[str, ...]:
    if not isinstance(record, Monograph):
        return (record.title,)
    return (record.title, *filter(None, (record.generic_name,)), *record.brand_names)


def _compact(text: str) -> str:
    return compact(fold(text))
