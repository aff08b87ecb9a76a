"""The Whoosh schema of a generation, derived from the field table, and the formats of its postings.

Each text field ``f`` has two Whoosh fields: ``f`` for stems, and ``f_word`` for words as written; ``text``
and ``text_word`` are the same over all text fields together. Their postings have positions, so phrases and
spans work in all of them. ``name`` and ``title_key`` find records by identifier and by whole title,
``first_posted_from`` … by number, ``kind_facet`` … by value. Results are sorted and grouped by the
values of facets, too, and by ``id_order``, ``title_order`` and ``first_posted_order`` …. ``record`` is the
record's JSON.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from whoosh.analysis import Analyzer, IDAnalyzer, Token
from whoosh.columns import Column, NumericColumn, VarBytesColumn, VarBytesListColumn
from whoosh.fields import COLUMN, NUMERIC, STORED, FieldType, Schema
from whoosh.formats import Existence, Format

from index.engines.whoosh.chunk import look_up_form
from index.fields import BY_NAME, FACETS, RANGES, TEXT_FIELDS
from index.text import key, tokens

RECORD_LEVEL = "text"
"""The Whoosh field over all text fields together."""
BITS, STEP = 64, 8
"""Of numbers, and how many of their bits each coarser precision leaves out."""
NO_NUMBER = -1
"""What a column of numbers has where a record has none."""
_WORD = "_word"
_X = struct.Struct("<d")


def word_field(name: str) -> str:
    """The Whoosh field with the words as written of a text field."""
    return name + _WORD


def text_field(name: str) -> str | None:
    """The text field that a Whoosh field is made of, or :data:`RECORD_LEVEL`; None: neither."""
    found = name.removesuffix(_WORD)
    return found if found == RECORD_LEVEL or (found in BY_NAME and BY_NAME[found].type == "text") else None


def facet_field(name: str) -> str:
    """The Whoosh field with the values of a facet."""
    return f"{name}_facet"


def packed(x: float, positions: Any) -> bytes:
    """A posting's value: x of the formula (:mod:`index.scoring`) as float64, the positions as uint32, little-endian."""
    return _X.pack(x) + struct.pack(f"<{len(positions)}I", *positions)


class PolicyAnalyzer(Analyzer):  # type: ignore[misc]
    """Our text policy for Whoosh's own query parser.

    Args:
        stemmed: whether the tokens are stems, or words as written and folded.
    """

    def __init__(self, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[Token]:
        """Yield tokens; Whoosh wants one object, changed in place. In queries an identifier stands whole alone."""
        token, end = Token(), 0
        for found in tokens(value):
            if mode == "query" and found.end <= end:
                continue
            end = found.end
            token.text = token.original = found.stem if self.stemmed else found.word
            token.pos, token.startchar, token.endchar = found.position, found.start, found.end
            token.boost, token.stopped, token.mode = 1.0, False, mode
            yield token


class Placed(Format):  # type: ignore[misc]
    """A posting's value is x, then the positions; see :func:`packed`."""

    def word_values(self, value: str, analyzer: Analyzer, **_: Any) -> list[tuple[str, int, float, bytes]]:
        """The words of a text that is no record's, such as one to find similar records for; they have no values."""
        found = Counter(token.text for token in analyzer(value))
        return [(word, frequency, float(frequency), b"") for word, frequency in found.items()]

    def decode_x(self, value: bytes) -> float:
        """x of the formula."""
        x: float = _X.unpack_from(value)[0]
        return x

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions, ascending."""
        return list(struct.unpack_from(f"<{self.decode_frequency(value)}I", value, _X.size))

    def decode_frequency(self, value: bytes) -> int:
        """The occurrences."""
        return (len(value) - _X.size) // 4

    def decode_weight(self, value: bytes) -> float:
        """The weight that Whoosh's own scoring reckons with."""
        return float(self.decode_frequency(value))


class Text(FieldType):  # type: ignore[misc]
    """A text field.

    Attributes:
        level: the Whoosh field over all text fields together whose terms are of the same kind.
    """

    def __init__(self, stemmed: bool) -> None:
        super().__init__(Placed(), PolicyAnalyzer(stemmed), scorable=True)
        self.level = RECORD_LEVEL if stemmed else word_field(RECORD_LEVEL)


class Key(FieldType):  # type: ignore[misc]
    """A field of whole values, found in any spelling.

    Args:
        spell: what the spellings of a value have in common.
        column: to sort and group by.
    """

    def __init__(self, spell: Callable[[str], str], column: Column | None = None) -> None:
        super().__init__(Existence(), IDAnalyzer(), sortable=column)
        self._spell = spell

    def to_bytes(self, value: Any) -> bytes:
        """The term of a value; bytes are a term."""
        return value if isinstance(value, bytes) else self._spell(value).encode()

    def from_column_value(self, value: bytes | Sequence[bytes]) -> str | tuple[str, ...]:
        """The text of a term, or of each."""
        return value.decode() if isinstance(value, bytes) else tuple(each.decode() for each in value)


def schema() -> Schema:
    """The schema of a generation."""
    fields: dict[str, FieldType] = {
        "name": Key(look_up_form), "title_key": Key(key), "record": STORED(),
        "id_order": COLUMN(VarBytesColumn()), "title_order": COLUMN(VarBytesColumn()),
    }
    for name in (RECORD_LEVEL, *(field.name for field in TEXT_FIELDS)):
        fields[name] = Text(stemmed=True)
        fields[word_field(name)] = Text(stemmed=False)
    for name in RANGES:
        for end in ("from", "to"):
            fields[f"{name}_{end}"] = NUMERIC(int, bits=BITS, shift_step=STEP)
        fields[f"{name}_order"] = COLUMN(NumericColumn("q", default=NO_NUMBER))
    for facet in FACETS:
        fields[facet_field(facet.name)] = Key(key, VarBytesListColumn())
    return Schema(**fields)
