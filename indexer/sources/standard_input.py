"""Standard input as a document: put into a file first, since archives and large documents are read more than once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from index import disk
from index.errors import RequestError, StorageError, TrialdexError
from indexer.sources import files
from indexer.sources.base import MEBIBYTE
from indexer.sources.files import STANDARD_INPUT, File


@contextmanager
def spooled(stream: BinaryIO | None, folder: Path) -> Iterator[File | None]:
    """The document, which is in this folder until the context ends; None where there is no stream.

    Raises:
        RequestError: if there is nothing in the stream.
        TrialdexError: if the stream cannot be read.
        StorageError: if the folder cannot be written.
    """
    if stream is None:
        yield None
        return
    disk.make_folder(folder)
    try:
        yield _spooled(stream, folder / "document")
    finally:
        with suppress(StorageError):
            disk.remove_tree(folder)


def is_from(document: str) -> bool:
    """Whether a document is standard input, or an entry of the archive that it was."""
    return document.split("!")[0] == STANDARD_INPUT


def _spooled(stream: BinaryIO, path: Path) -> File:
    with disk.storage_errors(path), closing(disk.Output(path)) as output:
        while block := _read(stream):
            output.write(block)
    found = files.file_at(str(path))
    assert isinstance(found, File)
    if not found.size:
        # As from a download that failed: what came from there before must not be lost by it.
        raise RequestError("standard input is empty, so nothing was changed", hint="see what went wrong in the pipe")
    return replace(found, name=STANDARD_INPUT)


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(MEBIBYTE)
    except OSError as error:
        raise TrialdexError(f"standard input {files.reason(error)}", hint="pipe a document into it") from error
