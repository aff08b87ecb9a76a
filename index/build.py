"""Building one generation: aside, complete, checked, and then live in one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from index import contents, current, disk, generation, manifest
from index.concepts import generation as concepts
from index.engines.base import Engine, Progress, Reader, Writer, silent
from index.errors import DamagedIndex, NoRecords, StorageError
from index.fingerprint import fingerprint
from index.manifest import FileEntry, Manifest
from index.records import KINDS, Record


@dataclass(frozen=True, slots=True)
class Switched:
    """Which generation is live now, with how many records, and which one it replaced (None: none that was whole).

    ``counts`` are those of its records by kind.
    """

    generation: str
    records: int
    replaced: str | None
    replaced_records: int | None
    counts: Mapping[str, int] = field(default_factory=dict, compare=False)


class Build:
    """A generation under construction; :meth:`index.store.Store.build` makes and discards it.

    Attributes:
        generation: the name that it will have.
    """

    def __init__(self, root: Path, engine: Engine, paths: Sequence[str], replaced: Manifest | None,
                 *, is_update: bool = False) -> None:
        self.generation = generation.unused_name(root)
        self._root = root
        self._engine = engine
        self._paths = tuple(paths)
        self._replaced = replaced
        self._added = 0
        self._is_update = is_update
        self._failure: StorageError | DamagedIndex | None = None
        self._writer: Writer | None = None
        self._finishing = False
        self._folder = root / (self.generation + generation.BUILDING)

    @property
    def replaced(self) -> str | None:
        """The generation that it will replace, or begins with; None: there is none that is whole."""
        return self._replaced.generation if self._replaced else None

    @property
    def replaced_records(self) -> int:
        """How many records that one has."""
        return self._replaced.records if self._replaced else 0

    def add(self, record: Record) -> None:
        """Add a record with a new id; in an update, in the place of the one that has its id.

        Raises:
            RefusedRecord: if the engine cannot take this record; the others are unharmed.
            StorageError, DamagedIndex: if the disk failed, or what is updated is damaged; the build is lost
                then, and ``commit`` fails as well.
        """
        with self._writing() as writer:
            writer.add(record)
        self._added += 1

    def add_encoded(self, id: str, line: bytes) -> None:
        """As :meth:`add`, of the line that :func:`index.records.encode` made of the record, packed or not."""
        with self._writing() as writer:
            writer.add_encoded(id, line)
        self._added += 1

    def remove(self, id: str) -> None:
        """Leave out a record of the generation that is updated.

        Raises:
            KeyError: if it has none with this id, or no longer.
            StorageError, DamagedIndex: as for :meth:`add`.
        """
        with self._writing() as writer:
            writer.remove(id)

    def commit(self, progress: Progress = silent, expected: int | None = None) -> Switched:
        """Finish, check everything by reading it back, and make it the live generation.

        Args:
            progress: told of the finishing.
            expected: how many records there must be; None: as many as were added, or any number in an update.

        Raises:
            NoRecords: if there is no record.
            StorageError, DamagedIndex: if something could not be written, or reads back differently.
                Nothing has been switched then, unless the disk fails so that even this cannot be undone.
        """
        if not self._added and not self._is_update:
            raise _no_records()
        with self._writing() as writer:
            self._finishing = True
            writer.finish(progress)
        files = contents.file_entries(self._folder, self._shared())
        with self._reading(files) as reader:
            counts = _counts(reader)
            self._write_concepts(reader)
        files = contents.file_entries(self._folder, self._shared() | {entry.name: entry for entry in files})
        records = sum(counts.values())
        if not records:
            raise _no_records()
        expected = self._added if expected is None and not self._is_update else expected
        if expected not in (None, records):
            raise StorageError(f"{expected:,} records were written, but {records:,} can be read back")
        disk.sync_tree(self._folder)
        disk.write_file(self._folder / manifest.NAME, manifest.to_bytes(self._manifest(counts, files)))
        sha256 = self._check()
        disk.rename(self._folder, self._root / self.generation)
        current.switch(self._root, self.generation, sha256)
        with suppress(StorageError):
            generation.remove_all(self._root, keep=(self.generation, self.replaced))
        before = self._replaced.records if self._replaced else None
        return Switched(self.generation, records, self.replaced, before, counts)

    def discard(self) -> None:
        """Remove what was built, unless it has become live; what cannot be removed now is left to the next build."""
        try:
            if self._writer is not None and not self._finishing:
                with suppress(StorageError), disk.storage_errors(self._folder):
                    self._writer.abort()
        finally:
            with suppress(StorageError), disk.storage_errors(self._folder):
                if self._folder.is_dir():
                    disk.remove_tree(self._folder)
                elif not self._may_be_live():
                    generation.remove(self._root / self.generation)

    def _may_be_live(self) -> bool:
        # What cannot be read may name this generation: nothing is removed on a doubt.
        text = current.read(self._root)
        return text == "" or current.name(text) == self.generation

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        if self._failure is not None:
            raise self._failure
        try:
            with disk.storage_errors(self._folder):
                if self._writer is None:
                    disk.make_folder(self._folder)
                    self._writer = self._begun()
                yield self._writer
        except (StorageError, DamagedIndex) as error:
            self._failure = error
            raise

    def _begun(self) -> Writer:
        if self._replaced is None or not self._is_update:
            return self._engine.create(self._folder)
        files = {entry.name: entry for entry in self._replaced.files}
        return self._engine.update(self._folder, self._root / self._replaced.generation, files)

    @contextmanager
    def _reading(self, files: Sequence[FileEntry]) -> Iterator[Reader]:
        entries = {entry.name: entry for entry in files}
        with (disk.storage_errors(self._folder),
              closing(self._engine.open(self._folder, self.generation, (), entries)) as reader):
            yield reader

    def _write_concepts(self, reader: Reader) -> None:
        before, files = None, None
        if self._replaced and (self._replaced.engine, self._replaced.fingerprint) == (self._engine.name, fingerprint()):
            before = self._root / self._replaced.generation
            files = {entry.name: entry for entry in self._replaced.files}
        concepts.write(self._folder, self._root, reader.monographs(), before, files)

    def _manifest(self, counts: Mapping[str, int], files: tuple[FileEntry, ...]) -> Manifest:
        return Manifest(
            format_version=manifest.FORMAT_VERSION, engine=self._engine.name, fingerprint=fingerprint(),
            generation=self.generation, previous=self._replaced.generation if self._replaced else None,
            created_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), paths=self._paths,
            counts=counts, records=sum(counts.values()), files=files,
        )

    def _shared(self) -> dict[str, FileEntry]:
        """The files that were read in full when they were written, by the build that this one replaces."""
        if self._replaced is None:
            return {}
        return contents.shared_entries(self._folder, self._root / self._replaced.generation, self._replaced)

    def _check(self) -> str:
        found, sha256 = generation.read_manifest(self._folder)
        contents.require_whole(self._folder, found, self._shared())
        return sha256


def _counts(reader: Reader) -> dict[str, int]:
    """How many records of each kind there are."""
    kinds = reader.totals("kind")
    return {kind: kinds.of(kind) for kind in KINDS}


def _no_records() -> NoRecords:
    return NoRecords("no record was found, so the index stays as it is",
                     hint="name files, folders or archives that hold documents")
