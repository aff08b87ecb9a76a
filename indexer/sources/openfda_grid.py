"""The rows of a table whose cells span rows and columns.

Such a cell stands in each row and column that it spans, so that no figure comes to stand under another one's
heading. Source: the table model of HTML (https://html.spec.whatwg.org/multipage/tables.html), whose rule for
the place of a cell is that of Structured Product Labeling too.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from itertools import count
from typing import NamedTuple

BETWEEN = " | "
"""What stands between two cells of a line."""

_Spanning = dict[int, tuple[str, int]]
"""Column -> the text of a cell above that reaches into it, and the rows for which it still does."""


class Cell(NamedTuple):
    """A cell, and how many columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1


def spread(rows: Sequence[Sequence[Cell]], most: int) -> list[list[str]]:
    """The rows with each cell in every row and column that it spans.

    Those of a table that would be longer than ``most`` characters so, which no real one is, stay as given.
    """
    found: list[list[str]] = []
    above: _Spanning = {}
    size = sum((len(cell.text) + len(BETWEEN)) * cell.columns * min(cell.rows, len(rows))
               for row in rows for cell in row)
    for row in rows:
        if size > most:
            return [[cell.text for cell in row] for row in rows]
        found.append(_row(row, above))
        size += len(found[-1]) * len(BETWEEN)
    return found


def _row(row: Sequence[Cell], above: _Spanning) -> list[str]:
    """One row, with what comes into it from ``above``, which then says what comes into the next one.

    What is alone in its row, such as a heading over all columns, stands there once.
    """
    if len(row) == 1 and row[0].rows == 1 and not above:
        return [row[0].text]
    found: list[str] = []
    below: _Spanning = {}
    for cell in row:
        _fill(found, above, below, until=_free(len(found), above))
        below.update({len(found) + n: (cell.text, cell.rows - 1) for n in range(cell.columns) if cell.rows > 1})
        found += [cell.text] * cell.columns
    _fill(found, above, below, until=max(above, default=-1) + 1)
    above.clear()
    above.update(below)
    return found


def _free(column: int, above: Container[int]) -> int:
    """The next column into which nothing from above comes."""
    return next(n for n in count(column) if n not in above)


def _fill(found: list[str], above: Mapping[int, tuple[str, int]], below: _Spanning, until: int) -> None:
    for column in range(len(found), until):
        text, rows = above.get(column, ("", 0))
        found.append(text)
        if rows > 1:
            below[column] = text, rows - 1
