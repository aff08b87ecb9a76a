"""What has changed since the last run: documents are compared by what the file system and archives say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from indexer.catalog.catalog import Catalog, Known, Row, Stamp
from indexer.sources import formats
from indexer.sources.archives import Place, entries, is_archive
from indexer.sources.base import Ignored, Rejection
from indexer.sources.files import File, may_pass, reason, walk

_NO_STAMP = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be looked at.

    Attributes:
        there: paths.
        missing: others, with all that was read from them.
        spooled: the document that is standard input now, in the place of what it was; None: that stays.
    """

    there: tuple[str, ...]
    missing: tuple[str, ...] = ()
    spooled: File | None = None


@dataclass(slots=True)
class Seen:
    """What a scan has found.

    Attributes:
        notes: rows of documents that are not read, and at the end of archives, for the catalog.
        added, changed, removed: documents that are new, not as they were, or no longer there.
        resumed: documents that an earlier run read, which was ended before its switch.
        unchanged: documents that were read for the last generation, and need not be read again.
        replaced: what was known of documents that are to be read again, by the documents' names.
        gone: what was known of documents that are no longer there, or no longer as they were.
        left: rows of documents that an earlier run read, and that are not there now, or not to be looked at.
    """

    notes: list[Row] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0
    resumed: int = 0
    unchanged: int = 0
    replaced: dict[str, Known] = field(default_factory=dict)
    gone: list[Known] = field(default_factory=list)
    left: set[int] = field(default_factory=set)

    @property
    def is_nothing(self) -> bool:
        """Whether everything is as it was."""
        return not (self.added or self.changed or self.resumed or self.notes or self.gone)


