"""Tables that ClinicalTrials.gov has exported: a head, then a study in each row, between commas, semicolons or tabs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from index.records import Source
from indexer.sources import csv_head
from indexer.sources.base import HEAD, Caution, Lost, Part, Reading, all_lost
from indexer.sources.csv_head import Head
from indexer.sources.csv_rows import UNENDED, cells, rows
from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_row import Row
from indexer.sources.decoding import decode, no_utf_8

PARSER = "ctgov-csv/1"

_MOST = 1_000_000
"""Values of one row; many more than any has, and few enough to be held."""
_MARK = b"\xef\xbb\xbf"
_CHUNK = 262_144


def recognises(head: bytes) -> bool:
    """Whether the first row that is not empty names the columns."""
    return csv_head.find(head.removeprefix(_MARK)) is not None


def parts(file: BinaryIO) -> Iterator[Part | Lost]:
    """Each row that is not empty, with the head as its context."""
    start = file.read(HEAD)
    table = start.removeprefix(_MARK)
    head = csv_head.find(table)
    assert head is not None
    found = rows(chain([table], iter(lambda: file.read(_CHUNK), b"")), head.delimiter, len(start) - len(table))
    context = b""
    for row in found:
        if isinstance(row, Lost):
            yield row
            continue
        if context:
            yield replace(row, context=context)
        context = context or row.data
        if row.context == UNENDED:
            yield Part(row.offset, b"", UNENDED)


def read(part: Part, whole: Source) -> Reading:
    """The trial of a row, unless its cells cannot be told apart, or do not fit the head."""
    if part.context == UNENDED:
        doubt = Caution(whole.document, part.offset, "the last row has no line end; it may be cut off")
        return Reading(whole.document, (), (doubt,))
    head = csv_head.read(part.context)
    assert head is not None
    if part.data.count(head.delimiter.encode()) + part.data.count(b"|") > _MOST:
        return all_lost(part, whole, f"a row of more than {_MOST:,} values")
    text, foreign = decode(part.data)
    try:
        found = cells(text, head.delimiter)
    except csv.Error as error:
        return all_lost(part, whole, f"a row that cannot be read: {error}")
    surplus = found[len(head.names) :]
    if len(found) < len(head.names) or any(surplus):
        return all_lost(part, whole, f"a row of {len(found)} cells, where the head has {len(head.names)}")
    notes = Notes(whole.document, part.offset)
    if foreign:
        notes.doubt(no_utf_8(foreign))
    row = _row(head, found, notes)
    if not {"registration_number", "title"} & row.cells.keys():
        return all_lost(part, whole, "a row without a number and a title")
    if "registration_number" not in row.cells:
        notes.doubt("a study without a number of the registry")
    trial = row.trial(replace(whole, offset=part.offset, length=len(part.data)))
    return Reading(whole.document, (trial,), tuple(notes.cautions))


def _row(head: Head, cells: list[str], notes: Notes) -> Row:
    known: dict[str, str] = {}
    for name, attribute, cell in zip(head.names, head.attributes, cells, strict=False):
        if not cell or cell.isspace():
            continue
        if attribute is None:
            notes.keep(name or "(no name)", cell.strip())
        else:
            known[attribute] = cell
    return Row(known, notes)
