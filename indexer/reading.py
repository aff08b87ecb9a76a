"""Documents -> what they state, ready to be kept: each record as its id, its kind and its canonical JSON.

A small document is read at once; of a large one first the fingerprint, then the parts, so that no more than a few
of them are held.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from index.packing import pack
from index.records import Monograph, Record, Source, encode
from indexer.outlines import outline
from indexer.sources import formats
from indexer.sources.archives import Place, UnreadableDocument, opened
from indexer.sources.base import HEAD, MEBIBYTE, Caution, Format, Lost, Part

LARGE = 8 * MEBIBYTE
"""Documents of more bytes than this are read part by part."""
_NOTHING_IN_IT = "no record in it"


@dataclass(frozen=True, slots=True)
class Version:
    """A record as one document states it.

    Attributes:
        id, kind: of the record.
        packed: its canonical JSON, see :mod:`index.packing`.
        outline: of a monograph, the JSON of its outline.
    """

    id: str
    kind: str
    packed: bytes
    outline: bytes | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes of a document that gave no record, where they begin, and why; none where they are not kept."""

    offset: int
    data: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a document, or some parts of it, gave."""

    versions: tuple[Version, ...] = ()
    cautions: tuple[Caution, ...] = ()
    rejected: tuple[Rejected, ...] = ()


NOTHING = Outcome()


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was looked at.

    Attributes:
        place: where it lies.
        source: of the whole of it; None: it could not be read, or is of no format.
        reason: why it gives nothing; None: it gives something.
        outcome: what it gave; None: it is large, and has to be read part by part.
    """

    place: Place
    source: Source | None
    reason: str | None
    outcome: Outcome | None


def read(place: Place, read_at: str) -> Read:
    """Read a document; ``read_at`` is UTC, ``YYYY-MM-DDTHH:MM:SSZ``."""
    try:
        with opened(place) as file:
            return _read(place, file, read_at)
    except UnreadableDocument as error:
        return Read(place, None, error.message, NOTHING)


def read_all(places: Sequence[Place], read_at: str) -> list[Read]:
    """Read several documents."""
    return [read(place, read_at) for place in places]


def read_parts(parts: Sequence[Part | Lost], source: Source) -> Outcome:
    """Read some parts of a document."""
    known = formats.named(source.parser)
    return _joined([_outcome(known, part, source) for part in parts])


def parts_of(large: Read) -> Iterator[Part | Lost]:
    """The parts of a large document, in order.

    Raises:
        UnreadableDocument: if it cannot be read to its end, or is not what it was when it was looked at.
    """
    source = large.source
    assert source is not None
    with opened(large.place) as file:
        hashed = _Hashed(file)
        yield from formats.named(source.parser).parts(io.BufferedReader(hashed))
        while hashed.read(MEBIBYTE):
            pass
        if hashed.sha256.hexdigest() != source.sha256:
            raise UnreadableDocument("changed while it was read")


class _Hashed(io.RawIOBase):
    """A stream that keeps account of the bytes that went through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill as much of the buffer as comes at once."""
        data = self._stream.read(len(buffer))
        self.sha256.update(data)
        buffer[:len(data)] = data
        return len(data)


def _read(place: Place, file: IO[bytes], read_at: str) -> Read:
    head = file.read(HEAD)
    known = formats.find(head)
    if known is None:
        return Read(place, None, formats.why_none(head), NOTHING)
    data = head + file.read(LARGE + 1 - len(head))
    whole = hashlib.sha256(data)
    is_large = len(data) > LARGE
    while is_large and (block := file.read(MEBIBYTE)):
        whole.update(block)
    source = Source(place.name, whole.hexdigest(), 0, 0, known.PARSER, read_at)
    if is_large:
        return Read(place, source, None, None)
    found = _joined([_outcome(known, part, source, data) for part in known.parts(io.BytesIO(data))])
    return Read(place, source, why_nothing(found), found)


def why_nothing(found: Outcome) -> str | None:
    """Why a document with this outcome counts as rejected; None: it gave a record."""
    if found.versions:
        return None
    return found.rejected[0].reason if found.rejected else _NOTHING_IN_IT


def _outcome(known: Format, part: Part | Lost, source: Source, document: bytes = b"") -> Outcome:
    if isinstance(part, Lost):
        return Outcome(rejected=(Rejected(part.offset, document[part.offset:part.offset + part.length], part.reason),))
    found = known.read(part, source)
    versions, refused = _versions(found.records)
    lost = [Rejected(each.offset, part.data[each.offset - part.offset:][:each.length], each.reason)
            for each in found.lost]
    return Outcome(tuple(versions), found.cautions, (*lost, *refused))


def _versions(records: Iterable[Record]) -> tuple[list[Version], list[Rejected]]:
    versions, refused = [], []
    for record in records:
        try:
            about = encode(outline(record)) if isinstance(record, Monograph) else None
            versions.append(Version(record.id, record.kind, pack(encode(record)), about))
        except ValueError as error:
            refused.append(Rejected(record.sources[0].offset, b"", f"{record.id[:80]} cannot be stored: {error}"))
    return versions, refused


def _joined(outcomes: Sequence[Outcome]) -> Outcome:
    if len(outcomes) == 1:
        return outcomes[0]
    return Outcome(tuple(version for each in outcomes for version in each.versions),
                   tuple(caution for each in outcomes for caution in each.cautions),
                   tuple(rejected for each in outcomes for rejected in each.rejected))
