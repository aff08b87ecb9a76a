"""MedPath pages as they are read, and which of their lines a record does not keep."""

from __future__ import annotations

from collections.abc import Iterator

from index import vocabulary
from index.records import Monograph, Record, Trial, to_dict
from indexer.sources import values
from indexer.sources.base import Document, Reading
from indexer.sources.formats import read
from indexer.sources.lines import split
from indexer.sources.medpath_page import CARD_LABELS, MONOGRAPH_LABELS, is_copyright, is_flag
from tests.indexer.pages import COPYRIGHT, DOCUMENT, READ_AT

HEAD = "MedPath\n\nBaclofen\n\nGeneric Name\nBaclofen\nAssociated Conditions\nSpasticity\n\n"


def reading(data: bytes | str) -> Reading:
    found = read(Document(DOCUMENT, data.encode() if isinstance(data, str) else data), READ_AT)
    assert isinstance(found, Reading), found
    return found


def cards(text: str, end: str = COPYRIGHT) -> list[Record]:
    return list(reading(f"{HEAD}{text}\n{end}\n").records[1:])


def trial(text: str) -> Trial:
    (found,) = cards(text)
    assert isinstance(found, Trial)
    return found


def monograph(text: str) -> Monograph:
    found = reading(f"MedPath\n\nBaclofen\n\n{text}\n{COPYRIGHT}").records[0]
    assert isinstance(found, Monograph)
    return found


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif value is not None:
        yield str(value)


def is_kept(line: str, record: Record) -> bool:
    """Whether the record holds what this line of it says, in whatever form."""
    stated = {name: value for name, value in to_dict(record).items() if name not in ("id", "kind", "sources")}
    kept = "\n".join(texts(stated))
    phases, status, date = vocabulary.phases(line), vocabulary.status(line), values.date(line)
    return (
        line in kept or line.upper() in kept
        or (phases is not None and set(phases) <= set(stated.get("phases", ())))
        or (status is not None and status == stated.get("status"))
        or (date is not None and date in kept)
        or (values.count(line) is not None and values.count(line) in (stated.get("enrollment"), values.UNKNOWN_COUNT))
        or all(part in kept for part in values.comma_list(line))
    )


def lost_lines(data: bytes) -> list[str]:
    """The lines that are neither structure nor kept by the record in whose bytes they stand."""
    found = read(Document(DOCUMENT, data), READ_AT)
    lost = []
    for line in split(data)[0] if isinstance(found, Reading) else ():
        structure = line.text in ("MedPath", "·", "-", *CARD_LABELS, *MONOGRAPH_LABELS)
        if structure or is_flag(line.text) or is_copyright(line):
            continue
        sources = [(record, record.sources[0]) for record in found.records]
        owners = [record for record, at in sources if at.offset <= line.start < at.offset + at.length]
        if not any(is_kept(line.text, record) for record in owners or found.records):
            lost.append(line.text)
    return lost
