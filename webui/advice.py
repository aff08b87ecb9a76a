"""The links by which a person takes what the search proposes: filters for words, and less of an empty request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index.diagnosis import lacking
from index.fields import BY_NAME
from index.interpretation import applied
from index.request import SearchRequest
from index.results import SearchPage
from webui import params
from webui.markup import value_label


@dataclass(frozen=True, slots=True)
class Proposal:
    """A filter in the place of words: the words, what the filter is called, what it finds, and its address."""

    text: str
    name: str
    value: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """A part of an empty request; ``field`` is the label of a filter, ``without`` what the rest finds."""

    text: str
    field: str | None
    without: int
    address: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What could be asked instead.

    Attributes:
        suggestion: the address of the query as it may be meant.
        proposals: those that find something by themselves.
        all_proposals: the address with every filter in the place of its words, if they are several; None if that
            finds nothing.
        remedies: those that find something.
        named: the address of the record that the query is an identifier of.
    """

    suggestion: str | None
    proposals: tuple[Proposal, ...]
    all_proposals: str | None
    remedies: tuple[Remedy, ...]
    named: str | None


def advice(path: str, request: SearchRequest, page: SearchPage, fixed: Collection[str]) -> Advice:
    """The links of a page, for a request whose facets ``fixed`` the user cannot change."""
    offered = [each for each in page.interpretation if each.field not in fixed]
    return Advice(
        suggestion=None if page.suggestion is None else params.address(path, params.asking(request, page.suggestion)),
        proposals=tuple(Proposal(each.text, BY_NAME[each.field].label, value_label(each.value, each.field), each.count,
                                 params.address(path, applied(request, (each,)))) for each in offered if each.count),
        all_proposals=params.address(path, applied(request, offered)) if page.together and len(offered) > 1 else None,
        remedies=tuple(Remedy(each.text, each.field and BY_NAME[each.field].label, each.without,
                              params.address(path, lacking(request, each)))
                       for each in page.diagnosis if each.without and each.field not in fixed),
        named=None if page.named is None else params.record_address(page.named))
