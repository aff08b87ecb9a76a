"""The index that a command is about: where it lies, and how it is asked and changed."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from indexer import endings, interruption


def chosen_folder() -> Path:
    """That of ``--index``, of the environment or of the user."""
    chosen = click.get_current_context().find_root().meta.get("folder") or os.environ.get("TRIALDEX_INDEX")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("trialdex", appauthor=False)


def chosen_store(jobs: int | None = None) -> Any:
    """The index in that folder, with so many processes to write it."""
    from index import engines
    from index.store import Store

    return Store(chosen_folder(), engines.get(jobs=jobs))


jobs_option = click.option("--jobs", type=click.IntRange(1, 256), metavar="N",
                           help="Processes that index at a time. [default: one for each core]")


@contextmanager
def switching(store: Any, *needed: str) -> Iterator[None]:
    """An interruption lets the index be cleaned up, and is told with what it has left; these modules are needed."""
    from index.processes import SELDOM

    before = store.live()
    gc.set_threshold(SELDOM)
    interruption.clean_up_first(*needed)
    try:
        yield
        interruption.postpone()
    except KeyboardInterrupt:
        as_it_was = store.live() == before
        endings.interrupted(interruption.MESSAGE if as_it_was else "Interrupted when the switch was done already.")


def answer(store: Any, action: Callable[[Any], Any]) -> Any:
    """What ``action`` makes of the index's reader, after telling what a person should know of the index."""
    notices, found = store.answer(lambda reader: (reader.notices, action(reader)))
    endings.tell(notices)
    return found
