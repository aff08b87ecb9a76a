"""A file that a person names -> a vocabulary: unpacked, of the form that its content has, and packed for the index."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, cast

from index.concepts.shelf import NAME
from index.concepts.vocabulary import Header, Packer
from index.errors import RequestError
from indexer.sources import archives
from indexer.sources.archives import Place, UnreadableDocument
from indexer.sources.base import HEAD
from indexer.sources.files import File, existing, file_at
from indexer.vocabularies import columns, mesh_ascii, mesh_xml, obo
from indexer.vocabularies.base import BadVocabulary, Form, Stated

FORMS: tuple[Form, ...] = (obo, mesh_xml, mesh_ascii, columns)
_TAKEN = frozenset(("spelling", "abbreviation"))
"""Names of what knows synonyms without any vocabulary."""
_MARK = b"\xef\xbb\xbf"
_NEITHER = "neither OBO, nor MeSH descriptors as XML or ASCII, nor a table of two columns"


class _Source(io.RawIOBase):
    """A file as a parser reads it: what is read is hashed, and what fails is kept, since parsers hide it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()
        self.failure: UnreadableDocument | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill as much of the buffer as comes at once."""
        try:
            data = self._file.read(len(buffer))
        except UnreadableDocument as error:
            self.failure = error
            raise
        self.hash.update(data)
        buffer[:len(data)] = data
        return len(data)


def read(path: str, name: str | None = None) -> tuple[Header, bytes]:
    """Read a vocabulary.

    Args:
        path: of the file; it may be compressed, or the only one in an archive.
        name: that it is to have; None: by which it calls itself, or that of the file.

    Returns:
        What it is, and the file that the index keeps of it.

    Raises:
        RequestError: if it can have no such name.
        BadVocabulary: if it cannot be read.
        TrialdexError: if there is nothing at the path.
    """
    place = _place(str(existing(path)))
    if name is not None:
        _require_good(name)
    try:
        return _packed(place, name)
    except (BadVocabulary, UnreadableDocument) as error:
        raise BadVocabulary(f"{place.name}: {error.message}", hint=error.hint) from error


def _packed(place: Place, name: str | None) -> tuple[Header, bytes]:
    form = _form(place)
    with archives.opened(place) as raw:
        source = _Source(raw)
        file = io.BufferedReader(source, HEAD)
        with _told(source):
            if file.peek(len(_MARK)).startswith(_MARK):
                file.read(len(_MARK))
            stated, packer = form.read(cast("BinaryIO", file)), Packer()
            for concept in stated.concepts:
                packer.add(concept)
            while file.read(HEAD):
                pass
    if not packer.concepts:
        raise BadVocabulary("no term in it")
    header = _header(place, name or _name(stated, place), stated, source.hash.hexdigest(), packer)
    return header, packer.finish(header)


@contextmanager
def _told(source: _Source) -> Iterator[None]:
    try:
        yield
    except Exception:
        if source.failure is not None:
            raise source.failure from None
        raise


def _header(place: Place, name: str, stated: Stated, sha256: str, packer: Packer) -> Header:
    return Header(name=name, title=stated.title or name, version=stated.version, source=Path(place.name).name,
                  sha256=sha256, added_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                  concepts=packer.concepts, terms=packer.terms)


def _place(path: str) -> Place:
    file = file_at(path)
    if not isinstance(file, File):
        raise BadVocabulary(f"{file.path}: {file.reason}")
    try:
        if not archives.is_archive(file):
            return Place(file)
    except OSError as error:
        raise BadVocabulary(f"{path}: {error.strerror}") from error
    found = list(archives.entries(file))
    if len(found) == 1 and isinstance(found[0], Place):
        return found[0]
    raise BadVocabulary(f"{path}: an archive of {len(found):,} files", hint="unpack it, and name one of them")


def _form(place: Place) -> Form:
    with archives.opened(place) as file:
        head = file.read(HEAD).removeprefix(_MARK)
    found = next((form for form in FORMS if form.recognises(head)), None)
    if found is None:
        raise BadVocabulary(_NEITHER if head.strip() else "empty", hint="docs/vocabularies.md says what is read")
    return found


def _name(stated: Stated, place: Place) -> str:
    """By which the vocabulary calls itself, or its file is called, as far as that can be a name."""
    told = (stated.name or Path(place.name.rpartition("!")[2]).name).lower().rpartition("/")[2]
    found = re.sub(r"[^a-z0-9_]+", "-", re.sub(r"(?:\.(?:obo|owl|tsv|csv|txt|gz|zip))+$", "", told)).strip("-_")
    return _require_good(found[:40])


def _require_good(name: str) -> str:
    if NAME.fullmatch(name) is None or name in _TAKEN:
        raise RequestError(f"a vocabulary cannot be called “{name}”",
                           hint="choose a --name of small letters, digits and hyphens, such as hp")
    return name
