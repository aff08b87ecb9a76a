"""What a page shows around its records: filters and their counts, chips, sorts, pages."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.export import FORMATS
from index.fields import BY_NAME, FACET_NAMES, SORTS
from index.request import MAX_OFFSET, NONE, SearchRequest
from index.results import Facet, FacetCount, SearchPage
from webui import params
from webui.advice import Advice, advice
from webui.histogram import Histogram, count_within, histogram
from webui.markup import value_label
from webui.widening import Widened, widened

LISTED = 6
"""Values of a facet that a panel lists; all natural ones, all selected ones and ``(none)`` come on top."""
SORT_LABELS = {"relevance": "Best match", "newest": "Newest first", "oldest": "Oldest first",
               "enrollment": "Most participants", "title": "Title"}
_PLAIN_WORD = re.compile(r"[^\W_]+")
_MATCH_LABELS = {"all": "With all words", "any": "With any of the words"}


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go; ``name`` and ``value`` say what a chip removes."""

    name: str
    value: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A way to sort; the default has the value ``""``, so that a URL leaves it out."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to tick; ``id`` is the same on every page that lists the value."""

    id: str
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A facet. ``all_address`` lists all its ``distinct`` values; None if they are all here."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    distinct: int
    all_address: str | None


@dataclass(frozen=True, slots=True)
class Panel:
    """A result, ready for its template.

    Attributes:
        path: of the page that shows it.
        request: the user's share of the search, in canonical spelling.
        page: the result.
        shown: the numbers of its first and last record, from 1.
        forgiving: the address of the search that forgives one wrong letter; None unless the query is one plain word.
    """

    path: str
    request: SearchRequest
    page: SearchPage
    shown: tuple[int, int]
    chips: tuple[Link, ...]
    clear: str
    groups: tuple[Group, ...]
    years: Histogram
    year_choices: tuple[Choice, ...]
    sorts: tuple[Option, ...]
    pages: tuple[Link | None, ...]
    previous: str | None
    next: str | None
    all_words: str
    some_words: str
    as_typed: str
    widened: tuple[Widened, ...]
    advice: Advice
    forgiving: str | None
    downloads: tuple[Link, ...]


def panel(path: str, request: SearchRequest, page: SearchPage, fixed: Collection[str] = ()) -> Panel:
    """Lay out ``page``, the answer to ``request`` whose facets ``fixed`` the user cannot change."""
    filters = {name: chosen for name, chosen in page.filters.items() if name not in fixed}
    request = replace(request, filters=filters)
    whole = replace(request, filters=page.filters)
    here, last = params.page_number(request), _last_page(page.total)
    return Panel(
        path=path, request=request, page=page,
        shown=(page.offset + 1, page.offset + len(page.hits)),
        chips=tuple(chips(path, request)),
        clear=params.address(path, replace(request, filters={}, match="auto", synonyms=True, offset=0)),
        groups=tuple(_group(name, page.facets[name], whole) for name in FACET_NAMES
                     if name not in (*fixed, "year") and _says_something(page.facets[name])),
        years=(years := histogram(path, request, page.years)),
        year_choices=choices("year", _other_years(years.others, page)),
        sorts=tuple(_sorts(request, page)),
        pages=tuple(_pages(path, request, here, last)),
        previous=params.address(path, params.at_page(request, here - 1)) if here > 1 else None,
        next=params.address(path, params.at_page(request, here + 1)) if here < last else None,
        all_words=params.address(path, replace(request, match="all", offset=0)),
        some_words=params.address(path, replace(request, match="auto", offset=0)),
        as_typed=params.address(path, replace(request, synonyms=False, offset=0)),
        widened=widened(path, request, page),
        advice=advice(path, request, page, fixed),
        forgiving=(params.address(path, replace(request, query=request.query + "~", offset=0))
                   if _PLAIN_WORD.fullmatch(request.query) else None),
        downloads=tuple(Link(form.upper(), form, params.address(f"/export.{form}", replace(whole, offset=0)))
                        for form in FORMATS),
    )


def choices(name: str, values: Sequence[FacetCount]) -> tuple[Choice, ...]:
    """The values of a facet as boxes to tick."""
    return tuple(Choice(f"{name}-{zlib.crc32(each.value.encode()):08x}", each.value,
                        value_label(each.value, name), each.count, each.selected) for each in values)


def _says_something(facet: Facet) -> bool:
    return any(value.value != NONE or value.selected for value in facet.values)


def _group(name: str, facet: Facet, request: SearchRequest) -> Group:
    field = BY_NAME[name]
    listed = [value for place, value in enumerate(facet.values)
              if place < LISTED or field.natural_order or value.selected or value.value == NONE]
    hidden = facet.distinct > sum(value.count > 0 and value.value != NONE for value in listed)
    address = params.address(f"/facet/{name}", replace(request, offset=0)) if hidden else None
    return Group(name, field.label, choices(name, listed), facet.distinct, address)


def _other_years(others: Sequence[str], page: SearchPage) -> list[FacetCount]:
    """Chosen values that the boxes cannot say, and ``(none)``."""
    unstated = [value for value in page.facets["year"].values if value.value == NONE]
    return [FacetCount(value, count_within(value, page.years), selected=True)
            for value in others if value != NONE] + unstated


def chips(path: str, request: SearchRequest) -> list[Link]:
    """The filters that are on, each as a link that removes it."""
    found = [Link(BY_NAME[name].label, value_label(value, name),
                  params.address(path, params.choosing(request, name, *(v for v in chosen if v != value))))
             for name, chosen in request.filters.items() for value in chosen]
    if request.match in _MATCH_LABELS:
        found.append(Link("Records", _MATCH_LABELS[request.match].lower(),
                          params.address(path, replace(request, match="auto", offset=0))))
    if not request.synonyms:
        found.append(Link("Words", "just as typed", params.address(path, replace(request, synonyms=True, offset=0))))
    return found


def _sorts(request: SearchRequest, page: SearchPage) -> list[Option]:
    wordless = not request.query or (request.sort in (None, "relevance") and page.sort == "newest")
    default = "newest" if wordless and request.sort != "newest" else "relevance"
    offered = [default, *(sort for sort in SORTS if sort not in ("relevance", default))]
    return [Option("" if sort == default else sort, SORT_LABELS[sort], sort == page.sort) for sort in offered]


def _last_page(total: int) -> int:
    reachable = min(total - 1, MAX_OFFSET)
    return max(reachable, 0) // params.PER_PAGE + 1


def _pages(path: str, request: SearchRequest, here: int, last: int) -> list[Link | None]:
    """The first page, the last, and those around this one; None where some are left out."""
    wanted = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    links: list[Link | None] = []
    for number in wanted if last > 1 else ():
        if links and links[-1] is not None and int(links[-1].value) < number - 1:
            links.append(None)
        links.append(Link(f"Page {number}", str(number), params.address(path, params.at_page(request, number)),
                          current=number == here))
    return links
