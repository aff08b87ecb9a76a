"""Read -> merge -> write: documents in, a new generation out, and an account of it that adds up."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO, TypeVar

from index import generation
from index.build import Build, Switched
from index.errors import NoRecords, RefusedRecord, TrialdexError
from index.packing import plain
from index.records import KINDS, Record, decode
from index.store import Store
from indexer.catalog import Catalog, opened
from indexer.catalog.ledger import Ledger, Refused
from indexer.collecting import Collector
from indexer.losses import losses
from indexer.merging import Alone, Change, Merging, all_records, changes, require_closed
from indexer.report import Loss, Problem, Report
from indexer.scan import Scan, Scope, Seen, is_within
from indexer.sources import files
from indexer.sources.files import STANDARD_INPUT
from indexer.sources.standard_input import spooled

LATE = ("concurrent.futures.thread", "filelock", "index.concepts.table", "index.engines.whoosh.deep",
        "index.engines.whoosh.writer", "lxml.etree", "numpy.ma", "pycountry", "rich.progress", "sqlite3", "whoosh")
"""Modules that a run imports when it needs them; whoever may be interrupted imports them before."""
Progress = Callable[[str, int, int | None], None]
"""Called with the phase, how much of it is done and how much there is (None: not known yet)."""
_T = TypeVar("_T")


class NothingFound(NoRecords):
    """A run without a record; ``report`` says why."""

    def __init__(self, report: Report) -> None:
        super().__init__("no record was found, so nothing was switched",
                         hint="name files, folders or archives that hold documents")
        self.report = report


class MissingRoot(TrialdexError):
    """A file or folder that was read for the index is not there, as when a disk is not mounted."""


def reindex(paths: Sequence[str], store: Store, progress: Progress = lambda *_: None, *, jobs: int | None = None,
            standard_input: BinaryIO | None = None) -> Report:
    """Build a generation from these paths, reading everything anew, and switch to it.

    Args:
        paths: files, folders and archives; none, and no standard input: those of the last run.
        store: where the index is.
        progress: told how far the run is.
        jobs: processes that read; None: one for each processor.
        standard_input: a document to be read besides.

    Raises:
        NothingFound: if there is no record; nothing is switched.
        NoIndex: without paths, if there was no run before.
        TrialdexError: for a path that does not exist, a lock that is taken, a full disk; nothing is switched.
    """
    started = time.monotonic()
    roots = [str(files.existing(path)) for path in paths]
    if not roots and standard_input is None:
        roots = _again(store.manifest().paths)
    named = roots if standard_input is None else [*roots, STANDARD_INPUT]
    with (store.build(named) as build, spooled(standard_input, generation.scratch(store.folder)) as document,
          _catalog(store, build, anew=True) as catalog):
        run = _Run(store, build, catalog, progress, started)
        run.tell_dropped(named)
        catalog.end_all()
        run.collect(Scan(catalog, Scope(tuple(roots), spooled=document), store.folder), jobs)
        return run.switched(run.write(all_records(catalog.contents, run.merging)))


def update(paths: Sequence[str], store: Store, progress: Progress = lambda *_: None, *, jobs: int | None = None,
           full: bool = False, prune: bool = False, dry_run: bool = False,
           standard_input: BinaryIO | None = None) -> Report:
    """Bring the index up to date: what has changed is read, what is gone is left out, and nothing else is touched.

    Args:
        paths: files, folders and archives, which are added or looked at again; none, and no standard input: all those
            of the index.
        store: where the index is.
        progress: told how far the run is.
        jobs: as for :func:`reindex`.
        full: whether documents are compared by their bytes even where size and time are the same.
        prune: whether what was read from a path that is missing is left out.
        dry_run: whether it is only said what would change.
        standard_input: a document that takes the place of the one which came from there before; None: that stays.

    Raises:
        MissingRoot: if a path of the index is missing, and ``prune`` is not given.
        DamagedCatalog: if it is not known for certain what was read.
        NoIndex, OutdatedIndex, DamagedIndex: if there is no index to begin with.
        NothingFound, TrialdexError: as for :func:`reindex`.
    """
    started = time.monotonic()
    known = list(store.manifest().paths)
    wanted = [os.path.abspath(path) for path in paths]  # noqa: PTH100 (a Path would resolve no "..")
    if not wanted and standard_input is None:
        wanted = [path for path in known if path != STANDARD_INPUT]
    roots, scope = _roots(wanted, known)
    if standard_input is not None:
        roots = list(dict.fromkeys([*roots, STANDARD_INPUT]))
    with store.update(roots) as build, _catalog(store, build, anew=False) as catalog, ExitStack() as held:
        run = _Run(store, build, catalog, progress, started)
        _require_there(scope.missing, known, catalog, prune=prune)
        run.begin(catalog.base())
        document = held.enter_context(spooled(standard_input, generation.scratch(store.folder)))
        scan = Scan(catalog, replace(scope, spooled=document), store.folder, full=full)
        if dry_run:
            return run.planned(scan)
        run.collect(scan, jobs)
        if run.seen.is_nothing and roots == known:
            return run.unchanged()
        return run.switched(run.change(changes(catalog.contents, run.merging)))


def _again(known: Sequence[str]) -> list[str]:
    """The paths of the last run that can be read again."""
    if paths := [path for path in known if path != STANDARD_INPUT]:
        return paths
    raise TrialdexError("all of the index came from standard input, which cannot be read again",
                        hint="name files, or pipe it into: trialdex reindex -")


def _roots(wanted: Sequence[str], known: Sequence[str]) -> tuple[list[str], Scope]:
    """The paths that the index is from afterwards, and what is to be looked at."""
    missing = [path for path in wanted if not os.path.exists(path)]  # noqa: PTH110
    there = [str(files.existing(path)) for path in wanted if path not in missing]
    roots = [root for root in known if root not in missing]
    roots += [path for path in there if not any(is_within(path, root) for root in roots)]
    return list(dict.fromkeys(roots)), Scope(tuple(there), tuple(missing))


def _require_there(missing: Sequence[str], known: Sequence[str], catalog: Catalog, *, prune: bool) -> None:
    if not missing or prune:
        return
    names = [*known, *catalog.files()]
    for path in missing:
        if not any(is_within(name, path) for name in names):
            files.existing(path)
    raise MissingRoot(f"nothing found at {missing[0]}",
                      hint="mount or restore it; or leave out what was read from there with --prune")


def _catalog(store: Store, build: Build, *, anew: bool) -> AbstractContextManager[Catalog]:
    base = generation.number(build.replaced) if build.replaced else 0
    return opened(store.folder, generation.number(build.generation), base, anew=anew)


class _Run:
    """One run, and what it has counted."""

    def __init__(self, store: Store, build: Build, catalog: Catalog, progress: Progress, started: float) -> None:
        self._store, self._build, self._catalog = store, build, catalog
        self._progress, self._started = progress, started
        self.merging = Merging()
        self.seen = Seen()
        self._refused: dict[str, Refused] = {}
        self._dropped: tuple[Problem, ...] = ()
        self._losses: tuple[Loss, ...] = ()
        self._unreadable: tuple[Problem, ...] = ()

    def begin(self, base: Ledger) -> None:
        """Begin with the account of the generation before."""
        self.merging.fates, self._refused = base.fates, dict(base.refused)

    def tell_dropped(self, paths: Sequence[str]) -> None:
        """Note that these paths leave out what came from standard input before."""
        base = self._build.replaced
        if base is not None and STANDARD_INPUT in set(self._store.manifest(base).paths).difference(paths):
            self._dropped = (Problem(STANDARD_INPUT, "is left out, since it cannot be read again"),)

    def collect(self, scan: Scan, jobs: int | None) -> None:
        """Read what has changed."""
        self.seen = scan.seen
        read_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        Collector(self._catalog, scan, read_at, jobs).run(lambda done, total: self._progress("read", done, total))

    def write(self, records: Iterable[Record | Alone]) -> int:
        """Add all records; how many there are."""
        return sum(self._add(record) for record in self._told(records, self._catalog.contents.count_versions()))

    def change(self, found: Iterable[Change]) -> int:
        """Add and remove records; how many there are then."""
        count = self._build.replaced_records
        self._losses = losses(self._catalog.contents)
        for change in self._told(found):
            was_there = not change.is_new and self._refused.pop(change.id, None) is None
            stays = change.record is not None and self._add(change.record)
            if was_there and not stays:
                self._build.remove(change.id)
            count += stays - was_there
        return count

    def switched(self, records: int) -> Report:
        """Make the new generation live, if the account of it is right."""
        fates = self.merging.fates
        require_closed(fates.total(), self._catalog.contents.count_versions())
        require_closed(records + len(self._refused), fates["indexed"])
        if not records:
            raise NothingFound(self._report(dict.fromkeys(KINDS, 0)))
        self._catalog.complete(Ledger(fates, self._refused))
        switched = self._build.commit(self._finishing, records)
        report = self._report(switched.counts, switched)
        self._catalog.finish(generation.number(self._build.replaced or switched.generation))
        return report

    def planned(self, scan: Scan) -> Report:
        """What would be read and left out."""
        self.seen = scan.seen
        for _ in scan.places():
            pass
        scan.settle({})
        self._unreadable = tuple(
            Problem(row.name if row.archive is None else f"{row.archive}!{row.name}", row.reason or "")
            for row in self.seen.notes if row.state == "rejected")
        return self.unchanged()

    def unchanged(self) -> Report:
        """The account of the generation that stays."""
        return self._report(self._store.manifest().counts)

    def _report(self, counts: Mapping[str, int], switched: Switched | None = None) -> Report:
        documents, fates = self._catalog.contents.count_documents(), self.merging.fates
        return Report(
            found=documents.total(), read=documents["read"], ignored=documents["ignored"],
            rejected=tuple(Problem(*each) for each in self._catalog.contents.rejected_documents()),
            records=counts, records_read=fates.total(), records_merged=fates["merged"],
            records_superseded=fates["superseded"], records_refused=len(self._refused),
            added=self.seen.added, changed=self.seen.changed, removed=self.seen.removed, unchanged=self.seen.unchanged,
            resumed=self.seen.resumed,
            records_rejected=(*(Problem(*each) for each in self._catalog.contents.rejected_parts()),
                              *(Problem(each.document, each.reason, each.offset) for each in self._refused.values())),
            losses=self._losses, unreadable=self._unreadable,
            warnings=(*self._dropped, *(Problem(each.path, each.reason, each.offset)
                                        for each in (*self._catalog.contents.cautions(), *self.merging.cautions))),
            generation=switched.generation if switched else None, replaced=switched.replaced if switched else None,
            replaced_records=switched.replaced_records if switched else None,
            seconds=round(time.monotonic() - self._started, 3))

    def _add(self, record: Record | Alone) -> bool:
        try:
            if isinstance(record, Alone):
                self._build.add_encoded(record.id, record.line)
            else:
                self._build.add(record)
        except RefusedRecord as error:
            source = (decode(plain(record.line)) if isinstance(record, Alone) else record).sources[0]
            self._refused[record.id] = Refused(source.document, source.offset, error.message)
            return False
        return True

    def _told(self, items: Iterable[_T], total: int | None = None) -> Iterator[_T]:
        for number, item in enumerate(items, 1):
            yield item
            self._progress("collect", number, total)

    def _finishing(self, done: int, total: int) -> None:
        self._progress("index", done, total)
        if done == total:
            self._progress("sync", 0, None)
