"""The terms of a segment, field by field; a field's lexicon is made when it is first asked for."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.reading import TermInfo, TermNotFound

from index.engines.whoosh.codec.keys import FacetKeys, Names, Numbers, Titles
from index.engines.whoosh.codec.lexicon import Lexicon, Stems, Words
from index.engines.whoosh.codec.matcher import ArrayMatcher
from index.engines.whoosh.codec.postings import TermPostings
from index.engines.whoosh.schema import RECORD_LEVEL, facet_field, word_field
from index.engines.whoosh.segment import Segment
from index.fields import FACETS, RANGES, TEXT_FIELDS


class Lexicons(Mapping[str, Lexicon]):
    """The lexicons of a segment, by the name of the Whoosh field."""

    def __init__(self, segment: Segment) -> None:
        self._known: dict[str, Lexicon] = {}
        make: dict[str, Callable[[], Lexicon]] = {
            "name": partial(Names, segment), "title_key": partial(Titles, segment)}
        for name, field in ((RECORD_LEVEL, None), *((field.name, field.name) for field in TEXT_FIELDS)):
            make[name] = partial(Stems, segment, field)
            make[word_field(name)] = partial(Words, segment, field)
        for name in (f"{name}_{end}" for name in RANGES for end in ("from", "to")):
            make[name] = partial(_numbers, segment, name)
        for facet in FACETS:
            make[facet_field(facet.name)] = partial(FacetKeys, segment, facet.name)
        self._make = dict(sorted(make.items()))

    def __getitem__(self, name: str) -> Lexicon:
        if name not in self._known:
            self._known[name] = self._make[name]()
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._make)

    def __len__(self) -> int:
        return len(self._make)


def _numbers(segment: Segment, column: str) -> Numbers:
    return Numbers(segment.column(column).all())


class ArrayTerms(TermsReader):  # type: ignore[misc]
    """Whoosh's reader of terms.

    Args:
        segment: nothing in it deleted; it is closed with this reader.
    """

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    @cached_property
    def _lexicons(self) -> Lexicons:
        return Lexicons(self._segment)

    def _find(self, fieldname: str, text: bytes) -> TermPostings:
        lexicon = self._lexicons[fieldname]
        place = lexicon.find(text)
        if place is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return self._segment.remembered("terms", lambda name, place: self._lexicons[name].postings(place))(
            fieldname, place)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        fieldname, text = term
        return fieldname in self._lexicons and self._lexicons[fieldname].find(text) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """A walk over the terms of a field."""
        return ArrayCursor(self, fieldname, fieldobj, self._lexicons[fieldname])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, ascending by field, then by byte."""
        return ((name, text) for name in self._lexicons for _, text in self.terms_from(name, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field that do not come before this one."""
        lexicon = self._lexicons[fieldname]
        return ((fieldname, text) for text in lexicon.starting_at(bisect.bisect_left(lexicon, prefix)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms and their statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """As :meth:`terms_from`, with statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The statistics of a term.

        Raises:
            whoosh.reading.TermNotFound: if there is no such.
        """
        return self._find(fieldname, text).info()

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The weight of a term over all its postings; 0: there is no such."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many records have a term; 0: there is no such."""
        return len(self._find(fieldname, text).records) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """The postings of a term.

        Raises:
            whoosh.reading.TermNotFound: if there is no such.
        """
        return ArrayMatcher(self._find(fieldname, text), format_, scorer, (fieldname, text))

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return [name for name in self._lexicons if len(self._lexicons[name])]

    def close(self) -> None:
        """Let go of the file."""
        self._segment.close()


class ArrayCursor(FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field, at first that of the first one."""

    def __init__(self, terms: ArrayTerms, fieldname: str, fieldobj: Any, lexicon: Lexicon) -> None:
        self._terms, self._fieldname, self._field, self._lexicon = terms, fieldname, fieldobj, lexicon
        self._place = 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._place = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that does not come before this one, which is taken as it stands."""
        wanted = term.encode() if isinstance(term, str) else self._field.to_bytes(term)
        self._place = bisect.bisect_left(self._lexicon, wanted)
        return self.text()

    def next(self) -> str | None:
        """Go on."""
        self._place += 1
        return self.text()

    def is_valid(self) -> bool:
        """Whether this is the place of a term."""
        return self._place < len(self._lexicon)

    def text(self) -> str | None:
        """The term; None: there is none left."""
        return self._field.from_bytes(self._lexicon[self._place]) if self.is_valid() else None

    term = text

    def term_info(self) -> TermInfo | None:
        """The statistics of the term."""
        return self._terms.term_info(self._fieldname, self._lexicon[self._place]) if self.is_valid() else None
