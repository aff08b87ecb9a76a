"""The concepts of a generation: the files in its folder, written when it is built, and opened when one is asked for.

``drugs.arr`` has the names of its monographs, ``concepts.arr`` the vocabularies that the index had then. The latter
is taken over from generation to generation as long as the vocabularies stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index import disk
from index.concepts import naming, vocabulary
from index.concepts.base import Synonym
from index.damage import DamagedFile
from index.manifest import FileEntry
from index.mapped import read_whole
from index.records import Monograph

if TYPE_CHECKING:  # the format belongs to an engine, whose reader imports this module
    from index.concepts.table import Table

Files = Mapping[str, FileEntry] | None
DRUGS, VOCABULARIES = "drugs.arr", "concepts.arr"
DRUG_NAMES = "drug names"


class StoredTerms:
    """The terms of one file, which is opened when the first one is looked for.

    Args:
        folder: of the generation.
        name: of the file; if the generation has none, there are no terms.
        files: what the manifest says of its files; None: they are not checked.

    Raises:
        DamagedFile: from every method but :meth:`close`, if a part of the file is not as it was written.
    """

    def __init__(self, folder: Path, name: str, files: Files) -> None:
        self._folder, self._name, self._files = folder, name, files
        self._exists = name in files if files is not None else (folder / name).exists()
        self._lock = Lock()
        self._table: Table | None = None

    @property
    def longest(self) -> int:
        """Stems of the longest key."""
        return self.table().longest if self._exists else 0

    def find(self, key: str) -> Iterator[Synonym]:
        """All terms of the concepts with this key, then the narrower ones, the nearest first."""
        return self.table().find(key) if self._exists else iter(())

    def __bool__(self) -> bool:
        return self._exists

    def table(self) -> Table:
        """The file, open."""
        with self._lock:
            if self._table is None:
                self._table = _open(self._folder, self._name, self._files)
            return self._table

    def close(self) -> None:
        """Let go of the file."""
        if self._table is not None:
            self._table.close()


def stored(folder: Path, files: Files) -> tuple[StoredTerms, StoredTerms]:
    """The names of drugs of a generation, and its vocabularies."""
    return StoredTerms(folder, DRUGS, files), StoredTerms(folder, VOCABULARIES, files)


def _open(folder: Path, name: str, files: Files) -> Table:
    from index.concepts.table import Table
    from index.engines.whoosh.state import open_arrays

    return Table(open_arrays(folder, name, files))


def write(folder: Path, root: Path, monographs: Iterable[Monograph], before: Path | None, files: Files) -> None:
    """Write the concepts of a generation.

    Args:
        folder: of the generation.
        root: the folder of the index.
        monographs: all that the generation has.
        before: a generation that was made by the same rules; None: there is none.
        files: what its manifest says of its files.

    Raises:
        OSError: if the disk fails.
        TrialdexError: if a vocabulary cannot be read.
    """
    _write_drugs(folder, monographs)
    paths = vocabulary.paths(root)
    wanted = _hashes(paths)
    if wanted and not (before and _taken_over(folder, before, files, wanted)):
        _write_vocabularies(folder, paths, wanted)


def disagreements(folder: Path, scratch: Path, monographs: Iterable[Monograph],
                  files: Mapping[str, FileEntry]) -> Iterator[tuple[str, str]]:
    """Yield what does not follow from a generation's monographs and the vocabularies that the index had then.

    Args:
        folder: of the generation, in that of the index.
        scratch: an empty folder for work.
        monographs: all that the generation has.
        files: what its manifest says of its files.

    Yields:
        The name of a file, and what is wrong with it.

    Raises:
        StorageError, DamagedVocabulary: if a vocabulary cannot be read.
    """
    _write_drugs(scratch, monographs)
    if paths := vocabulary.paths(folder.parent, folder.name):
        _write_vocabularies(scratch, paths, _hashes(paths))
    for name, origin in ((DRUGS, "monographs"), (VOCABULARIES, "vocabularies")):
        anew = read_whole(scratch / name) if (scratch / name).exists() else None
        found = read_whole(folder / name, files[name]) if name in files else None
        if anew != found:
            yield name, f"does not follow from its {origin}"


def _hashes(paths: Iterable[Path]) -> list[str]:
    return [disk.hash_file(path).sha256 for path in paths]


def _write_vocabularies(folder: Path, paths: Iterable[Path], hashes: list[str]) -> None:
    from index.concepts import table

    sources = ((header.name, naming.tidied(concepts)) for header, concepts in map(vocabulary.read, paths))
    table.write(folder / VOCABULARIES, (table.Source(*each) for each in sources), {"vocabularies": hashes})


def _write_drugs(folder: Path, monographs: Iterable[Monograph]) -> None:
    from index.concepts import table

    if drugs := list(naming.drugs(monographs)):
        table.write(folder / DRUGS, [table.Source(DRUG_NAMES, drugs)], {})


def _taken_over(folder: Path, before: Path, files: Files, wanted: list[str]) -> bool:
    """Link the file of another generation, if it has been made of the same vocabularies; one that is damaged is not."""
    from index.engines.whoosh.state import open_arrays

    if files is None or VOCABULARIES not in files:
        return False
    with suppress(DamagedFile), closing(open_arrays(before, VOCABULARIES, files)) as file:
        if file.meta.get("vocabularies") == wanted:
            if not disk.link(before / VOCABULARIES, folder / VOCABULARIES):
                file.check()
            return True
    return False
