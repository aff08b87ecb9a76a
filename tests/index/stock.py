"""The same records in an index of stock Whoosh: its own codec, writer and fields, with our analysis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.index import FileIndex, create_in

from index.fields import FACETS, TEXT_FIELDS, values
from index.records import Record, to_json
from index.text import GAP, field_tokens, key
from tests.index.naive_terms import RANGES, of_record

VALUE, FIELD = "\x1f", "\x1e"


class JoinedFields(Analyzer):  # type: ignore[misc]
    """The words of fields that were joined by :data:`FIELD`, their values by :data:`VALUE`."""

    def __init__(self, stemmed: bool, names: tuple[str, ...]) -> None:
        self.stemmed, self.names = stemmed, names

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        begin = 0
        for name, text in zip(self.names, value.split(FIELD), strict=True):
            last = -1
            for _, found in field_tokens(filter(None, text.split(VALUE)), name == "id"):
                token = Token(positions=True, stopped=False, boost=1.0)
                token.text, token.pos = found.stem if self.stemmed else found.word, begin + found.position
                last = found.position
                yield token
            begin += last + 1 + GAP if last >= 0 else 0


class Separated(Analyzer):  # type: ignore[misc]
    """Whole values, joined by :data:`VALUE`."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        for text in value.split(VALUE):
            token = Token(positions=False, stopped=False, boost=1.0)
            token.text = text
            yield token


def _schema() -> Schema:
    texts = {field.name: (field.name,) for field in TEXT_FIELDS} | {"text": tuple(field.name for field in TEXT_FIELDS)}
    fields: dict[str, Any] = {"record": STORED(), "title_key": ID(), "name": KEYWORD(), "title_order": COLUMN(VarBytesColumn())}
    fields["name"].analyzer = Separated()
    for name, parts in texts.items():
        fields[name] = TEXT(analyzer=JoinedFields(True, parts), spelling=False)
        fields[f"{name}_word"] = TEXT(analyzer=JoinedFields(False, parts), spelling=False)
    for name in (f"{name}_{end}" for name in RANGES for end in ("from", "to")):
        fields[name] = NUMERIC(int, bits=64, shift_step=8, sortable=True)
    for facet in FACETS:
        fields[f"{facet.name}_facet"] = KEYWORD()
        fields[f"{facet.name}_facet"].analyzer = Separated()
    return Schema(**fields)


def _document(record: Record) -> dict[str, Any]:
    texts = {field.name: VALUE.join(text.translate({0x1e: " ", 0x1f: " "}) for text in values(record, field))
             for field in TEXT_FIELDS}
    texts["text"] = FIELD.join(texts.values())
    terms = of_record(record)
    found: dict[str, Any] = {name: text for name, text in texts.items() if text.replace(FIELD, "")}
    found |= {f"{name}_word": text for name, text in found.items()} | terms.numbers
    found |= {name: VALUE.join(sorted(keys)) for name, keys in terms.keys.items() if keys}
    return found | {"record": to_json(record).encode(), "title_order": key(record.title).encode()}


Part = tuple[list[Record], list[int]]
"""The records of a segment, and the numbers of those that are deleted."""


def stock_index(folder: Path, *parts: Part) -> FileIndex:
    """Write an index of these segments."""
    index = create_in(str(folder), _schema())
    for records, _ in parts:
        with index.writer() as writer:
            writer.merge = False
            for record in records:
                writer.add_document(**_document(record))
    writer, begin = index.writer(), 0
    for records, deleted in parts:
        for number in deleted:
            writer.delete_document(begin + number)
        begin += len(records)
    writer.commit(merge=False)
    return index
