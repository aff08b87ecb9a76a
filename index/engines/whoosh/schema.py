"""The Whoosh schema, derived from the field table, and the formats of its postings.

Each text field ``f`` has two Whoosh fields: ``f`` for stems with positions, and ``f_word`` for words
as written. ``text`` and ``text_word`` are the same over all text fields together. A posting's value
begins with x of the formula (:mod:`index.scoring`) as a little-endian float64; Whoosh's own weights
and field lengths are lossy and not used.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, NUMERIC, STORED, FieldType, Schema
from whoosh.formats import Format

from index import dates
from index.analysis import Analysis, analyse
from index.fields import FACETS, TEXT_FIELDS, values
from index.identifiers import compact
from index.records import Record, other_ids, to_json
from index.scoring import weight
from index.text import fold, key, tokens

RECORD_LEVEL = "text"
"""The Whoosh field over all text fields together."""
RANGES = ("first_posted", "last_posted", "enrollment")
"""Record attributes that are searched by ranges; a Whoosh field for each end of their span."""
SEPARATOR = "\x1f"
"""Between the values of one facet column."""

Posting = tuple[float, Sequence[int]]
"""x, and the positions (none at record level and of words as written)."""


def word_field(name: str) -> str:
    """The Whoosh field with the words as written of a text field."""
    return f"{name}_word"


def facet_column(name: str) -> str:
    """The Whoosh column with the values as written of a facet."""
    return f"{name}_facet"


def x_of(value: bytes) -> float:
    """x of the formula in a posting's value."""
    x: float = _X.unpack_from(value)[0]
    return x


_X = struct.Struct("<d")


class PolicyAnalyzer(Analyzer):  # type: ignore[misc]
    """Our text policy for Whoosh's own query parser: the stems of a text."""

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[Token]:
        """Yield tokens; Whoosh wants one object, changed in place."""
        token = Token()
        for found in tokens(value):
            token.text = token.original = found.stem
            token.pos, token.startchar, token.endchar = found.position, found.start, found.end
            token.boost, token.stopped, token.mode = 1.0, False, mode
            yield token


class Weighted(Format):  # type: ignore[misc]
    """A posting's value is x alone."""

    posting_size = _X.size

    def decode_frequency(self, value: bytes) -> int:
        """Whoosh counts a record once."""
        return 1

    def decode_weight(self, value: bytes) -> float:
        """The weight of the posting."""
        return x_of(value)


class Placed(Format):  # type: ignore[misc]
    """A posting's value is x, then the positions as little-endian uint32."""

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions, ascending."""
        return list(struct.unpack_from(f"<{self.decode_frequency(value)}I", value, _X.size))

    def decode_frequency(self, value: bytes) -> int:
        """The occurrences."""
        return (len(value) - _X.size) // 4

    def decode_weight(self, value: bytes) -> float:
        """The weight of the posting."""
        return x_of(value)


class Words(FieldType):  # type: ignore[misc]
    """A field whose postings were made by our own analysis."""

    def __init__(self, format: Format) -> None:
        super().__init__(format, PolicyAnalyzer())

    def index(self, value: Mapping[str, Posting], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, value) as Whoosh's writer wants it."""
        for term, (x, positions) in value.items():
            yield (term.encode(), len(positions) or 1, x,
                   _X.pack(x) + struct.pack(f"<{len(positions)}I", *positions))


def schema() -> Schema:
    """The schema of a generation."""
    fields: dict[str, FieldType] = {
        "id_order": COLUMN(VarBytesColumn()), "name": Words(Weighted()), "title_key": Words(Weighted()),
        "title_order": COLUMN(VarBytesColumn()), "record": STORED(),
        RECORD_LEVEL: Words(Weighted()), word_field(RECORD_LEVEL): Words(Weighted()),
    }
    for field in TEXT_FIELDS:
        fields[field.name] = Words(Placed())
        fields[word_field(field.name)] = Words(Weighted())
    for name in RANGES:
        fields[f"{name}_from"] = NUMERIC(int, bits=64, shift_step=8)
        fields[f"{name}_to"] = NUMERIC(int, bits=64, shift_step=8)
        fields[f"{name}_order"] = COLUMN(NumericColumn("q", default=-1))
    for facet in FACETS:
        fields[facet_column(facet.name)] = COLUMN(VarBytesColumn())
    return Schema(**fields)


def names(record: Record) -> dict[str, Posting]:
    """The terms under which a record is looked up by id; the first character is the rank of the look-up."""
    terms: dict[str, Posting] = {}
    for rank, text in enumerate(look_ups(record.id)):
        terms[f"{2 * rank}{text}"] = (0.0, ())
        for other in other_ids(record):
            terms[f"{2 * rank + 1}{look_ups(other)[rank]}"] = (0.0, ())
    return terms


def look_ups(id: str) -> tuple[str, str, str]:
    """The forms of an id, from exact to forgiving."""
    return id, fold(id), compact(fold(id))


def title_term(title_key: str) -> str:
    """The term that stands for a whole title."""
    return hashlib.sha256(title_key.encode()).hexdigest()


def document(record: Record) -> dict[str, Any]:
    """A record as the values of a Whoosh document, all of them of the right type.

    Raises:
        UnicodeEncodeError, ValueError, TypeError: if a value of the record cannot be stored.
    """
    words = analyse(record)
    found: dict[str, Any] = {
        "id_order": record.id.encode(), "name": names(record), "record": to_json(record).encode(),
        "title_key": {title_term(words.title): (0.0, ())}, "title_order": key(record.title).encode(),
        RECORD_LEVEL: {stem: (x, ()) for stem, x in words.stems.items()},
        word_field(RECORD_LEVEL): {word: (x, ()) for word, x in words.words.items()},
    }
    found |= _fields(words) | _ranges(record)
    for facet in FACETS:
        if written := values(record, facet):
            joined = SEPARATOR.join(value.replace(SEPARATOR, " ") for value in written)
            found[facet_column(facet.name)] = joined.encode()
    for name in (RECORD_LEVEL, word_field(RECORD_LEVEL)):
        "".join(found[name]).encode()
    return found


def _fields(words: Analysis) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in TEXT_FIELDS:
        if (part := words.fields.get(field.name)) is not None:
            found[field.name] = {stem: (weight(field, len(places), part.length), places)
                                 for stem, places in part.stems.items()}
            found[word_field(field.name)] = {word: (weight(field, frequency, part.length), ())
                                             for word, frequency in part.words.items()}
    return found


def _ranges(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in RANGES:
        value = getattr(record, name, None)
        span = (value, value) if isinstance(value, int) else dates.span(value or "")
        if span is not None:
            found |= {f"{name}_from": span[0], f"{name}_to": span[1], f"{name}_order": span[0]}
    return found
