"""Which segments a generation has and which of their records are deleted: the file ``generation.arr``.

Its meta names the segments in the order in which they were written; an array with a segment's name
holds the ascending numbers of its deleted records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.damage import DamagedFile
from index.engines.whoosh.format import Array, ArrayReader, ArrayWriter
from index.manifest import FileEntry
from index.mapped import MappedFile

NAME = "generation.arr"
_SEGMENT = re.compile(r"segment-([0-9]{6,})\.arr")

Files = Mapping[str, FileEntry] | None


@dataclass(frozen=True, slots=True)
class State:
    """A generation's segments.

    Attributes:
        deleted: name of each segment's file -> the numbers of its deleted records, ascending.
        digest: the sum of the SHA-256 of the live records' canonical JSON, modulo 2^256.
    """

    deleted: Mapping[str, Array]
    digest: int


def segment_name(number: int) -> str:
    """The name of a segment's file."""
    return f"segment-{number:06d}.arr"


def next_number(state: State) -> int:
    """A number that no segment of this generation has."""
    return max((int(match[1]) for name in state.deleted if (match := _SEGMENT.fullmatch(name))), default=0) + 1


def open_arrays(folder: Path, name: str, files: Files) -> ArrayReader:
    """Open a file of arrays of a generation.

    Raises:
        DamagedFile: if it is none, or another one than the manifest states.
    """
    if files is not None and name not in files:
        raise DamagedFile(f"{folder.name}/{name}", "does not belong to the index")
    with ExitStack() as opened:
        file = opened.enter_context(closing(MappedFile(folder / name, files[name] if files is not None else None)))
        arrays = ArrayReader(file, f"{folder.name}/{name}")
        opened.pop_all()
    return arrays


def write(folder: Path, state: State) -> None:
    """Write the state of a generation."""
    file = ArrayWriter(folder / NAME)
    try:
        for name, numbers in state.deleted.items():
            file.add(name, numbers.astype(np.uint32))
        file.finish({"segments": list(state.deleted), "digest": f"{state.digest:064x}"})
    finally:
        file.close()


def read(folder: Path, files: Files = None) -> State:
    """The state of a generation.

    Raises:
        DamagedFile: if the file is not as it was written.
    """
    file = open_arrays(folder, NAME, files)
    try:
        # Only arrays are named, so a name that is no segment's, such as one with a path, is not found.
        return State({name: file[name].all().copy() for name in filter(_SEGMENT.fullmatch, file.meta["segments"])},
                     int(file.meta["digest"], 16))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFile(f"{folder.name}/{NAME}", "names no segments") from error
    finally:
        file.close()
