"""Stock Whoosh, its own writer and codec, over the records of a history, as its documentation has it.

A full build is ``add_document`` with ``CLEAR``, which does not disturb readers as ``create_in`` does; a step is
``delete_by_term`` and ``update_document`` with merging as it comes. Each is done in a ``with`` of the writer, which
commits at its end and cancels if there was an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from whoosh import index
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.query import Term
from whoosh.writing import CLEAR, LockError

from bench.torture import marked
from bench.torture.history import WITNESS, History
from bench.torture.marked import State
from bench.torture.observing import Wrong
from index.records import Trial, encode

_BROKEN = (index.EmptyIndexError, index.IndexError, index.IndexVersionError, index.OutOfDateError, LockError)


class StockWhoosh:
    """An index of stock Whoosh.

    Args:
        root: its folder.
        known: what its steps write.
    """

    clear: ClassVar[tuple[type[Exception], ...]] = (OSError, *_BROKEN)
    """A system's error as it comes is as clear as a library needs."""

    def __init__(self, root: Path, known: History) -> None:
        self._root, self._known = root, known

    def write(self, step: int) -> None:
        """Take a step."""
        change, state = self._known.change(step), self._known.state(step)
        if not step:
            self._root.mkdir(exist_ok=True)
            index.create_in(str(self._root), _schema())
        with self._opened().writer() as writer:
            if not change.is_update:
                writer.mergetype = CLEAR
            for number in change.removed if change.is_update else ():
                writer.delete_by_term("id", marked.name(number))
            put = writer.update_document if change.is_update else writer.add_document
            for number in change.written if change.is_update else state:
                put(**_document(marked.record(number, state[number])))

    def answer(self) -> tuple[int, bool]:
        """The step that all answers come from; it never says that there was a later one."""
        with self._opened().searcher() as searcher:
            stored = {found["id"]: found["json"] for found in searcher.documents()}
            if marked.name(WITNESS) not in stored:
                raise Wrong("the witness is not there")
            step = _step(stored[marked.name(WITNESS)])
            state = self._known.state(step)
            for what, found, expected in _facts(searcher, stored, state):
                if found != expected:
                    raise Wrong(f"step {step}, {what}: {str(found)[:300]} instead of {str(expected)[:300]}")
        return step, False

    def is_free(self) -> bool:
        """Whether a writer would be let in."""
        lock = self._opened().lock("WRITELOCK")
        if not lock.acquire():
            return False
        lock.release()
        return True

    def stray(self) -> int:
        """Files and folders that belong to nothing."""
        found = self._opened()
        segments = found._segments()  # noqa: SLF001 - nothing else tells what belongs to it
        generation, names = found.latest_generation(), {each.segment_id() for each in segments}
        belonging = {f"_MAIN_{generation}.toc", "MAIN_WRITELOCK"}
        return sum(path.name not in belonging and (path.is_dir() or path.name.partition(".")[0] not in names)
                   for path in self._root.iterdir())

    def _opened(self) -> Any:
        return index.open_dir(str(self._root))


def _schema() -> Any:
    return Schema(id=ID(unique=True, stored=True), text=TEXT, sponsor=ID, json=STORED)


def _document(record: Trial) -> dict[str, Any]:
    text = " ".join((record.title, str(record.summary), *record.conditions, *record.keywords))
    return {"id": record.id, "text": text, "sponsor": record.sponsor, "json": encode(record)}


def _step(json: bytes) -> int:
    try:
        return int(json.partition(b'"sponsor":"step')[2][:5])
    except ValueError as error:
        raise Wrong("the witness is not as it was written") from error


def _facts(searcher: Any, stored: dict[str, bytes], state: State) -> Iterator[tuple[str, object, object]]:
    """What was asked, what was answered, and what must be."""
    yield "records", stored, {name: encode(record) for name, record in marked.records(state).items()}
    yield "length", searcher.doc_count(), len(state)
    marks = Counter(map(marked.mark, state.values()))
    for mark in (*marks, marked.mark(max(state.values()) + 1)):
        for field in ("text", "sponsor"):
            found = searcher.search(Term(field, mark), limit=None)
            yield f"{field} {mark}", len({hit["id"] for hit in found}), marks[mark]
    for word, count in marked.words(state).items():
        yield word, sum(1 for _ in searcher.docs_for_query(Term("text", word))), count
    for number in list(state)[::len(state) // 10 + 1]:
        found = searcher.search(Term("text", marked.own_word(number, state[number])), limit=None)
        yield f"word of {number}", [hit["id"] for hit in found], [marked.name(number)]
