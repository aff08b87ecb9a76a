"""The index's folder: opening the live generation, building the next, verifying, going back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index import current, disk, generation
from index.build import Build, Switched
from index.damage import Damage, DamagedFile
from index.engines.base import Engine, Reader
from index.errors import DamagedIndex, Locked, NoIndex, OutdatedIndex, StorageError
from index.fingerprint import fingerprint
from index.manifest import NAME as MANIFEST
from index.manifest import Manifest
from index.results import Notice

__all__ = ["Build", "Damage", "Store", "Switched"]

LOCK = "trialdex.lock"


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

    def open(self) -> Reader:
        """Open the live generation, every file of which has been read and found whole.

        If it is damaged, the one that it replaced is opened, and if ``CURRENT`` is damaged, the newest
        whole one; then a notice of the reader, with the code ``fallback``, says so.

        Raises:
            NoIndex: if there is none.
            OutdatedIndex: if it was built with another text policy, field table, engine or format.
            DamagedIndex: if there is none that is whole.
            StorageError: if the folder cannot be read.
        """
        while True:
            text = self.live()
            try:
                found, notices = self._answering(text)
                self._require_fit(found)
                with disk.storage_errors(self._root):
                    return self._engine.open(self._root / found.generation, found.generation, notices)
            except (NoIndex, DamagedIndex, StorageError):
                # A generation may be replaced and removed while it is being opened: then the next one counts.
                if self.live() == text:
                    raise

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
                self._require_any(text)
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
        with self._writer_lock():
            replaced = self._make_room()
            build = Build(self._root, self._engine, paths, replaced)
            try:
                yield build
            finally:
                build.discard()

    def verify(self) -> list[Damage]:
        """Read every file of every generation, and ``CURRENT``; what is wrong, nothing if all is whole.

        Raises:
            NoIndex: if there is none.
            StorageError: if the folder cannot be read.
        """
        while True:
            text = self.live()
            self._require_any(text)
            found = [bad for name in generation.names(self._root) for bad in self._damage(name)]
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
        self._require_any(self.live())
        with self._writer_lock():
            text = self.live()
            answering, notices = self._answering(text)
            if notices:
                target, replaced, replaced_records = answering, current.name(text), None
            else:
                target = self._previous(answering)
                replaced, replaced_records = answering.generation, answering.records
            self._require_fit(target)
            _, sha256 = generation.read_manifest(self._root / target.generation)
            current.switch(self._root, target.generation, sha256)
            return Switched(target.generation, target.records, replaced, replaced_records)

    def _answering(self, text: str | None) -> tuple[Manifest, tuple[Notice, ...]]:
        """The whole generation that answers while ``CURRENT`` says ``text``; a notice if it is not the live one."""
        self._require_any(text)
        candidates = None
        try:
            live = current.manifest(self._root, text)
            candidates = [live.previous] if live.previous else []
            generation.require_whole(self._root / live.generation, live)
        except DamagedFile as error:
            if self.live() != text:
                raise
            for name in generation.names(self._root) if candidates is None else candidates:
                with suppress(DamagedFile):
                    found = self._whole(name)
                    return found, (_fallback(error, found),)
            raise
        return live, ()

    def _whole(self, name: str) -> Manifest:
        found, _ = generation.read_manifest(self._root / name)
        generation.require_whole(self._root / name, found)
        return found

    def _previous(self, live: Manifest) -> Manifest:
        if live.previous is None or not (self._root / live.previous).is_dir():
            raise NoIndex(f"{live.generation} has no previous generation", hint="nothing was changed")
        return self._whole(live.previous)

    def _damage(self, name: str) -> list[Damage]:
        try:
            found = list(generation.damage(self._root / name, generation.read_manifest(self._root / name)[0]))
        except OutdatedIndex as error:
            found = [Damage(f"{name}/{MANIFEST}", error.message)]
        except DamagedFile as error:
            found = [error.damage]
        removed_meanwhile = not (self._root / name).is_dir()
        return [] if removed_meanwhile else found

    def _make_room(self) -> Manifest | None:
        """Remove what no generation in use refers to; the one that answers now, if any."""
        text = self.live()
        names = generation.names(self._root)
        if text is not None and current.name(text) is None and not names:
            raise StorageError(f"{self._root / current.NAME} is not a Trialdex index's",
                               hint="choose another folder with --index")
        generation.remove_leftovers(self._root)
        try:
            answering, _ = self._answering(text)
        except (NoIndex, DamagedIndex):
            return None
        # The newest stays even when it is unused, so that no number is given twice.
        used = {answering.generation, answering.previous, current.name(text), names[0]}
        generation.remove_all(self._root, keep=used)
        return answering

    def _require_any(self, text: str | None) -> None:
        if text is None and not generation.names(self._root):
            raise NoIndex(f"there is no index in {self._root} yet", hint="make one with: trialdex reindex PATH…")

    def _require_fit(self, found: Manifest) -> None:
        if (found.engine, found.fingerprint) != (self._engine.name, fingerprint()):
            raise OutdatedIndex(f"{found.generation} was built by another version of this program",
                                hint="build it anew with: trialdex reindex")

    @contextmanager
    def _writer_lock(self) -> Iterator[None]:
        from filelock import FileLock, Timeout  # takes as long to import as a search does

        lock = FileLock(self._root / LOCK, fallback_to_soft=False)
        with disk.storage_errors(self._root / LOCK):
            try:
                lock.acquire(blocking=False)
            except Timeout as error:
                raise Locked(f"another process is writing to {self._root}",
                             hint="wait until it is done, then try again") from error
        try:
            yield
        finally:
            lock.release()


def _fallback(error: DamagedFile, found: Manifest) -> Notice:
    built = f"{found.created_at[:10]} {found.created_at[11:16]} UTC"
    return Notice("fallback", f"The index is damaged ({error.damage.file} {error.damage.problem}). These answers come "
                              f"from {found.generation}, built {built}. To mend it: trialdex reindex PATH…")
