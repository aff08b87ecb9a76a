"""Which lines are labels, read from the shape of the whole instead of from single words.

A value may be worded like a label (a condition called ``Interventions``). So every way to choose the
labels among the lines that are worded like one has a cost, and the cheapest is taken: each label has
a place in the order of the layout, and each has contents that are plausible for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Texts = Sequence[str]

_TAKEN_AS_VALUE = 3
_OUT_OF_RANK = 5
_OUT_OF_PLACE = 2
_REACH = 6
"""How many lines worded like a label are looked at for the next label; bounds the time, not the length."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a layout.

    Attributes:
        cost: of these lines as its contents, 0 where they are just what one expects.
        rank: a label never comes after one of a higher rank.
        place: its usual place among those of its rank.
    """

    cost: Callable[[Texts], int]
    rank: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A label with its contents: lines ``start`` to ``stop``, the label itself not among them.

    The head, before the first label, has the label ``""``.
    """

    label: str
    start: int
    stop: int


def sections(texts: Texts, labels: Mapping[str, Label], head_cost: Callable[[Texts], int]) -> list[Section]:
    """The head, which may be empty, and the labels with their contents; together they are all lines."""
    marks = [at for at, text in enumerate(texts) if text in labels]
    ends = [*marks, len(texts)]
    cheapest = [0] * len(ends)
    following = [0] * len(marks)
    for mark in reversed(range(len(marks))):
        label = labels[texts[marks[mark]]]
        costs = []
        for end in range(mark + 1, min(mark + 1 + _REACH, len(ends))):
            following_label = labels[texts[marks[end]]] if end < len(marks) else None
            costs.append(label.cost(texts[marks[mark] + 1 : ends[end]]) + _TAKEN_AS_VALUE * (end - mark - 1)
                         + _disorder(label, following_label) + cheapest[end])
        cheapest[mark] = min(costs)
        following[mark] = mark + 1 + costs.index(cheapest[mark])
    head_costs = [head_cost(texts[: ends[mark]]) + _TAKEN_AS_VALUE * mark + cheapest[mark]
                  for mark in range(min(_REACH, len(ends)))]
    mark = head_costs.index(min(head_costs))
    found = [Section("", 0, ends[mark])]
    while mark < len(marks):
        found.append(Section(texts[marks[mark]], marks[mark] + 1, ends[following[mark]]))
        mark = following[mark]
    return found


def _disorder(label: Label, following: Label | None) -> int:
    if following is None:
        return 0
    if following is label or following.rank < label.rank:
        return _OUT_OF_RANK
    return _OUT_OF_PLACE if following.rank == label.rank and following.place < label.place else 0


def one_value(is_plausible: Callable[[str], bool] = bool) -> Callable[[Texts], int]:
    """The cost of contents that should be a single line."""

    def cost(texts: Texts) -> int:
        if len(texts) == 1:
            return 0 if is_plausible(texts[0]) else 1
        return 1 if texts else 2

    return cost


def some(texts: Texts) -> int:
    """The cost of contents that should not be empty."""
    return 0 if texts else 2


def any_number(_: Texts) -> int:
    """The cost of contents that may well be empty."""
    return 0
