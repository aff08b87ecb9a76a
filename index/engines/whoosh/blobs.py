"""Records as compressed blobs, each on its own, against a dictionary that all of a segment share.

Zstandard (RFC 8878) with a raw-content dictionary: some of the records themselves, so that what records
have in common costs nothing, and one record is read without its neighbours.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np
import zstandard

from index.engines.whoosh.format import Array, ArrayReader

LEVEL = 1
"""A better one takes a twelfth less room, half as much time again, and no less to read."""
SAMPLES = 64
DICTIONARY = 112_640
"""Bytes of the dictionary at most, as zstd's own trainer has it."""


def dictionary(records: Sequence[bytes]) -> bytes:
    """A dictionary of samples, the last ones first to be found; empty where there are too few to pay for it."""
    if len(records) < SAMPLES:
        return b""
    share = DICTIONARY // SAMPLES
    return b"".join(record[:share] for record in records[::len(records) // SAMPLES][:SAMPLES])


class Compressor:
    """Compresses blobs against a dictionary."""

    def __init__(self, dictionary: bytes) -> None:
        self._context = zstandard.ZstdCompressor(
            LEVEL, dict_data=_dictionary(dictionary), write_checksum=False, write_content_size=True,
            write_dict_id=False)

    def compress(self, blobs: Iterable[bytes]) -> list[bytes]:
        """Each blob on its own."""
        return [self._context.compress(blob) for blob in blobs]


class Blobs:
    """The blobs of one kind in a file of arrays."""

    def __init__(self, file: ArrayReader, name: str) -> None:
        self._offsets, self._bytes = file[f"{name}_offsets"], file[f"{name}_bytes"]
        self._dictionary = file["dictionary"]
        self._local = threading.local()

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._context().decompress(self.compressed(number))

    def compressed(self, number: int) -> bytes:
        """A blob as it is stored."""
        start, stop = self._offsets.part(number, number + 2).tolist()
        return self._bytes.part(start, stop).tobytes()

    def _context(self) -> zstandard.ZstdDecompressor:
        # A context serves one thread at a time.
        try:
            context: zstandard.ZstdDecompressor = self._local.context
        except AttributeError:
            data = self._dictionary.all().tobytes()
            context = self._local.context = zstandard.ZstdDecompressor(dict_data=_dictionary(data))
        return context


def joined(blobs: Sequence[bytes]) -> tuple[Array, Array]:
    """Where each blob begins (blobs + 1, uint64), and the bytes of all."""
    offsets = np.cumsum([0, *map(len, blobs)], dtype=np.uint64)
    return offsets, np.frombuffer(b"".join(blobs), np.uint8)


def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if data else None
