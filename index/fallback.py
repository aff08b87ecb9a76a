"""Which generation answers: the live one, or a whole one in its place, with a notice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from index import current, generation
from index.damage import DamagedFile, NothingLive
from index.errors import NoIndex, OutdatedIndex
from index.manifest import Manifest
from index.results import Notice

_T = TypeVar("_T")


def require_any(root: Path, text: str | None) -> None:
    """See that there is an index, damaged or not.

    Raises:
        NoIndex: if there is neither a ``CURRENT`` nor a generation.
    """
    if text is None and not generation.names(root):
        raise NoIndex(f"there is no index in {root} yet", hint="make one with: trialdex reindex PATH…")


def first_whole(root: Path, text: str | None, attempt: Callable[[Manifest, tuple[Notice, ...]], _T]) -> _T:
    """What ``attempt`` makes of the generation that answers while ``CURRENT`` says ``text``.

    Args:
        root: the index's folder.
        text: what :func:`index.current.read` returned.
        attempt: is given the manifest of the live generation. If it raises DamagedFile, it is given that of the one
            which the live one replaced, and if ``CURRENT`` or the live manifest is damaged, those of all others,
            newest first, with a notice that says so.

    Raises:
        NoIndex: if there is none.
        OutdatedIndex: if the live one is of another format version.
        DamagedFile: what is wrong with the live one, if none in its place is whole, or ``CURRENT`` has changed since.
    """
    require_any(root, text)
    instead = None
    try:
        live = current.manifest(root, text)
        instead = [live.previous] if live.previous else []
        return attempt(live, ())
    except DamagedFile as error:
        if current.read(root) != text:
            raise
        for name in generation.names(root) if instead is None else instead:
            with suppress(DamagedFile, OutdatedIndex):
                found, _ = generation.read_manifest(root / name)
                return attempt(found, (_notice(error, found),))
        raise


def _notice(error: DamagedFile, found: Manifest) -> Notice:
    what = f"The index is damaged ({error.damage.file} {error.damage.problem})"
    if isinstance(error, NothingLive):
        what = error.message[:1].upper() + error.message[1:]
    built = f"{found.created_at[:10]} {found.created_at[11:16]} UTC"
    return Notice("fallback", f"{what}. These answers come from {found.generation}, built {built}. "
                              "To mend it: trialdex reindex PATH…")
