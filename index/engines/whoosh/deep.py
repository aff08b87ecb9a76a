"""Whether segments say what their records say: each is written anew from its stored records, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.engines.base import silent
from index.engines.whoosh import state
from index.engines.whoosh.bulk import Bulk, opened
from index.engines.whoosh.chunk import DIGEST, digest
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.spool import Spool


def disagreements(folder: Path, scratch: Path, files: state.Files, jobs: int | None,
                  memory: int) -> Iterator[tuple[str, str]]:
    """Yield the name of each file that does not follow from the stored records, and what is wrong with it.

    Args:
        folder: of the generation.
        scratch: an empty folder for what is written anew.
        files: what the manifest says of its files; None: nothing is checked.
        jobs, memory: see :class:`index.engines.whoosh.bulk.Bulk`.
    """
    found, total = state.read(folder, files), 0
    for name, deleted in found.deleted.items():
        with opened(folder, {name: deleted}, files) as (segment,):
            total += digest(map(segment.line, segment.every().tolist()))
            if wrong := _differing(segment, scratch, Bulk(scratch, 1, jobs, memory)):
                yield name, f"does not follow from its records: {', '.join(wrong)}"
    if total % DIGEST != found.digest:
        yield state.NAME, "states another digest than its records have"


def _differing(segment: Segment, scratch: Path, bulk: Bulk) -> list[str]:
    """The arrays of a segment that are different when it is written anew."""
    spool = Spool(scratch / "spool.tmp")
    try:
        for number in range(segment.size):
            spool.add(segment.ids[number], segment.line(number))
        names = bulk.write(spool, segment.column("dictionary").all().tobytes(), silent) or [bulk.write_empty()]
        if len(names) != 1:
            return ["everything"]
        with opened(scratch, {names[0]: segment.deleted}) as (anew,):
            return [name for name in sorted(anew.file.names() | segment.file.names()) if not _same(segment, anew, name)]
    finally:
        spool.close()
        for path in scratch.iterdir():
            path.unlink()


def _same(one: Segment, other: Segment, name: str) -> bool:
    return (name in one.file and name in other.file
            and one.column(name).all().tobytes() == other.column(name).all().tobytes())
