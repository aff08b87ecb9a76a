"""MedPath drug pages, copied as text: a monograph, then cards of trials and articles until the copyright line.

Several pages may stand in one document. Every record's source is the slice of bytes from its first
line to before the next record's, so that the slices of a page's records follow each other without a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from index.records import Record, Source
from indexer.sources import medpath_cards, medpath_monograph
from indexer.sources.base import MAX_DOCUMENT, MEBIBYTE, Caution, Lost, Part, Reading
from indexer.sources.lines import Line, split
from indexer.sources.medpath_notes import Notes
from indexer.sources.medpath_page import MONOGRAPH_LABELS, blocks, is_copyright, is_fragment
from indexer.sources.medpath_trial import TrialCard

PARSER = "medpath/1"

_FIRST_WORD = "MedPath"
_RECOGNISED = re.compile(rb"(?:\xef\xbb\xbf|\xc2\xa0|\xa0|\s)*MedPath(?:\xc2\xa0|\xa0|[^\S\r\n])*(?:[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class _Page:
    """Lines of one page; ``copyright`` and what follows it belong to no card.

    ``fragment`` is what is left of a label in which the document is cut off.
    """

    lines: tuple[Line, ...]
    fragment: Line | None
    end: int
    copyright: Line | None
    rest: tuple[Line, ...]


def recognises(head: bytes) -> bool:
    """Whether the first line that is not blank is ``MedPath``."""
    return _RECOGNISED.match(head) is not None


def parts(file: BinaryIO) -> Iterator[Part | Lost]:
    """The whole document, since what a line means depends on its neighbours."""
    data = file.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        yield Lost(0, len(data), f"larger than {MAX_DOCUMENT // MEBIBYTE} MiB")
    else:
        yield Part(0, data)


def read(part: Part, whole: Source) -> Reading:
    """The records of all its pages, and a caution for whatever could not be taken at its word."""
    lines, foreign = split(part.data)
    cautions: list[Caution] = []
    if foreign:
        reason = f"{len(foreign):,} lines are no UTF-8 and were read as Windows-1252"
        cautions.append(Caution(whole.document, foreign[0], reason))
    records: list[Record] = []
    for page in _pages(lines, len(part.data)):
        notes = Notes(whole.document, cautions)
        if len(page.lines) > 1:
            records += _records(page, notes, whole)
        else:
            notes.doubt(page.lines[0], "a page without anything after its first line")
    lost = () if records else (Lost(0, len(part.data), "a MedPath page without a drug's name"),)
    return Reading(whole.document, tuple(records), tuple(cautions), lost)


def _pages(lines: Sequence[Line], size: int) -> Iterator[_Page]:
    starts = [at for at in range(len(lines)) if _starts_page(lines, at)]
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        end = next((at for at in range(start, stop) if is_copyright(lines[at])), stop)
        fragment = lines[end - 1] if end - start > 1 and is_fragment(lines[end - 1]) else None
        yield _Page(
            lines=tuple(lines[start : end - 1 if fragment else end]), fragment=fragment,
            end=lines[end].start if end < len(lines) else size,
            copyright=lines[end] if end < stop else None, rest=tuple(lines[end + 1 : stop]),
        )


def _starts_page(lines: Sequence[Line], at: int) -> bool:
    """Whether ``MedPath`` here is no title: a copyright line stands before it, or a monograph after it."""
    if lines[at].text != _FIRST_WORD:
        return False
    begins_monograph = any(line.text in MONOGRAPH_LABELS for line in lines[at + 1 : at + 3])
    return at == 0 or is_copyright(lines[at - 1]) or (lines[at].after_blank and begins_monograph)


def _records(page: _Page, notes: Notes, whole: Source) -> Iterator[Record]:
    found = blocks(page.lines)
    first = medpath_cards.first_card(found)
    cards = medpath_cards.read(found, first, notes)
    if page.fragment:
        (cards[-1].notes if cards else notes).keep(page.fragment.text)
    if page.copyright is None:
        last = cards[-1].start if cards else page.lines[0].start
        notes.cautions.append(Caution(notes.path, last, "the page ends without its copyright line; it may be cut off"))
    elif page.rest:
        notes.keep(page.copyright.text, *(line.text for line in page.rest))
        notes.doubt(page.rest[0], "there is text after the copyright line")
    starts = [page.lines[0].start, *(card.start for card in cards), page.end]
    sources = [
        Source(whole.document, whole.sha256, start, stop - start, whole.parser, whole.read_at)
        for start, stop in pairwise(starts)
    ]
    monograph = medpath_monograph.read(found[:first], notes, sources[0])
    yield monograph
    for card, source in zip(cards, sources[1:], strict=True):
        if isinstance(card, TrialCard):
            yield card.trial(monograph.drugs, source)
        else:
            yield card.article(monograph.drugs, source)
