"""Whether a reader answers with just what is known to be in its generation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from bench.torture import marked
from bench.torture.history import WITNESS, History
from bench.torture.marked import State
from index.engines.base import Counts, Reader
from index.records import Record, Trial
from index.request import SearchRequest
from index.search import list_facet, search, stream

_FEW = 3
"""Words of each sort that are looked for, unless all are."""


class Wrong(Exception):
    """An answer that does not follow from what is known to be in the generation."""


def observe(reader: Reader, known: History, *, thoroughly: bool = False) -> int:
    """The step that a reader answers from, by its witness; everything else that it answers must agree.

    Args:
        reader: of any step.
        known: the history that wrote it.
        thoroughly: ask for every record and every mark; else for some.

    Raises:
        Wrong: if an answer is another one than it must be.
    """
    try:
        (witness,) = reader.records([marked.name(WITNESS)])
    except KeyError as error:
        raise Wrong("the witness is not there") from error
    assert isinstance(witness, Trial)
    step = marked.step_of(witness)
    state = known.state(step)
    facts = _all_facts(reader, state) if thoroughly else _facts(reader, state)
    for what, found, expected in facts:
        if found != expected:
            raise Wrong(f"step {step}, {what}: {str(found)[:300]} instead of {str(expected)[:300]}")
    return step


Facts = Iterator[tuple[str, object, object]]
"""What was asked, what was answered, and what must be."""


def _facts(reader: Reader, state: State) -> Facts:
    trials, marks = SearchRequest("trial", limit=50), Counter(map(marked.mark, state.values()))
    conditions = Counter(map(marked.condition, state))
    yield "length", len(reader), len(state)
    yield "digest", reader.digest(), marked.digest(state)
    page = search(trials, reader)
    yield "total", page.total, len(state)
    yield "hits", [hit.record for hit in page.hits], [_as_known(state, hit.record) for hit in page.hits]
    yield "hits on the page", len({hit.record.id for hit in page.hits}), min(50, len(state))
    for name, expected in (("sponsor", marks), ("condition", conditions)):
        yield f"all of {name}", _all_of(reader.totals(name)), expected
        listed = list_facet(trials, reader, name, limit=len(expected) + 1)
        yield f"{name} of a query", {value.value: value.count for value in listed.values}, expected
    newest = max(state.values())
    yield from _texts(reader, marks, [*sorted(set(state.values()))[-_FEW:], newest + 1, newest + 2])
    yield from _own_words(reader, state, list(state)[::len(state) // _FEW + 1])


def _all_facts(reader: Reader, state: State) -> Facts:
    yield from _facts(reader, state)
    everything = {hit.record.id: hit.record for hit in stream(SearchRequest(), reader)}
    yield "records", everything, marked.records(state)
    marks, newest = Counter(map(marked.mark, state.values())), max(state.values())
    yield from _texts(reader, marks, range(newest + 2))
    yield from _own_words(reader, state, list(state)[::len(state) // 50 + 1])
    for number in range(2 * len(state)):
        there = marked.name(number) if number in state else None
        yield f"number {number}", reader.resolve(marked.name(number)), there


def _as_known(state: State, found: Record) -> Record | None:
    number = int(found.id.removeprefix("NCT"))
    return marked.record(number, state[number]) if number in state else None


def _all_of(counts: Counts) -> dict[str, int]:
    return {value.spelling: value.count for value in counts.top(counts.distinct + 1)}


def _texts(reader: Reader, marks: Counter[str], steps: Iterable[int]) -> Facts:
    for mark in map(marked.mark, steps):
        yield f"text {mark}", search(SearchRequest(mark, limit=0), reader).total, marks[mark]
        if marks[mark]:
            filtered = SearchRequest("trial", limit=0, filters={"sponsor": (mark,)})
            yield f"filter {mark}", search(filtered, reader).total, marks[mark]


def _own_words(reader: Reader, state: State, numbers: Iterable[int]) -> Facts:
    for number in numbers:
        for step in {state[number], state[number] - 1, state[number] + 1}:
            word = marked.own_word(number, max(step, 0))
            expected = [marked.name(number)] if max(step, 0) == state[number] else []
            yield f"word {word}", [hit.record.id for hit in stream(SearchRequest(word), reader)], expected