class Scan:
    """Compares what is there with what the catalog knows.

    Args:
        catalog: of the index.
        scope: what to look at.
        own: the folder of the index, which may lie in one of them.
        full: whether documents are read again even where nothing tells that they have changed.

    Attributes:
        size: bytes of the files that have changed, as soon as the first place is given.
    """

    def __init__(self, catalog: Catalog, scope: Scope, own: Path, *, full: bool = False) -> None:
        self._catalog, self._scope, self._full = catalog, scope, full
        self._own = own.as_posix() + "/"
        self.seen = Seen()
        self.size = 0
        self._archives: list[tuple[Row, list[Known]]] = []

    def places(self) -> Iterator[Place]:
        """Yield the documents to read. All others are dealt with on the way; at the end it is known which are gone."""
        self.seen.left = self._catalog.read_before()
        known = self._catalog.files()
        spooled = [] if self._scope.spooled is None else [self._scope.spooled]
        there = [*walk(self._scope.there), *spooled]
        self.size = sum(file.size for file in there
                        if isinstance(file, File) and self._same(known.get(file.name, []), _stamp(file)) is None)
        for found in there:
            name = found.name if isinstance(found, File) else found.path
            before = known.pop(name, [])
            if isinstance(found, File) and not name.startswith(self._own):
                yield from self._file(found, before)
            else:
                self._note(_noted(name, None, found), before)
        for before in known.values():
            if any(is_within(before[0].name, path) for path in (*self._scope.there, *self._scope.missing)):
                self._end_all(before)

    def settle(self, failing: Mapping[str, str]) -> None:
        """Note the archives that are not as they were; only now, since of an archive that is known all entries are.

        Args:
            failing: archives with an entry that the next run has to try again, and why.
        """
        for row, before in self._archives:
            settled = row if row.reason else replace(row, reason=failing.get(row.name))
            known = [(each.stamp, each.state, each.reason, each.parser) for each in before]
            if known != [(settled.stamp, settled.state, settled.reason, settled.parser)]:
                self._tally(settled, before)
                self._end(before, stays=settled.state == "rejected")
                self.seen.notes.append(settled)
            else:
                self._tally_same(settled, before)

    def _file(self, file: File, before: list[Known]) -> Iterator[Place]:
        stamp = _stamp(file)
        same = self._same(before, stamp)
        if same is not None:
            self._keep(same)
            self._end_all([each for each in before if each is not same], stays=True)
            return
        try:
            has_entries = is_archive(file)
        except OSError as error:
            self._note(_noted(file.name, None, Rejection(file.name, reason(error))), before)
            return
        if has_entries:
            yield from self._entries(file, stamp, before)
        else:
            self._end_entries([each for each in before if each.state == "archive"])
            yield from self._document(Place(file), stamp, before)

    def _entries(self, file: File, stamp: Stamp, before: list[Known]) -> Iterator[Place]:
        known = self._catalog.entries(file.name)
        row = Row(file.name, None, stamp, "archive", parser=formats.SIGNATURE)
        for found in entries(file):
            if isinstance(found, Place):
                assert found.entry is not None
                entry = found.entry
                yield from self._document(found, (entry.size, 0, entry.crc32), known.pop(entry.name, []))
            elif isinstance(found, Rejection) and found.path == file.name:
                row = replace(row, state="rejected", reason=found.reason)
            else:
                name = found.path.removeprefix(f"{file.name}!")
                self._note(_noted(name, file.name, found), known.pop(name, []))
        self._archives.append((row, before))
        for gone in known.values():
            self._end(gone)

    def _document(self, place: Place, stamp: Stamp, before: list[Known]) -> Iterator[Place]:
        same = self._same(before, stamp)
        if same is not None:
            self._keep(same)
            self._end([each for each in before if each is not same], stays=True)
            return
        old = [each for each in before if not each.is_new]
        if old:
            self.seen.replaced[place.name] = old[0]
        self.seen.changed += bool(old)
        self.seen.added += not old
        self._end([each for each in before if each not in old[:1]])
        yield place

    def _same(self, before: list[Known], stamp: Stamp) -> Known | None:
        """What is known of the document as it is now."""
        return next((each for each in before if stamp == each.stamp and each.state != "ignored"
                     and not may_pass(each.reason) and formats.is_current(each.parser)
                     and (each.is_new or not self._full)), None)

    def _note(self, row: Row, before: list[Known]) -> None:
        """State what became of a document that is not read."""
        if [(each.stamp, each.state, each.reason) for each in before] == [(row.stamp, row.state, row.reason)]:
            self.seen.left.difference_update(each.id for each in before)
            self._tally_same(row, before)
            return
        self._tally(row, before)
        self._end_all(before, stays=row.state == "rejected")
        self.seen.notes.append(row)

    def _tally(self, row: Row, before: list[Known]) -> None:
        """Count a document that is new, or not as it was, and cannot be read."""
        was_there = any(not each.is_new for each in before)
        self.seen.changed += row.state == "rejected" and was_there
        self.seen.added += row.state == "rejected" and not was_there

    def _tally_same(self, row: Row, before: list[Known]) -> None:
        """Count a document that can be read as little as before."""
        self.seen.resumed += row.state == "rejected" and before[0].is_new
        self.seen.unchanged += row.state == "rejected" and not before[0].is_new

    def _keep(self, known: Known) -> None:
        """Count a document that need not be read again, or all those in an archive; what is new there is of another."""
        if known.state != "archive":
            self.seen.resumed += known.is_new
            self.seen.left.discard(known.id)
            self.seen.unchanged += not known.is_new
            return
        for each in chain.from_iterable(self._catalog.entries(known.name).values()):
            self.seen.unchanged += each.state != "ignored" and not each.is_new
            self._end([each] if each.is_new else [])

    def _end_all(self, known: list[Known], *, stays: bool = False) -> None:
        self._end_entries([each for each in known if each.state == "archive"])
        self._end([each for each in known if each.state != "archive"], stays=stays)

    def _end_entries(self, archives: list[Known]) -> None:
        for archive in archives:
            for before in self._catalog.entries(archive.name).values():
                self._end(before)
        self._end(archives)

    def _end(self, known: list[Known], *, stays: bool = False) -> None:
        """Let what was known of documents hold no longer; ``stays``: the document is still there, if not as it was."""
        self.seen.gone += known
        self.seen.removed += sum(each.state in ("read", "rejected") and not (each.is_new or stays) for each in known)


def _stamp(file: File) -> Stamp:
    return file.size, file.mtime, file.inode


def _noted(name: str, archive: str | None, found: File | Ignored | Rejection) -> Row:
    """The row of what is not read."""
    if isinstance(found, Rejection):
        return Row(name, archive, _NO_STAMP, "rejected", found.reason)
    return Row(name, archive, _NO_STAMP, "ignored")


def is_within(name: str, path: str) -> bool:
    """Whether a file is at this path or below it."""
    root = Path(path).as_posix().rstrip("/")
    return name == root or name.startswith(root + "/")
