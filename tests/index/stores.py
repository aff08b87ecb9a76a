"""Building small indexes, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from index.engines.base import Reader
from index.lock import NAME as LOCK
from index.records import Trial
from index.store import Store, Switched


def reindex(store: Store, mark: str, count: int) -> Switched:
    with store.build([mark]) as build:
        for number in range(count):
            build.add(Trial(id=f"NCT{number:08d}", title=f"{mark} {number}"))
        return build.commit()


def look(reader: Reader) -> str:
    """The mark and the number of records that a reader answers with, and the codes of its notices."""
    ids = [f"NCT{number:08d}" for number in range(len(reader))]
    (mark,) = {record.title.split()[0] for record in reader.records(ids)}
    return " ".join((mark, str(len(reader)), *(notice.code for notice in reader.notices)))


def answer(store: Store) -> str:
    """What :func:`look` sees of the index."""
    return store.answer(look)


def flip(path: Path, byte: int = 0) -> None:
    data = bytearray(path.read_bytes())
    data[byte] ^= 1
    path.write_bytes(data)


def contents(root: Path) -> Mapping[str, bytes | None]:
    """Every file and folder but the lock."""
    return {path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
            for path in root.rglob("*") if path.name != LOCK}
