"""Writers that are put to the same faults: each takes the steps of a history, and answers from what is on its disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Protocol

from bench.torture import marked
from bench.torture.history import History
from bench.torture.observing import Wrong, observe
from bench.torture.stock import StockWhoosh
from bench.torture.writing import Subject, write
from index.engines.base import Reader
from index.errors import TrialdexError
from index.lock import writer_lock
from index.request import SearchRequest
from index.search import search

_BELONGING = 4
"""Entries of an index's folder: ``CURRENT``, the lock, the live generation and the one that it replaced."""


class Contender(Protocol):
    """An index in a folder.

    Attributes:
        clear: errors that say what is wrong; any other is a traceback.
    """

    clear: ClassVar[tuple[type[Exception], ...]]

    def write(self, step: int) -> None:
        """Take a step."""

    def answer(self) -> tuple[int, bool]:
        """The step that it answers from, and whether it says that it is not the last; raises Wrong."""

    def is_free(self) -> bool:
        """Whether a writer would be let in."""

    def stray(self) -> int:
        """Files and folders that belong to nothing."""


class Ours:
    """A store with the default engine.

    Args:
        root: its folder.
        known: what its steps write.
    """

    clear: ClassVar[tuple[type[Exception], ...]] = (TrialdexError,)

    def __init__(self, root: Path, known: History) -> None:
        self._subject = Subject(root, "whoosh", known)

    def write(self, step: int) -> None:
        """Take a step."""
        write(self._subject.store(), self._subject.history, step)

    def answer(self) -> tuple[int, bool]:
        """See :meth:`Contender.answer`."""
        return self._subject.store().answer(self._observed)

    def _observed(self, reader: Reader) -> tuple[int, bool]:
        step = observe(reader, self._subject.history, thoroughly=True)
        for word, count in marked.words(self._subject.history.state(step)).items():
            if (total := search(SearchRequest(word, limit=0), reader).total) != count:
                raise Wrong(f"step {step}, {word}: {total} records instead of {count}")
        return step, bool(reader.notices)

    def is_free(self) -> bool:
        """See :meth:`Contender.is_free`."""
        try:
            with writer_lock(self._subject.root):
                return True
        except TrialdexError:
            return False

    def stray(self) -> int:
        """See :meth:`Contender.stray`."""
        return sum(1 for _ in self._subject.root.iterdir()) - _BELONGING


STOCK = "stock Whoosh"
CONTENDERS: Mapping[str, type[Ours | StockWhoosh]] = {"Trialdex": Ours, STOCK: StockWhoosh}
"""Name -> what makes one from a folder and what is known."""
