"""Texts of ClinicalTrials.gov in one layout, whichever form of the registry they come from.

The API and the CSV export write prose in Markdown (CommonMark: a backslash before ASCII punctuation
makes it literal), the legacy XML wraps and indents it. Either way the lines of a paragraph, or of an
item of a list, become one line; items follow each other, all else is apart by a blank line. Bullets
read ``* ``, numbers stay, and two blanks before them stand for each list that they are inside of.
"""

from __future__ import annotations

import html
import re

_LINE_END = re.compile(r"\r\n?|\n")
_ITEM = re.compile(r"([ \t]*)(?:[*•-]|(\d{1,3}[.)]))[ \t]+(?=\S)")
_PLAIN_ITEM = "* "
"""How nearly all items begin: there is no need to look closer."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SAME_LEVEL = 1
"""Columns by which markers of one list may differ: ``9.`` and ``10.`` end in the same one."""


def plain(text: str) -> str:
    """A value of one line: blanks collapsed, and character references that were escaped twice as characters."""
    line = text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())
    return line if "&" not in line else _REFERENCE.sub(_character, line)


def from_markdown(text: str) -> str:
    """Prose of the API or the CSV export; every line that begins like an item is one."""
    laid_out = _lay_out(text, wrapped=False) if "\n" in text or "\r" in text else _one_line(text)
    return _unescape(_ESCAPE.sub(r"\1", laid_out) if "\\" in laid_out else laid_out)


def from_textblock(text: str) -> str:
    """Prose of the legacy XML, where lines are wrapped: items begin after a blank line only."""
    return _unescape(_lay_out(text, wrapped=True))


def _one_line(text: str) -> str:
    return text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())


def _unescape(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def _lay_out(text: str, *, wrapped: bool) -> str:
    found: list[str] = []
    columns: list[int] = []
    was_item, after_blank = False, True
    for line in _LINE_END.split(text):
        may_begin = after_blank or not wrapped
        if may_begin and line.startswith(_PLAIN_ITEM) and (words := _one_line(line[len(_PLAIN_ITEM) :])):
            columns[:] = (0,)
            found += "\n" if was_item else "\n\n", _PLAIN_ITEM, words
            was_item = True
        elif may_begin and (item := _ITEM.match(line)):
            found += "\n" if was_item else "\n\n", _mark(item, columns), _one_line(line[item.end() :])
            was_item = True
        elif not (words := _one_line(line)):
            after_blank = True
            continue
        elif after_blank:
            # What stands under a marker, and not under the item's words, ends the list.
            _leave(columns, len(line) - len(line.lstrip()) - _SAME_LEVEL - 1)
            found += "\n\n", words
            was_item = False
        else:
            found += " ", words
        after_blank = False
    return "".join(found[1:])


def _mark(item: re.Match[str], columns: list[int]) -> str:
    column = len(item[1].expandtabs(4))
    _leave(columns, column)
    if not columns or column > columns[-1] + _SAME_LEVEL:
        columns.append(column)
    return f"{'  ' * (len(columns) - 1)}{item[2] or '*'} "


def _leave(columns: list[int], column: int) -> None:
    """Leave the lists whose markers stand to the right of this column."""
    while columns and columns[-1] > column + _SAME_LEVEL:
        columns.pop()
