"""The codec: what Whoosh's readers need of a segment, over its arrays."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import Codec

from index import disk, manifest
from index.damage import DamagedFile
from index.engines.whoosh import state
from index.engines.whoosh.codec.documents import ArrayDocuments
from index.engines.whoosh.codec.segment import ArraySegment
from index.engines.whoosh.codec.terms import ArrayTerms
from index.engines.whoosh.segment import Segment
from index.errors import OutdatedIndex
from index.fingerprint import fingerprint


class ArrayCodec(Codec):  # type: ignore[misc]
    """Reads one segment for one Whoosh reader; there is nothing in it for writers.

    Attributes:
        live: the segment as our own search sees it; None before the first of its readers is made.
    """

    live: Segment | None = None

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTerms:
        """The terms and their postings, those of deleted records included, since Whoosh filters them itself.

        Raises:
            DamagedFile, OutdatedIndex: as for :meth:`per_document_reader`.
        """
        live = self._open(storage, segment)
        return ArrayTerms(Segment(live.file, np.zeros(0, np.uint32)))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocuments:
        """The documents: deletions, lengths, columns and stored fields.

        Raises:
            DamagedFile: if the segment is not as it was written, as far as the folder's manifest can tell.
            OutdatedIndex: if another version of this program wrote it.
        """
        return ArrayDocuments(self._open(storage, segment))

    def _open(self, storage: Any, segment: ArraySegment) -> Segment:
        if self.live is None:
            folder = Path(storage.folder)
            files = _files(folder)
            deleted = state.read(folder, files).deleted[segment.file]
            self.live = Segment(state.open_arrays(folder, segment.file, files), deleted)
        return self.live


def _files(folder: Path) -> state.Files:
    """What the manifest says of the files; None where there is none."""
    with suppress(FileNotFoundError):
        try:
            found = manifest.from_bytes(disk.read_file(folder / manifest.NAME))
        except ValueError as error:
            raise DamagedFile(f"{folder.name}/{manifest.NAME}", "has changed") from error
        if found.fingerprint != fingerprint():
            raise OutdatedIndex(f"{folder.name} was built by another version of this program",
                                hint="build it anew with: trialdex reindex")
        return {entry.name: entry for entry in found.files}
    return None
