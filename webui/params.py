"""The only place that maps URLs to search requests and back.

A canonical URL leaves out everything that has its default value. Pages show
:data:`PER_PAGE` records; the API takes ``limit`` and ``offset``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from werkzeug.datastructures import MultiDict

from index.errors import RequestError
from index.fields import FACET_NAMES, SORTS
from index.request import MATCHES, SearchRequest

PER_PAGE = 20
"""Records on a page of the site."""
API_LIMIT = 10
"""Records that the API answers with unless told otherwise; the same as on the command line."""

_BOXES = ("year_from", "year_to")
_PAGE_PARAMETERS = ("q", *FACET_NAMES, "match", "synonyms", "sort", "page", *_BOXES)
_NUMBER = re.compile(r"[0-9]{1,9}")
_YEAR = re.compile(r"[0-9]{4}")

Arguments = MultiDict[str, str]


def read_page(arguments: Arguments, *, typing: bool = False, own: Collection[str] = (),
              fixed: Collection[str] = ()) -> SearchRequest:
    """The request that a page's URL stands for.

    Args:
        arguments: of the URL.
        typing: the query is still being typed.
        own: names of further parameters that the page has itself.
        fixed: facets that the page has chosen already.

    Raises:
        RequestError: for an unknown parameter, or a value that is not allowed.
    """
    check_names(arguments, [name for name in (*_PAGE_PARAMETERS, *own) if name not in fixed])
    offset = (number(arguments, "page", default=1, least=1) - 1) * PER_PAGE
    return _read(arguments, one(arguments, "q").strip(), offset, PER_PAGE, typing)


def read_api(arguments: Arguments, *, own: Collection[str] = ()) -> SearchRequest:
    """The request that an API URL stands for: a page's parameters, ``limit`` and ``offset``.

    Raises:
        RequestError: for an unknown parameter, or a value that is not allowed.
    """
    check_names(arguments, (*_PAGE_PARAMETERS, "limit", "offset", *own))
    limit = number(arguments, "limit", default=API_LIMIT)
    page = number(arguments, "page", default=1, least=1)
    offset = number(arguments, "offset", default=(page - 1) * limit)
    return _read(arguments, one(arguments, "q"), offset, limit, typing=False)


def read_words(arguments: Arguments, *, typing: bool = False) -> SearchRequest:
    """The request that the URL of an explanation stands for: words, and how they are looked for.

    Args:
        arguments: of the URL.
        typing: the query is still being typed.

    Raises:
        RequestError: for an unknown parameter, or a value that is not allowed.
    """
    check_names(arguments, ("q", "match", "synonyms"))
    return SearchRequest(one(arguments, "q").strip(), match=one(arguments, "match") or "auto", typing=typing,
                         synonyms=switch(arguments, "synonyms"))


def salvage(arguments: Arguments, fixed: Collection[str] = ()) -> SearchRequest:
    """What is allowed by itself in a page's URL that cannot be answered: text, filters, match and sort.

    Args:
        arguments: of the URL.
        fixed: facets that the page has chosen already.
    """
    filters = _filters(arguments)
    with suppress(RequestError):
        filters["year"] = (*from_boxes(arguments), *filters.get("year", ()))
    return SearchRequest(
        query=arguments.get("q", "").strip(),
        filters={name: chosen for name, chosen in filters.items() if chosen and name not in fixed},
        match=next((match for match in arguments.getlist("match") if match in MATCHES), "auto"),
        sort=next((sort for sort in arguments.getlist("sort") if sort in SORTS), None),
        synonyms="0" not in arguments.getlist("synonyms"),
    )


def address(path: str, request: SearchRequest, more: Mapping[str, str] | None = None) -> str:
    """The canonical URL of this request at ``path``, with ``more`` parameters at its end."""
    found = [*pairs(request), *((more or {}).items())]
    return f"{path}?{urlencode(found)}" if found else path


def pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters of the canonical URL, in order."""
    found = [("q", request.query)] if request.query.strip() else []
    found += [(name, value) for name in FACET_NAMES for value in request.filters.get(name, ())]
    if request.match != "auto":
        found.append(("match", request.match))
    if not request.synonyms:
        found.append(("synonyms", "0"))
    if request.sort not in (None, "relevance"):
        found.append(("sort", str(request.sort)))
    if request.offset:
        found.append(("page", str(page_number(request))))
    return found


