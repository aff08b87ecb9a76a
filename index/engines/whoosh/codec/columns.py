"""Whoosh's columns over ours: what documents are sorted and grouped by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from whoosh.columns import ColumnReader

from index.engines.whoosh.chunk import MISSING
from index.engines.whoosh.counting import Values
from index.engines.whoosh.schema import NO_NUMBER, facet_field
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.strings import Strings
from index.fields import FACETS, RANGES


class ArrayColumn(ColumnReader):  # type: ignore[misc]
    """The values of one column.

    Args:
        size: documents.
        value: of a document, by its number.
    """

    def __init__(self, size: int, value: Callable[[int], Any]) -> None:
        self._size, self._value = size, value

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, docnum: int) -> Any:
        # An IndexError ends a walk over the column.
        return self._value(range(self._size)[docnum])

    def __iter__(self) -> Any:
        return map(self._value, range(self._size))


class NumberColumn(ArrayColumn):
    """Numbers, which can be sorted in reverse."""

    _sign = 1

    def sort_key(self, docnum: int) -> int:
        """What the document is sorted by."""
        return int(self._sign * self[docnum])

    def set_reverse(self) -> None:
        """Sort the largest first."""
        self._sign = -1


class FacetColumn(ArrayColumn):
    """The keys of a facet's values; a document is sorted and grouped by its first, or by an empty one."""

    def sort_key(self, docnum: int) -> bytes:
        """What the document is sorted by."""
        found: bytes = next(iter(self[docnum]), b"")
        return found


def columns(segment: Segment) -> Mapping[str, Callable[[], ArrayColumn]]:
    """What makes each column of a segment, by the name of the Whoosh field."""
    make: dict[str, Callable[[], ArrayColumn]] = {
        "id_order": partial(_strings, segment, segment.ids), "title_order": partial(_strings, segment, segment.titles)}
    for name in RANGES:
        make[f"{name}_order"] = partial(_numbers, segment, f"{name}_from")
    for facet in FACETS:
        make[facet_field(facet.name)] = partial(_facet, segment, facet.name)
    return make


def _strings(segment: Segment, strings: Strings) -> ArrayColumn:
    return ArrayColumn(segment.size, lambda docnum: strings[docnum].encode())


def _numbers(segment: Segment, name: str) -> NumberColumn:
    column = segment.column(name)

    def value(docnum: int) -> int:
        number = int(column[docnum])
        return NO_NUMBER if number == MISSING else number

    return NumberColumn(segment.size, value)


def _facet(segment: Segment, name: str) -> FacetColumn:
    values = Values(segment, name)
    rows, ordinals = values.column("rows"), values.column("ordinals")

    def value(docnum: int) -> tuple[bytes, ...]:
        found = ordinals[rows[docnum]:rows[docnum + 1]].tolist()
        return tuple(values.keys[ordinal].encode() for ordinal in found if ordinal < len(values))

    return FacetColumn(segment.size, value)
