"""Read -> split -> merge -> write: documents in, a new generation out, and an account of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from index.build import Build
from index.errors import NoRecords, RefusedRecord
from index.records import KINDS, Record
from index.store import Store
from indexer.merge import Merged, merge
from indexer.report import Problem, Report
from indexer.sources import files, formats
from indexer.sources.base import Document, Ignored, Rejection

LATE = ("filelock", "index.engines.whoosh.deep", "index.engines.whoosh.writer", "numpy.ma", "pycountry",
        "rich.progress", "whoosh")
"""Modules that a run imports when it needs them; whoever may be interrupted imports them before."""
Progress = Callable[[str, int, int | None], None]
"""Called with the phase, how much of it is done and how much there is (None: not known yet)."""


@dataclass(slots=True)
class _Account:
    """What was read so far."""

    found: int = 0
    read: int = 0
    ignored: int = 0
    records: list[Record] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class NothingFound(NoRecords):
    """A run without a record; ``report`` says why."""

    def __init__(self, report: Report) -> None:
        super().__init__("no record was found, so nothing was switched",
                         hint="name files, folders or archives that hold MedPath pages")
        self.report = report


def reindex(paths: Sequence[str], store: Store, progress: Progress = lambda *_: None) -> Report:
    """Build a generation from these paths and switch to it.

    Args:
        paths: files, folders and archives; none: those of the last run.
        store: where the index is.
        progress: told how far the run is.

    Raises:
        NothingFound: if there is no record; nothing is switched.
        NoIndex: without paths, if there was no run before.
        TrialdexError: for a path that does not exist, a lock that is taken, a full disk; nothing is switched.
    """
    started = time.monotonic()
    chosen = [str(files.existing(path)) for path in paths] or list(store.manifest().paths)
    inputs = files.documents(chosen)
    with store.build(chosen) as build:
        account = _read(inputs, store.folder, progress)
        merged = merge(account.records)
        account.warnings += [Problem(each.path, each.reason, each.offset) for each in merged.cautions]
        counts, failed = _write(build, merged, progress)
        if not sum(counts.values()):
            raise NothingFound(_report(account, merged, counts, failed, started))
        switched = build.commit(_finishing(progress))
    return _report(account, merged, counts, failed, started, switched.generation, switched.replaced,
                   switched.replaced_records)


def _finishing(progress: Progress) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        progress("index", done, total)
        if done == total:
            progress("sync", 0, None)

    return told


def _is_own(found: files.Input, index: Path) -> bool:
    """Whether it is a file of the index itself, which may lie in the folder that is read."""
    name = found.name if isinstance(found, Document) else found.path
    return Path(name).is_relative_to(index)


def _read(inputs: Iterator[files.Input], index: Path, progress: Progress) -> _Account:
    account = _Account()
    read_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for found in inputs:
        account.found += 1
        progress("read", account.found, None)
        if isinstance(found, Ignored) or _is_own(found, index):
            account.ignored += 1
            continue
        reading = found if isinstance(found, Rejection) else formats.read(found, read_at)
        if isinstance(reading, Rejection):
            account.rejected.append(Problem(reading.path, reading.reason))
        else:
            account.read += 1
            account.records += reading.records
            account.warnings += [Problem(each.path, each.reason, each.offset) for each in reading.cautions]
    return account


def _write(build: Build, merged: Merged, progress: Progress) -> tuple[dict[str, int], list[Problem]]:
    counts = dict.fromkeys(KINDS, 0)
    failed: list[Problem] = []
    for number, record in enumerate(merged.records, 1):
        try:
            build.add(record)
            counts[record.kind] += 1
        except RefusedRecord as error:
            source = record.sources[0]
            failed.append(Problem(source.document, error.message, source.offset))
        progress("collect", number, len(merged.records))
    return counts, failed


def _report(account: _Account, merged: Merged, counts: dict[str, int], failed: list[Problem], started: float,
            generation: str | None = None, replaced: str | None = None,
            replaced_records: int | None = None) -> Report:
    return Report(
        found=account.found, read=account.read, ignored=account.ignored, rejected=tuple(account.rejected),
        records=counts, records_read=len(account.records), records_merged=merged.merged_away,
        records_rejected=tuple(failed), warnings=tuple(account.warnings), generation=generation, replaced=replaced,
        replaced_records=replaced_records, seconds=round(time.monotonic() - started, 3),
    )
