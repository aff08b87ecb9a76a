"""Documents into the catalog: what has changed is read, in several processes, and kept as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from indexer.catalog.catalog import Catalog, Known, Row, Stamp, State
from indexer.parallel import mapped
from indexer.reading import Outcome, Read, parts_of, read_all, read_parts, why_nothing
from indexer.scan import Scan
from indexer.sources import formats
from indexer.sources.archives import Place, UnreadableDocument
from indexer.sources.base import MEBIBYTE, Lost, Part
from indexer.sources.files import may_pass

_BATCH = 4 * MEBIBYTE
"""Bytes that a process is given at a time."""
_MOST = 256
"""Documents that a process is given at a time."""
_T = TypeVar("_T")


class Collector:
    """Reads what a scan finds changed.

    Args:
        catalog: to keep it in.
        scan: of the documents.
        read_at: UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
        jobs: processes; None: one for each processor.
    """

    def __init__(self, catalog: Catalog, scan: Scan, read_at: str, jobs: int | None) -> None:
        self._catalog, self._scan, self._read_at, self._jobs = catalog, scan, read_at, jobs
        self._failing: dict[str, str] = {}

    def run(self, told: Callable[[int, int], object]) -> None:
        """Read everything; ``told`` is given how many documents are read, and about how many there are."""
        large: list[Read] = []
        done = size = 0
        batches = _batches(self._scan.places(), _bytes_of)
        for batch in mapped(partial(read_all, read_at=self._read_at), batches, self._jobs):
            for found in batch:
                large += [found] if found.outcome is None else []
                if found.outcome is not None:
                    self._keep(found, found.outcome)
            done += len(batch)
            size += sum(_packed(found.place) for found in batch)
            told(done, max(done, round(done * self._scan.size / max(1, size))))
        for found in large:
            self._keep_parts(found)
        self._scan.settle(self._failing)
        for row in self._scan.seen.notes:
            self._catalog.add(row)
        self._catalog.end([*self._scan.seen.gone, *self._scan.seen.replaced.values()])
        self._catalog.forget(self._scan.seen.left)

    def _keep(self, found: Read, outcome: Outcome) -> None:
        if not self._is_as_before(found):
            self._catalog.add(_row(found, "rejected" if found.reason else "read"), outcome)
        self._note_failing(found.place, found.reason)

    def _keep_parts(self, found: Read) -> None:
        if self._is_as_before(found):
            return
        source = found.source
        assert source is not None
        document = self._catalog.add(_row(found, "reading"))
        reason: str | None = "no record in it"
        try:
            for outcome in mapped(partial(read_parts, source=source), _batches(parts_of(found), _bytes_in), self._jobs):
                self._catalog.add_outcome(document, outcome)
                reason = reason and why_nothing(outcome)
        except UnreadableDocument as error:
            self._catalog.take_back(document)
            reason = error.message
        self._catalog.settle(document, "rejected" if reason else "read", reason)
        self._note_failing(found.place, reason)

    def _note_failing(self, place: Place, reason: str | None) -> None:
        """Remember an archive with an entry that the next run has to try again."""
        if reason is not None and place.entry is not None and may_pass(reason):
            self._failing[place.file.name] = reason

    def _is_as_before(self, found: Read) -> bool:
        """Whether nothing but the file's time has changed; what is known of the document stays then."""
        known = self._scan.seen.replaced.pop(found.place.name, None)
        if known is None:
            return False
        if self._gives_the_same(found, known):
            self._catalog.restamp(known, stamp(found.place))
            self._scan.seen.unchanged += 1
            self._scan.seen.changed -= 1
            return True
        self._scan.seen.gone.append(known)
        return False

    def _gives_the_same(self, found: Read, known: Known) -> bool:
        if found.source is None:
            return (known.state, known.reason, known.parser) == ("rejected", found.reason, formats.SIGNATURE)
        # A large document may have failed after its fingerprint was taken.
        return not may_pass(known.reason) and self._catalog.sha256(known) == (found.source.sha256, found.source.parser)


def stamp(place: Place) -> Stamp:
    """What changes when a document does; see :class:`indexer.catalog.catalog.Known`."""
    file, entry = place.file, place.entry
    return (file.size, file.mtime, file.inode) if entry is None else (entry.size, 0, entry.crc32)


def _row(found: Read, state: State) -> Row:
    place, source = found.place, found.source
    name, archive = (place.file.name, None) if place.entry is None else (place.entry.name, place.file.name)
    if source is None:
        return Row(name, archive, stamp(place), state, found.reason, parser=formats.SIGNATURE)
    return Row(name, archive, stamp(place), state, found.reason, source.sha256, source.parser, source.read_at)


def _batches(items: Iterator[_T], size: Callable[[_T], int]) -> Iterator[list[_T]]:
    batch: list[_T] = []
    total = 0
    for item in items:
        batch.append(item)
        total += size(item)
        if total >= _BATCH or len(batch) >= _MOST:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def _bytes_of(place: Place) -> int:
    return place.file.size if place.entry is None else place.entry.size


def _packed(place: Place) -> int:
    """Bytes of a document in its file."""
    return place.file.size if place.entry is None else place.entry.packed


def _bytes_in(part: Part | Lost) -> int:
    return len(part.data) if isinstance(part, Part) else 0
