"""Studies of ClinicalTrials.gov as its API v2 gives them: one, an array, a line each, or the API's paged answer.

Source of the format: https://clinicaltrials.gov/data-api/api.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from index.records import Source
from indexer.sources import json_parts
from indexer.sources.base import Caution, Lost, Part, Reading, all_lost
from indexer.sources.ctgov_fields import trial
from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_study import Study, states_something
from indexer.sources.ctgov_text import from_markdown
from indexer.sources.json_values import NoJson, decode

PARSER = "ctgov-api/1"

_LIST, _FIRST = "studies", "protocolSection"
_RECOGNISED = re.compile(
    rb'(?:\xef\xbb\xbf|\s)*+[\[{](?=.*?"protocolSection"\s*+:|[^\[]*?"studies"\s*+:\s*+\[)', re.DOTALL)

_PAGE = b"a further page"
_FURTHER = re.compile(rb'"nextPageToken"\s*+:\s*+"[^"]++"[^{}\[\]]*+\}\s*+\Z')
_GOES_ON = "the answer names a further page (nextPageToken); its studies are not in this document"
_END = 4_096
"""Bytes at the end of a document in which a further page is named."""


def recognises(head: bytes) -> bool:
    """Whether this is JSON with a study's key, or with the list of an answer of the API."""
    return _RECOGNISED.match(head) is not None


def parts(file: BinaryIO) -> Iterator[Part | Lost]:
    """Each study; and the key with which an answer names a further page, if it ends in one."""
    watched = _Watched(file)
    yield from json_parts.parts(cast("BinaryIO", watched), _LIST, _FIRST)
    if named := _FURTHER.search(watched.end):
        yield Part(watched.size - len(watched.end) + named.start(), b"", _PAGE)


def read(part: Part, whole: Source) -> Reading:
    """The trial of a study; cautions for what is kept as it stands."""
    if part.context == _PAGE:
        return Reading(whole.document, (), (Caution(whole.document, part.offset, _GOES_ON),))
    source = replace(whole, offset=part.offset, length=len(part.data))
    try:
        tree, doubts = decode(part.data, part.value)
        if isinstance(tree, dict) and _FIRST in tree:
            return _reading(tree, doubts, source)
        reason = f"no study: {_FIRST} is missing"
    except NoJson as error:
        reason = f"no study: {error}"
    except RecursionError:
        reason = "no study: nested too deeply"
    return all_lost(part, whole, reason)


class _Watched:
    """A file that is read from where it stands, with its size so far and its last bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size, self.end = 0, b""

    def read(self, size: int) -> bytes:
        """At most so many bytes."""
        data = self._file.read(size)
        self.size += len(data)
        self.end = data[-_END:] if len(data) >= _END else (self.end + data)[-_END:]
        return data


def _reading(tree: dict[str, object], doubts: tuple[str, ...], source: Source) -> Reading:
    notes = Notes(source.document, source.offset)
    for doubt in doubts:
        notes.doubt(doubt)
    study = Study(tree, notes, from_markdown)
    if not states_something(tree):
        return Reading(source.document, (), (), (Lost(source.offset, source.length, "a study that states nothing"),))
    record = trial(study, source)
    if record.registration_number is None:
        notes.doubt("a study without a number of the registry")
    return Reading(source.document, (record,), tuple(notes.cautions))
