"""Pages of the site over :mod:`bench.torture.serving_documents`: each must show one generation, and nothing else."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.torture import marked
from bench.torture.history import WITNESS, History
from bench.torture.marked import State
from bench.torture.observing import Wrong
from bench.torture.serving_documents import marks, title
from webui.panel import LISTED
from webui.params import PER_PAGE

_LISTED = 20
"""Values of a facet that the API lists beside a search."""
_TITLE, _MARK, _TAG = re.compile(r"Trial (\d{3}) of step(\d{5})"), re.compile(r"step(\d{5})"), re.compile(r"<[^>]*>")
_COUNTED = re.compile(r'value="(step\d{5})"[^>]*>\s*<bdi>\1</bdi>\s*<span class="count">([\d,]+)</span>')
_HIT = '<li class="hit">'
_TOTAL = re.compile(r'<h2 id="summary"[^>]*>([\d,]+) records</h2>')
_GENERATION = re.compile(r"from (gen-\d+)")

Read = Callable[[str, History], "tuple[int, str | None]"]
"""Text of a page -> the step that it shows, and the name of the generation where it has that; raises Wrong."""


def searched(text: str, known: History) -> tuple[int, str | None]:
    """The page of a search by title, with facets beside it."""
    hits = [(int(number), int(step)) for number, step in _TITLE.findall(_TAG.sub("", text))]
    _agree("marks of hits", [set(map(int, _MARK.findall(hit))) for hit in text.split(_HIT)[1:]],
           [{step} for _, step in hits])
    step, state = _of_witness(dict(hits), known)
    _agree("hits", hits, sorted(state.items())[:PER_PAGE])
    _agree("total", _TOTAL.findall(text), [str(len(state))])
    _agree("facet", [(mark, int(count)) for mark, count in _COUNTED.findall(text)], _commonest(state, LISTED))
    _agree("generations", len(set(_GENERATION.findall(text))), 1)
    return step, _GENERATION.findall(text)[0]


def record_shown(text: str, known: History) -> tuple[int, str | None]:
    """The page of the witness, which every step writes, with the records that are like it."""
    titles = {(int(number), int(step)) for number, step in _TITLE.findall(_TAG.sub("", text))}
    step, state = _of_witness(dict(titles), known)
    _agree("titles", titles, {(number, state.get(number)) for number, _ in titles})
    _agree("marks", {int(each) for each in _MARK.findall(text)}, {of_title for _, of_title in titles})
    _agree("title", f"<title>{title(WITNESS, step)}" in text, True)
    _agree("words of its own", f">{marked.own_word(WITNESS, step)}<" in text, True)
    return step, None


def facet_shown(text: str, known: History) -> tuple[int, str | None]:
    """All values of the facet that has the marks."""
    return _of_counts({mark: int(count) for mark, count in _COUNTED.findall(text)}, known), None


def facet_given(text: str, known: History) -> tuple[int, str | None]:
    """The same as JSON."""
    return _of_counts({each["value"]: each["count"] for each in json.loads(text)["values"]}, known), None


def search_given(text: str, known: History) -> tuple[int, str | None]:
    """The records of a search as JSON."""
    page = json.loads(text)
    step = _of_hits(page["hits"], known)
    listed = [(each["value"], each["count"]) for each in page["facets"]["sponsor"]["values"]]
    _agree("total", page["total"], len(known.state(step)))
    _agree("facet", listed, _commonest(known.state(step), _LISTED))
    return step, page["generation"]


def exported(text: str, known: History) -> tuple[int, str | None]:
    """All records, one on a line."""
    return _of_hits([json.loads(line) for line in text.splitlines()], known), None


PAGES: Mapping[str, Read] = {
    "/?kind=trial&sort=title": searched, f"/record/{marked.name(WITNESS)}": record_shown, "/facet/sponsor": facet_shown,
    "/api/search?sort=title&limit=100": search_given, "/api/facet/sponsor": facet_given, "/export.ndjson": exported}
"""Address -> how the page there is read."""


def _of_hits(hits: Sequence[Mapping[str, Any]], known: History) -> int:
    """The step that wrote the records of these hits, which are all there are."""
    found = {int(each[1]): int(each[2]) for each in map(_TITLE.fullmatch, (hit["title"] for hit in hits)) if each}
    step, state = _of_witness(found, known)
    _agree("records", (len(hits), found), (len(state), state))
    for hit in hits:
        record, number = hit["record"], int(hit["id"].removeprefix("NCT"))
        mark = marked.mark(state[number])
        _agree("marks", set(map(int, _MARK.findall(json.dumps(hit)))), {state[number]})
        _agree("record", [record["id"], record["title"], record["sponsor"], record["conditions"], record["summary"]],
               [marked.name(number), title(number, state[number]), mark, [marked.condition(number)],
                (f"{mark} text. " * 20).rstrip()])
    return step


def _commonest(state: State, most: int) -> list[tuple[str, int]]:
    return sorted(marks(state).items(), key=lambda each: (-each[1], each[0]))[:most]


def _of_witness(found: State, known: History) -> tuple[int, State]:
    if WITNESS not in found:
        raise Wrong("the witness is not there")
    return found[WITNESS], known.state(found[WITNESS])


def _of_counts(found: Mapping[str, int], known: History) -> int:
    """The step whose records have so many of each mark; the newest is that of the witness."""
    step = max((int(mark.removeprefix("step")) for mark in found), default=0)
    _agree("counts", Counter(found), marks(known.state(step)))
    return step


def _agree(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise Wrong(f"{what}: {str(found)[:300]} instead of {str(expected)[:300]}")
