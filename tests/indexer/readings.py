"""Documents read part by part, as a run reads them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import pairwise

from index.records import Source, Trial
from indexer.sources.base import HEAD, Caution, Format, Lost

READ_AT = "2026-01-02T03:04:05Z"


def read(known: Format, data: bytes) -> tuple[list[Trial], list[Caution], list[Lost]]:
    """The trials of a document, what is doubtful about them, and what gave none."""
    assert known.recognises(data[:HEAD])
    whole = Source("/folder/document", "0" * 64, 0, 0, known.PARSER, READ_AT)
    trials, cautions, lost = [], [], []
    for part in known.parts(io.BytesIO(data)):
        if isinstance(part, Lost):
            lost.append(part)
            continue
        reading = known.read(part, whole)
        trials += [record for record in reading.records if isinstance(record, Trial)]
        cautions += reading.cautions
        lost += reading.lost
    return trials, cautions, lost


def one(known: Format, data: bytes) -> tuple[Trial, list[str]]:
    """The only trial of a document, and why it is doubtful."""
    (found,), cautions, lost = read(known, data)
    assert not lost
    return found, [caution.reason for caution in cautions]


def reasons(known: Format, data: bytes) -> list[str]:
    """Why a document gives no trial."""
    trials, _, lost = read(known, data)
    assert not trials
    return [each.reason for each in lost]


def chunks(data: bytes, cuts: Iterable[int]) -> list[bytes]:
    """The bytes in pieces, cut at these places."""
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:stop] for start, stop in pairwise(places)]
