"""Bytes of a streamed document that make up one part: held while they are few enough, else only counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.sources.base import MAX_DOCUMENT, MEBIBYTE, Lost, Part


@dataclass(slots=True)
class Held:
    """The part that is being read.

    Attributes:
        offset: of its first byte in the document.
        length: in bytes, so far.
    """

    offset: int = 0
    length: int = 0
    _bytes: bytearray = field(default_factory=bytearray)

    def add(self, data: bytes) -> None:
        """Read on; past :data:`MAX_DOCUMENT` nothing of the part is held any more."""
        self.length += len(data)
        if self.length <= MAX_DOCUMENT:
            self._bytes += data
        else:
            self._bytes.clear()

    def take(self, context: bytes = b"", *, skip: int = 0) -> Part | Lost:
        """The part, whole; the next one begins so many bytes behind its end."""
        if self.length > MAX_DOCUMENT:
            taken: Part | Lost = Lost(self.offset, self.length, f"larger than {MAX_DOCUMENT // MEBIBYTE} MiB")
        else:
            taken = Part(self.offset, bytes(self._bytes), context)
        self._bytes.clear()
        self.offset, self.length = self.offset + self.length + skip, 0
        return taken
