"""Adding and removing vocabularies: a generation with the same records, in one step with the vocabulary's own file."""

from __future__ import annotations

from collections.abc import Callable

from index import generation
from index.build import Switched
from index.concepts import shelf
from index.concepts.vocabulary import Header, read_header
from index.errors import RequestError
from index.store import Store
from indexer.catalog import opened


def add(store: Store, header: Header, data: bytes) -> tuple[Switched, bool]:
    """Add a vocabulary, or put it in the place of the one that has its name.

    Args:
        store: where the index is.
        header, data: what :func:`indexer.vocabularies.reading.read` returned.

    Returns:
        What is live now, and whether there was one of this name.

    Raises:
        NoIndex, DamagedIndex, OutdatedIndex, DamagedCatalog: if there is no index that can be changed.
        TrialdexError: for a lock that is taken or a full disk; nothing is changed then.
    """
    was_there = header.name in names(store)
    return _switched(store, lambda number: shelf.put(store.folder, header.name, number, data)), was_there


def remove(store: Store, name: str) -> Switched:
    """Remove a vocabulary.

    Raises:
        RequestError: if there is none of this name.
        TrialdexError: as for :func:`add`.
    """
    def change(number: str) -> None:
        if name not in (there := names(store)):
            known = f"there are: {', '.join(there)}" if there else "there is none at all"
            raise RequestError(f"there is no vocabulary called “{name}”", hint=known)
        shelf.remove(store.folder, name, number)

    return _switched(store, change)


def names(store: Store) -> list[str]:
    """Those of the vocabularies that hold in the live generation, damaged or not."""
    return [str(shelf.name_of(path)) for path in shelf.live_paths(store.folder)]


def headers(store: Store) -> list[Header]:
    """What these are, in the order of their names.

    Raises:
        DamagedVocabulary: if one is not as it was written.
        StorageError: if one cannot be read.
    """
    return [read_header(path) for path in shelf.live_paths(store.folder)]


def _switched(store: Store, change: Callable[[str], None]) -> Switched:
    """Switch to a generation that shares all records.

    Args:
        store: where the index is.
        change: is given its name, and writes what holds from it on.
    """
    with store.update() as build:
        number, base = generation.number(build.generation), generation.number(build.replaced or "")
        with opened(store.folder, number, base, anew=False) as catalog:
            # What a run that was ended has read would count as read for this generation.
            catalog.forget(catalog.read_before())
            account = catalog.base()
            try:
                change(build.generation)
                catalog.complete(account)
                switched = build.commit()
            finally:
                shelf.withdraw(store.folder, build.generation)
            catalog.finish(base)
            return switched
