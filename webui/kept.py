"""What a request that could not be answered still asks for, so that mending its fault keeps the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from index.errors import RequestError
from webui import params
from webui.histogram import histogram
from webui.panel import Link, chips


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form holds besides its text while it shows a problem instead of a result.

    Attributes:
        carried: hidden parameters, as (name, value).
        low, high: the boxes of years, as typed.
        chips: the filters that are on; following one removes it.
        clear: the address without any filter.
    """

    carried: tuple[tuple[str, str], ...]
    low: str = ""
    high: str = ""
    chips: tuple[Link, ...] = ()
    clear: str = ""


def keep(path: str, arguments: params.Arguments, fixed: Collection[str] = ()) -> Kept:
    """The filters, match and sort of a page's URL, whatever else of it is wrong.

    Args:
        path: of the page.
        arguments: of the URL.
        fixed: facets that the page has chosen already.
    """
    wanted = params.salvage(arguments, fixed)
    years = histogram(path, wanted, ())
    low, high, others = years.low, years.high, years.others
    try:
        params.from_boxes(arguments)
    except RequestError:
        (low, high), others = params.boxes(arguments), wanted.filters.get("year", ())
    carried = params.choosing(replace(wanted, query=""), "year", *others)
    clear = params.address(path, replace(wanted, filters={}, match="auto", synonyms=True))
    return Kept(tuple(params.pairs(carried)), low, high, tuple(chips(path, wanted)), clear)


def keep_ticks(facet: str, arguments: params.Arguments) -> Kept:
    """The ticked values on the page of a facet, whose form holds everything else itself."""
    return Kept(tuple((facet, value) for value in arguments.getlist(facet) if value))