def record_address(id: str) -> str:
    """The URL of a record's page."""
    return "/record/" + quote(id, safe="/")


def is_canonical(arguments: Arguments, request: SearchRequest, more: Mapping[str, str] | None = None) -> bool:
    """Whether a page's URL says nothing that its canonical form (:func:`address`) leaves out."""
    return sorted(arguments.items(multi=True)) == sorted((*pairs(request), *(more or {}).items()))


def same_address(url: str | None, canonical: str) -> bool:
    """Whether an absolute URL leads to the same place as a canonical one."""
    one_, other = urlsplit(url or ""), urlsplit(canonical)
    return one_.path == other.path and parse_qsl(one_.query, True) == parse_qsl(other.query, True)


def page_number(request: SearchRequest) -> int:
    """The page that the request asks for, from 1."""
    return request.offset // PER_PAGE + 1


def at_page(request: SearchRequest, page: int) -> SearchRequest:
    """The same search on another page."""
    return replace(request, offset=(page - 1) * PER_PAGE)


def asking(request: SearchRequest, query: str) -> SearchRequest:
    """The first page of the same search for another query."""
    return replace(request, query=query, offset=0)


def choosing(request: SearchRequest, name: str, *values: str) -> SearchRequest:
    """The first page of the search in which a facet has just these values; none: the facet is free."""
    others = {facet: chosen for facet, chosen in request.filters.items() if facet != name}
    filters = {**others, name: values} if values else others
    return replace(request, filters=filters, offset=0)


def one(arguments: Arguments, name: str) -> str:
    """The value of a parameter that is given at most once; absent: empty."""
    given = [value for value in arguments.getlist(name) if value]
    if len(given) > 1:
        raise RequestError(f"“{name}” is given {len(given)} times", hint="give it once")
    return given[0] if given else ""


def number(arguments: Arguments, name: str, *, default: int, least: int = 0) -> int:
    """The value of a parameter that is a whole number."""
    text = one(arguments, name)
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or int(text) < least:
        raise RequestError(f"“{text[:40]}” is no value for “{name}”", hint=f"give a whole number from {least}")
    return int(text)


def switch(arguments: Arguments, name: str) -> bool:
    """The value of a parameter that is 0 or 1; absent: 1."""
    text = one(arguments, name)
    if text not in ("", "0", "1"):
        raise RequestError(f"“{text[:40]}” is no value for “{name}”", hint="give 0 or 1")
    return text != "0"


def check_names(arguments: Arguments, known: Collection[str]) -> None:
    """Refuse a parameter that would silently do nothing."""
    for name in arguments:
        if name not in known:
            raise RequestError(f"unknown parameter “{name[:40]}”", hint="one of: " + ", ".join(known))


def _read(arguments: Arguments, query: str, offset: int, limit: int, typing: bool) -> SearchRequest:
    filters = _filters(arguments)
    filters["year"] = (*from_boxes(arguments), *filters.get("year", ()))
    return SearchRequest(
        query=query, filters={name: chosen for name, chosen in filters.items() if chosen},
        match=one(arguments, "match") or "auto", sort=one(arguments, "sort") or None,
        offset=offset, limit=limit, typing=typing, synonyms=switch(arguments, "synonyms"),
    )


def _filters(arguments: Arguments) -> dict[str, tuple[str, ...]]:
    return {name: tuple(filter(None, arguments.getlist(name))) for name in arguments if name in FACET_NAMES}


def boxes(arguments: Arguments) -> tuple[str, str]:
    """The boxes of years as typed."""
    low, high = (arguments.get(name, "") for name in _BOXES)
    return low, high


def from_boxes(arguments: Arguments) -> tuple[str, ...]:
    """The years that the boxes choose, as values of the filter; none if both are empty.

    Raises:
        RequestError: for what is no year, and for years in the wrong order.
    """
    low, high = (one(arguments, name).strip() for name in _BOXES)
    for year in filter(None, (low, high)):
        if not _YEAR.fullmatch(year):
            raise RequestError(f"“{year[:40]}” is no year", hint="write four digits, such as 2021")
    if low and high and low > high:
        raise RequestError(f"no year is from {low} and up to {high}", hint=f"for those between, write {high} to {low}")
    if low == high:
        return (low,) if low else ()
    return (f"{low}..{high}",)
