"""Studies of ClinicalTrials.gov's API as they are read, and what is looked for in them by another way."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from index import vocabulary
from index.records import Source, Trial, decode, encode, to_dict
from indexer.sources import ctgov_api
from indexer.sources.base import Part, Reading
from indexer.sources.ctgov_words import words
from tests.indexer.studies import leaves

WHOLE = Source("studies.json", "0" * 64, 0, 0, ctgov_api.PARSER, "2031-01-01T00:00:00Z")
BARE = {"protocolSection": {"identificationModule": {"nctId": "NCT09990009", "briefTitle": "A study"}}}


def reading(study: object) -> Reading:
    data = study if isinstance(study, bytes) else json.dumps(study).encode()
    return ctgov_api.read(Part(7, data), WHOLE)


def trial(study: object) -> Trial:
    found = reading(study)
    (record,) = found.records
    assert isinstance(record, Trial)
    assert found.lost == ()
    assert decode(encode(record)) == record
    return record


def cautions(study: object) -> list[str]:
    return [each.reason for each in reading(study).cautions]


def with_module(name: str, **keys: object) -> dict[str, Any]:
    protocol = BARE["protocolSection"]
    return {"protocolSection": {**protocol, name: {**protocol.get(name, {}), **keys}}}  # type: ignore[dict-item]


REWRITTEN = {
    "overallStatus": vocabulary.status, "lastKnownStatus": vocabulary.status, "status": vocabulary.status,
    "phases": lambda text: ", ".join(vocabulary.phases(text) or ()),
    "studyType": str.title,
}
"""Keys whose values a trial says in other words, where the table of enumerations does not."""
LEFT_OUT = {"N/A", "NA", "None", 99_999_999}
"""Ages, and the number of people, that state that there is none."""


def squashed(text: str) -> str:
    """Letters, digits and what compares numbers, without the escapes of Markdown and XML."""
    return re.sub(r"[^\w<>≤≥=+%~^]|_|\d+\.(?=\s)", "", html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))).casefold()


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from texts_of(inside)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    elif value is not None:
        yield str(value)


def missing(study: object, record: Trial) -> list[tuple[object, ...]]:
    """Every value of the study that is nowhere in the record."""
    stated = to_dict(record)
    del stated["sources"]
    everything = "\n".join(map(squashed, texts_of(stated)))
    return [(*path, leaf) for path, leaf in leaves(study) if leaf is not None and leaf not in LEFT_OUT
            and not any(squashed(form) in everything for form in forms(path, leaf))]


def forms(path: tuple[str | int, ...], leaf: object) -> Iterator[str]:
    """How a record may say a value of a study."""
    key = next(str(each) for each in reversed(path) if isinstance(each, str))
    if isinstance(leaf, bool):
        yield "Yes" if leaf else "No"
    else:
        yield str(leaf)
        yield words(str(leaf))
        yield REWRITTEN.get(key, str)(str(leaf)) or str(leaf)
