"""Passages that show why a record was found, with the spans of the words that were; the same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import lru_cache

from index.fields import TEXT_FIELDS, TEXT_NAMES, texts
from index.highlights.highlighter import Found, Highlighter
from index.highlights.occurrences import Occurrence
from index.highlights.passage import merged, passage
from index.highlights.spotting import Variants
from index.query import Group, Leaf, Range, Simple, simple
from index.records import KINDS, Record
from index.results import Snippet

PER_FIELD = 3
"""Passages that are shown of one field."""
_FEW = 4
"""Of so many words it is asked in which fields they stand; many words stand in most of them together."""


Shown = dict[str, tuple[Snippet, ...]]
"""Name of a field -> its passages."""


class Passages:
    """Makes the passages of the records of a page.

    Args:
        leaves: of the query, different ones; ranges show nothing. A passage shows as many as it can; those of one group
            count as one.
        variants: the words of the index that a leaf stands for (:meth:`index.engines.base.Reader.variants`).
        fields: the fields in which a leaf may occur (:meth:`index.engines.base.Reader.fields`); None: in any.
    """

    def __init__(self, leaves: Sequence[Leaf], variants: Variants,
                 fields: Callable[[Simple], Iterable[str]] | None = None) -> None:
        meant = {each: number for number, leaf in reversed(list(enumerate(leaves))) for each in simple([leaf])}
        words = [leaf for leaf in simple(leaves) if not isinstance(leaf, Range)]
        self._meant = [meant[leaf] for leaf in words] if any(isinstance(leaf, Group) for leaf in leaves) else None
        self._fields = [leaf.field for leaf in words]
        reach = fields if fields and len(words) <= _FEW else lambda _: TEXT_NAMES
        self._wanted = frozenset(name for leaf in words for name in ((leaf.field,) if leaf.field else reach(leaf)))
        self._highlighter = Highlighter(words, variants)

    def of(self, records: Sequence[Record]) -> list[Shown]:
        """For each record the passages of each text field in which a leaf occurs; the title always, and whole."""
        shown = [_Growing(record.title) for record in records]
        page = list(zip(shown, records, strict=True))
        for is_identifier, find in ((True, self._highlighter.in_identifiers), (False, self._highlighter.in_values)):
            texts = _Texts()
            for place, record in page:
                texts.add(record, _attributes(record.kind, self._wanted, is_identifier), place)
            self._show(texts, find)
        return [each.whole() for each in shown]

    def _show(self, texts: _Texts, find: Callable[[Sequence[str]], Iterable[Found]]) -> None:
        """Add the passages of the values in which a leaf occurs that may occur in their field."""
        for number, occurrences in find(texts.values):
            shown, name = texts.places[number]
            if any(self._fields):
                occurrences = [each for each in occurrences if self._fields[each[2]] in (None, name)]
            if occurrences:
                if self._meant is not None:
                    occurrences = [(start, end, self._meant[leaf]) for start, end, leaf in occurrences]
                shown.add(name, texts.values[number], occurrences)


class _Growing:
    """The passages of one record."""

    __slots__ = ("_fields", "_title")

    def __init__(self, title: str) -> None:
        self._title = Snippet(title, ())
        self._fields: dict[str, dict[str, Snippet]] = {}

    def add(self, name: str, value: str, found: Sequence[Occurrence]) -> None:
        """Add what a value shows; a repeated value shows nothing new."""
        if name == "title":
            self._title = Snippet(value, merged(found))
            return
        of_field = self._fields.setdefault(name, {})
        if len(of_field) < PER_FIELD and value not in of_field:
            of_field[value] = passage(value, found)

    def whole(self) -> Shown:
        """The passages by field, in the order in which they were added."""
        return {"title": (self._title,)} | {name: tuple(found.values()) for name, found in self._fields.items()}


class _Texts:
    """Values of the records of a page, each with the record that shows it and the name of its field."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.places: list[tuple[_Growing, str]] = []

    def add(self, record: Record, attributes: Iterable[tuple[str, str]], shown: _Growing) -> None:
        """Add the values of these attributes, each with the name of its field."""
        values, places = self.values, self.places
        for name, attribute in attributes:
            value = getattr(record, attribute)
            if isinstance(value, str):
                values.append(value)
                places.append((shown, name))
            elif value:
                written = texts(value)
                values += written
                places += [(shown, name)] * len(written)


@lru_cache(maxsize=256)
def _attributes(kind: str, wanted: frozenset[str], is_identifier: bool) -> list[tuple[str, str]]:
    """The attributes of a kind of record that are text, or identifiers, each with the name of its field."""
    known = {spec.name for spec in fields(KINDS[kind])}
    return [(text.name, attribute) for text in TEXT_FIELDS
            if kind in text.kinds and (text.name == "id") == is_identifier
            and (text.name in wanted or text.name == "title")
            for attribute in text.attributes if attribute in known]
