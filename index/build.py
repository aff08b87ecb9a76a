"""Building one generation: aside, complete, checked, and then live in one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index import contents, current, disk, generation, manifest
from index.engines.base import Engine, Writer
from index.errors import NoRecords, StorageError
from index.fingerprint import fingerprint
from index.manifest import FileEntry, Manifest
from index.records import KINDS, Record


@dataclass(frozen=True, slots=True)
class Switched:
    """Which generation is live now, with how many records, and which one it replaced (None: none that was whole)."""

    generation: str
    records: int
    replaced: str | None
    replaced_records: int | None


class Build:
    """A generation under construction; :meth:`index.store.Store.build` makes and discards it.

    Attributes:
        generation: the name that it will have.
    """

    def __init__(self, root: Path, engine: Engine, paths: Sequence[str], replaced: Manifest | None) -> None:
        self.generation = generation.unused_name(root)
        self._root = root
        self._engine = engine
        self._paths = tuple(paths)
        self._replaced = replaced
        self._counts = dict.fromkeys(KINDS, 0)
        self._failure: StorageError | None = None
        self._writer: Writer | None = None
        self._finishing = False
        self._folder = root / (self.generation + generation.BUILDING)

    def add(self, record: Record) -> None:
        """Add a record with a new id.

        Raises:
            RefusedRecord: if the engine cannot take this record; the others are unharmed.
            StorageError: if the disk failed; the build is lost then, and ``commit`` fails as well.
        """
        with self._writing() as writer:
            writer.add(record)
        self._counts[record.kind] += 1

    def commit(self) -> Switched:
        """Finish, check everything by reading it back, and make it the live generation.

        Raises:
            NoRecords: if nothing was added.
            StorageError, DamagedIndex: if something could not be written, or reads back differently.
                Nothing has been switched then, unless the disk fails so that even this cannot be undone.
        """
        records = sum(self._counts.values())
        if not records:
            raise NoRecords("no record was found, so the index stays as it is",
                            hint="name files, folders or archives that hold documents")
        with self._writing() as writer:
            self._finishing = True
            writer.finish()
        disk.sync_tree(self._folder)
        disk.write_file(self._folder / manifest.NAME, manifest.to_bytes(self._manifest(records)))
        sha256 = self._check(records)
        disk.rename(self._folder, self._root / self.generation)
        current.switch(self._root, self.generation, sha256)
        replaced = self._replaced.generation if self._replaced else None
        with suppress(StorageError):
            generation.remove_all(self._root, keep=(self.generation, replaced))
        return Switched(self.generation, records, replaced, self._replaced.records if self._replaced else None)

    def discard(self) -> None:
        """Remove what was built, unless it has become live; what cannot be removed now is left to the next build."""
        try:
            if self._writer is not None and not self._finishing:
                with suppress(StorageError), disk.storage_errors(self._folder):
                    self._writer.abort()
        finally:
            with suppress(StorageError):
                if self._folder.is_dir():
                    disk.remove_tree(self._folder)
                elif current.name(current.read(self._root)) != self.generation:
                    generation.remove(self._root / self.generation)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        if self._failure is not None:
            raise self._failure
        try:
            with disk.storage_errors(self._folder):
                if self._writer is None:
                    disk.make_folder(self._folder)
                    self._writer = self._engine.create(self._folder)
                yield self._writer
        except StorageError as error:
            self._failure = error
            raise

    def _manifest(self, records: int) -> Manifest:
        return Manifest(
            format_version=manifest.FORMAT_VERSION, engine=self._engine.name, fingerprint=fingerprint(),
            generation=self.generation, previous=self._replaced.generation if self._replaced else None,
            created_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), paths=self._paths,
            counts=self._counts, records=records, files=contents.file_entries(self._folder, self._shared()),
        )

    def _shared(self) -> dict[str, FileEntry]:
        """The files that were read in full when they were written, by the build that this one replaces."""
        if self._replaced is None:
            return {}
        return contents.shared_entries(self._folder, self._root / self._replaced.generation, self._replaced)

    def _check(self, records: int) -> str:
        found, sha256 = generation.read_manifest(self._folder)
        contents.require_whole(self._folder, found, self._shared())
        with disk.storage_errors(self._folder):
            reader = self._engine.open(self._folder, self.generation, (), {entry.name: entry for entry in found.files})
            stored = len(reader)
            reader.close()
        if stored != records:
            raise StorageError(f"{records:,} records were written, but {stored:,} can be read back")
        return sha256
