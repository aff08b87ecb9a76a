"""A vocabulary as it lies in the folder of an index: concepts with their names, and which are right above each.

Two frames of zstd (RFC 8878) with lines of JSON: the header, then the concepts. The header's last key, ``digest``, is
the SHA-256 of the concepts' lines followed by the header's own without it, so that a change by hand is noticed, too.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedReader
from pathlib import Path

import msgspec
import zstandard

from index import disk
from index.concepts import shelf
from index.concepts.shelf import name_of, paths
from index.damage import Damage
from index.errors import DamagedIndex, StorageError

__all__ = ["Concept", "DamagedVocabulary", "Header", "Packer", "paths", "read", "read_header"]

_FORMAT = b'{"vocabulary":1,'
_DIGEST = re.compile(rb',"digest":"([0-9a-f]{64})"}\n')


@dataclass(frozen=True, slots=True)
class Concept:
    """What several terms mean.

    Attributes:
        id: in its vocabulary, of no other concept there.
        name: the term that the vocabulary prefers.
        synonyms: the others; none stands twice.
        parents: ids of the concepts right above it, which are broader; some may be in no vocabulary.
    """

    id: str
    name: str
    synonyms: tuple[str, ...]
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a vocabulary is, and where it came from.

    Attributes:
        name: by which a person calls it: small ASCII letters, digits, hyphens and underscores.
        title: as it states it, else the name.
        version: as it states it.
        source: name of the file that it was read from.
        sha256: of that file, unpacked, in hex.
        added_at: UTC, ``YYYY-MM-DDTHH:MM:SSZ``.
        concepts: how many there are.
        terms: names and synonyms of all concepts.
    """

    name: str
    title: str
    version: str | None
    source: str
    sha256: str
    added_at: str
    concepts: int
    terms: int


class DamagedVocabulary(DamagedIndex):
    """A file among the vocabularies is none, or not as it was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not as it was written", hint=f"add it again, or leave it out: {_remedy(path)}")


def _remedy(path: Path) -> str:
    name = name_of(path) or "NAME"
    return f"trialdex vocabulary add FILE --name {name}; or trialdex vocabulary remove {name}"


class Packer:
    """Concepts on their way into a file; they are held compressed.

    Attributes:
        concepts, terms: how many there are so far.
    """

    def __init__(self) -> None:
        self.concepts = self.terms = 0
        self._digest = sha256()
        self._compressor = zstandard.ZstdCompressor(write_checksum=True).compressobj()
        self._packed: list[bytes] = []

    def add(self, concept: Concept) -> None:
        """Add the next one."""
        line = msgspec.json.encode(concept) + b"\n"
        self._digest.update(line)
        self._packed.append(self._compressor.compress(line))
        self.concepts += 1
        self.terms += 1 + len(concept.synonyms)

    def finish(self, header: Header) -> bytes:
        """The file."""
        line = _FORMAT + msgspec.json.encode(header)[1:]
        self._digest.update(line)
        line = line[:-1] + b',"digest":"%b"}\n' % self._digest.hexdigest().encode()
        return b"".join([zstandard.ZstdCompressor(write_checksum=True).compress(line),
                         *self._packed, self._compressor.flush()])


def read_header(path: Path) -> Header:
    """What a vocabulary is; its concepts are not looked at.

    Raises:
        DamagedVocabulary: if this is none.
        StorageError: if the file cannot be read.
    """
    with closing(_lines(path)) as lines:
        return _header(path, next(lines, b""))[0]


def read(path: Path) -> tuple[Header, Iterator[Concept]]:
    """A vocabulary, and its concepts one by one as they are asked for.

    Raises:
        DamagedVocabulary: if it is not as it was written; of the concepts it may show only after the last one.
        StorageError: if the file cannot be read.
    """
    lines = _lines(path)
    header, signed, digest = _header(path, next(lines, b""))
    return header, _concepts(path, lines, signed, digest)


def damage(root: Path) -> Iterator[Damage]:
    """What is wrong with the vocabularies that an index has, whichever of its generations they hold in.

    Raises:
        StorageError: if the folder cannot be read.
    """
    live = shelf.live_paths(root)
    for path in shelf.all_paths(root):
        try:
            for _ in read(path)[1]:
                pass
        except (DamagedVocabulary, StorageError) as error:
            if path.exists():  # and was not removed meanwhile
                problem = "is not as it was written" if isinstance(error, DamagedVocabulary) else "cannot be read"
                remedy = _remedy(path) if path in live else "nothing is to be done, it goes with the earlier generation"
                yield Damage(f"{shelf.FOLDER}/{path.name}", problem, remedy)


def _header(path: Path, line: bytes) -> tuple[Header, bytes, bytes]:
    """The header, the line without its digest, and that."""
    match = _DIGEST.search(line)
    if match is None or not line.startswith(_FORMAT):
        raise DamagedVocabulary(path)
    signed = line[:match.start()] + b"}"
    try:
        return msgspec.json.decode(signed, type=Header), signed, match[1]
    except msgspec.DecodeError as error:
        raise DamagedVocabulary(path) from error


def _concepts(path: Path, lines: Iterator[bytes], signed: bytes, digest: bytes) -> Iterator[Concept]:
    whole, decoder = sha256(), msgspec.json.Decoder(Concept)
    for line in lines:
        whole.update(line)
        try:
            yield decoder.decode(line)
        except msgspec.DecodeError as error:
            raise DamagedVocabulary(path) from error
    whole.update(signed)
    if whole.hexdigest().encode() != digest:
        raise DamagedVocabulary(path)


def _lines(path: Path) -> Generator[bytes, None, None]:
    with disk.storage_errors(path), path.open("rb") as file:
        unpacked = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        try:
            yield from BufferedReader(unpacked)
        except zstandard.ZstdError as error:
            raise DamagedVocabulary(path) from error
