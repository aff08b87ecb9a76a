"""The index's folder: opening the live generation, building the next, verifying, going back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from index import contents, current, disk, generation
from index.build import Build, Switched
from index.concepts import generation as concepts
from index.concepts import shelf, vocabulary
from index.damage import Damage, DamagedFile
from index.engines.base import Engine, Reader
from index.errors import DamagedIndex, NoIndex, OutdatedIndex, StorageError
from index.fallback import first_whole, require_any
from index.fingerprint import fingerprint
from index.lock import writer_lock
from index.manifest import NAME as MANIFEST
from index.manifest import FileEntry, Manifest
from index.results import Notice

__all__ = ["Build", "Damage", "Store", "Switched"]

_NOTHING: Mapping[str, Damage] = MappingProxyType({})
_T = TypeVar("_T")


class Store:
    """The generations in one folder. Readers need no lock; there is one writer at a time.

    Args:
        folder: of the index; it need not be there yet.
        engine: that builds and opens generations.
    """

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._root = folder
        self._engine = engine

    @property
    def folder(self) -> Path:
        """Where the index lies, as an absolute path."""
        return self._root.absolute()

    def live(self) -> str | None:
        """What ``CURRENT`` says, to notice a switch at the price of reading one line; None if there is no index."""
        return current.read(self._root)

    def answer(self, action: Callable[[Reader], _T]) -> _T:
        """What ``action`` makes of the live generation's reader, which is closed then.

        If it meets damage, all of it is done again with the reader of the generation that answers in the place
        of the damaged one, so that no answer mixes two of them; a notice of that reader says so.

        Raises:
            DamagedIndex: if there is none that is whole.
            TrialdexError: what :meth:`open` and ``action`` raise.
        """
        with self.lease(action) as found:
            return found

    @contextmanager
    def lease(self, action: Callable[[Reader], _T]) -> Iterator[_T]:
        """As :meth:`answer`, with the reader open until the context ends, for what goes on reading bit by bit.

        Damage that is only met then is raised there.
        """
        damaged: dict[str, Damage] = {}
        while True:
            with closing(self.open(damaged)) as reader:
                try:
                    found = action(reader)
                except DamagedFile as error:
                    damaged[reader.generation] = error.damage
                    continue
                yield found
                return

    def open(self, damaged: Mapping[str, Damage] = _NOTHING) -> Reader:
        """Open the live generation; its files are there in their sizes, and are read at their first use.

        If it is damaged, the one that it replaced is opened, and if ``CURRENT`` is damaged, the newest
        whole one; then a notice of the reader, with the code ``fallback``, says so.

        Args:
            damaged: generations that a reader has found damaged, which are passed over.

        Raises:
            NoIndex: if there is none.
            OutdatedIndex: if it was built with another text policy, field table, engine or format.
            DamagedIndex: if there is none that is whole.
            StorageError: if the folder cannot be read.
        """
        while True:
            text = self.live()
            try:
                return first_whole(self._root, text, partial(self._open, damaged))
            except (NoIndex, DamagedIndex, StorageError):
                # A generation may be replaced and removed while it is being opened: then the next one counts.
                if self.live() == text:
                    raise

    def open_generation(self, name: str) -> Reader:
        """Open a generation by its name, live or not.

        Raises:
            NoIndex: if it is gone.
            OutdatedIndex, DamagedIndex, StorageError: as for :meth:`open`.
        """
        if not (self._root / name).is_dir():
            raise NoIndex(f"{name} is no longer there", hint="only the live generation and the one before it are kept")
        return self._open(_NOTHING, self.manifest(name), ())

    def manifest(self, name: str | None = None) -> Manifest:
        """The manifest of the live generation or of the one named, also if it is outdated; files are not read.

        Raises:
            NoIndex: if there is none.
            DamagedIndex: if the manifest or ``CURRENT`` is damaged.
            OutdatedIndex: if it has another format version.
        """
        while True:
            text = self.live()
            try:
                if name is not None:
                    return generation.read_manifest(self._root / name)[0]
                require_any(self._root, text)
                return current.manifest(self._root, text)
            except (NoIndex, DamagedIndex):
                if self.live() == text:
                    raise

    @contextmanager
    def build(self, paths: Sequence[str]) -> Iterator[Build]:
        """Build a generation from these paths; without ``commit`` everything stays as it was.

        Raises:
            Locked: at once, if another process or thread is writing.
            StorageError: if the folder cannot be written, or holds a ``CURRENT`` that is not an index's.
        """
        disk.make_folder(self._root)
        with disk.storage_errors(self._root), writer_lock(self._root):
            build = Build(self._root, self._engine, paths, self._make_room(contents.require_whole))
            try:
                yield build
            finally:
                build.discard()

    @contextmanager
    def update(self, paths: Sequence[str] | None = None) -> Iterator[Build]:
        """Build a generation that begins with the records of the live one; without ``commit`` nothing changes.

        What it shares with the live one is not written again.

        Args:
            paths: that its records are from; None: those of the live one.

        Raises:
            NoIndex: if there is nothing to begin with.
            DamagedIndex: if ``CURRENT`` or a file of the live one is damaged, as far as that shows at once.
            OutdatedIndex: if this program cannot read it.
            Locked, StorageError: as for :meth:`build`.
        """
        require_any(self._root, self.live())
        with disk.storage_errors(self._root), writer_lock(self._root):
            # What answers in the place of a damaged generation lacks what was new in that one: it is no base.
            base = current.manifest(self._root, self.live())
            # To read everything would take longer than most updates; a block is checked before it is copied.
            contents.require_sizes(self._root / base.generation, base)
            self._require_fit(base)
            self._make_room(contents.require_sizes)
            build = Build(self._root, self._engine, base.paths if paths is None else paths, base, is_update=True)
            try:
                yield build
            finally:
                build.discard()

    def verify_deeply(self) -> list[Damage]:
        """Compare the live generation with what is made anew of its stored records; what does not agree.

        This takes as long as building it, and keeps writers away meanwhile.

        Raises:
            NoIndex, OutdatedIndex, DamagedIndex: if it cannot be read.
            Locked, StorageError: as for :meth:`build`.
        """
        with writer_lock(self._root):
            found = self.manifest()
            self._require_fit(found)
            files = {entry.name: entry for entry in found.files}
            scratch = self._root / (generation.unused_name(self._root) + generation.BUILDING)
            disk.make_folder(scratch)
            try:
                with disk.storage_errors(scratch):
                    return [Damage(f"{found.generation}/{name}", problem) for name, problem in
                            self._disagreements(self._root / found.generation, scratch, files)]
            finally:
                disk.remove_tree(scratch)

    def _disagreements(self, folder: Path, scratch: Path, files: Mapping[str, FileEntry]) -> Iterator[tuple[str, str]]:
        yield from self._engine.disagreements(folder, scratch, files)
        with closing(self._engine.open(folder, folder.name, (), files)) as reader:
            yield from concepts.disagreements(folder, scratch, reader.monographs(), files)

    def verify(self) -> list[Damage]:
        """Read every file of every generation, all vocabularies, and ``CURRENT``; what is wrong, if anything.

        Raises:
            NoIndex: if there is none.
            StorageError: if the folder cannot be read.
        """
        while True:
            text = self.live()
            require_any(self._root, text)
            found = [bad for name in generation.names(self._root) for bad in self._all_damage(name)]
            found += vocabulary.damage(self._root)
            try:
                current.manifest(self._root, text)
            except OutdatedIndex:
                pass
            except DamagedFile as error:
                if error.damage not in found:
                    found.append(error.damage)
            if not found or self.live() == text:
                return found

    def rollback(self) -> Switched:
        """Make the previous generation live; if the live one is damaged, the one that answers in its place.

        Raises:
            NoIndex: if there is no index, or no previous generation.
            DamagedIndex: if the previous generation is not whole.
            OutdatedIndex: if this program cannot read it.
            Locked, StorageError: as for :meth:`build`.
        """
        require_any(self._root, self.live())
        with disk.storage_errors(self._root), writer_lock(self._root):
            text = self.live()
            answering, notices = first_whole(self._root, text, partial(self._checked, contents.require_whole))
            if notices:
                target, replaced, replaced_records = answering, current.name(text), None
            else:
                target = self._previous(answering)
                replaced, replaced_records = answering.generation, answering.records
            self._require_fit(target)
            _, sha256 = generation.read_manifest(self._root / target.generation)
            current.switch(self._root, target.generation, sha256)
            return Switched(target.generation, target.records, replaced, replaced_records, target.counts)

    def _open(self, damaged: Mapping[str, Damage], found: Manifest, notices: tuple[Notice, ...]) -> Reader:
        if bad := damaged.get(found.generation):
            raise DamagedFile(bad.file, bad.problem)
        folder = self._root / found.generation
        contents.require_sizes(folder, found)
        self._require_fit(found)
        with disk.storage_errors(self._root):
            return self._engine.open(folder, found.generation, notices, {entry.name: entry for entry in found.files})

    def _checked(self, check: Callable[[Path, Manifest], None], found: Manifest,
                 notices: tuple[Notice, ...] = ()) -> tuple[Manifest, tuple[Notice, ...]]:
        check(self._root / found.generation, found)
        return found, notices

    def _previous(self, live: Manifest) -> Manifest:
        if live.previous is None or not (self._root / live.previous).is_dir():
            raise NoIndex(f"{live.generation} has no previous generation", hint="nothing was changed")
        found, _ = generation.read_manifest(self._root / live.previous)
        contents.require_whole(self._root / live.previous, found)
        return found

    def _all_damage(self, name: str) -> list[Damage]:
        folder = self._root / name
        try:
            found = list(contents.damage(folder, generation.read_manifest(folder)[0]))
        except OutdatedIndex as error:
            found = [Damage(f"{name}/{MANIFEST}", error.message)]
        except DamagedFile as error:
            found = [error.damage]
        removed_meanwhile = not folder.is_dir()
        return [] if removed_meanwhile else found

    def _make_room(self, check: Callable[[Path, Manifest], None]) -> Manifest | None:
        """Remove what no generation in use refers to; the one that passes the check and answers now, if any."""
        text = self.live()
        names = generation.names(self._root)
        if text is not None and current.name(text) is None and not names:
            raise StorageError(f"{self._root / current.NAME} is not a Trialdex index's",
                               hint="choose another folder with --index")
        generation.remove_leftovers(self._root)
        shelf.settle(self._root)
        try:
            answering, _ = first_whole(self._root, text, partial(self._checked, check))
        except (NoIndex, DamagedIndex):
            return None
        # The newest stays even when it is unused, so that no number is given twice.
        used = {answering.generation, answering.previous, current.name(text), names[0]}
        generation.remove_all(self._root, keep=used)
        return answering

    def _require_fit(self, found: Manifest) -> None:
        if (found.engine, found.fingerprint) != (self._engine.name, fingerprint()):
            raise OutdatedIndex(f"{found.generation} was built by another version of this program",
                                hint="build it anew with: trialdex reindex")
