"""The table of contents with which ``whoosh.index.open_dir`` begins. Our own reading path never opens it.

Layout, as ``whoosh.index.TOC`` has it (numbers big-endian)::

    3     bytes of an int, a long and a float: 4, 8, 4
    8     int32 -12345; int32 version of the layout
    3     Whoosh's release
    …     varint n, n bytes: pickle of the schema
    8     int32 generation; int32 0
    …     pickle of the list of segments

Both pickles only name a function of this module, and the segments' files: the same bytes for the same
generation, whatever the process, and no Whoosh is imported to write them.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from index import disk
from index.engines.whoosh import state

NAME = "_MAIN_1.toc"
LOCK = "MAIN_WRITELOCK"
"""What Whoosh's writer locks before it looks at the index; it is there, so that being refused leaves nothing behind."""
_GENERATION = 1
_VERSION = -111
_PROTOCOL = 2


def write_toc(folder: Path, generation: state.State) -> None:
    """Make a Whoosh index of a generation whose other files are written.

    Raises:
        OSError: if the disk fails.
    """
    from whoosh import __version__ as release

    files = [name for name in generation.deleted if _records(folder, name)]
    data = b"".join((
        bytes((4, 8, 4)), struct.pack(">ii", -12345, _VERSION), bytes(release[:3]), _string(_pickled(schema)),
        struct.pack(">ii", _GENERATION, 0), _pickled(segments, *files)))
    for name, content in ((NAME, data), (LOCK, b"")):
        with closing(disk.Output(folder / name)) as output:
            output.write(content)


def schema() -> Any:
    """The ``whoosh.fields.Schema`` of a generation."""
    from index.engines.whoosh.schema import schema

    return schema()


def segments(*files: str) -> list[Any]:
    """The Whoosh segments in these files."""
    from index.engines.whoosh.codec.segment import ArraySegment, NoSegments

    return [ArraySegment(file) for file in files] or NoSegments()


class _Call:
    """Pickled, it is the call of a function."""

    def __init__(self, function: Callable[..., Any], *values: str) -> None:
        self._call = function, values

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, ...]]:
        return self._call


def _pickled(function: Callable[..., Any], *values: str) -> bytes:
    return pickle.dumps(_Call(function, *values), _PROTOCOL)


def _string(data: bytes) -> bytes:
    size, length = b"", len(data)
    while length > 0x7F:
        size += bytes((length & 0x7F | 0x80,))
        length >>= 7
    return size + bytes((length,)) + data


def _records(folder: Path, name: str) -> int:
    with closing(state.open_arrays(folder, name, None)) as file:
        return int(file.meta["records"])
