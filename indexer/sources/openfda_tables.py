"""Tables of labels as text: openFDA gives them in the markup of Structured Product Labeling.

A row is a line, its cells stand apart by `` | ``.

Source: HL7 Structured Product Labeling, narrative block (tables, footnotes, sub- and superscripts).
"""

from __future__ import annotations

import re
from html import unescape

from indexer.sources.openfda_grid import BETWEEN, Cell, spread

_PIECE = re.compile(r"""<(/?)([A-Za-z][\w:.-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>|[^<]+|<""")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*["']([^"']*)["']""")
_NUMBER = re.compile(r"[0-9]{1,3}")
_INLINE = frozenset("a b content em i linkhtml span strong u".split())
"""Tags that change neither place nor meaning; every other one but a script parts words."""
_CELLS = ("td", "th")
_BOUNDS = ("tr", "caption", "table")
_NOTES = {"footnote": "note", "footnoteref": "note", "rendermultimedia": "picture"}
_LEVEL = " 0123456789+-−=()"
_SCRIPTS = {"sup": str.maketrans(_LEVEL, " ⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"), "sub": str.maketrans(_LEVEL, " ₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")}
_MOST_GROWTH = 4
"""A table whose spans would make it longer than so many times its markup is written without them."""


def plain(markup: str) -> str:
    """The text of a table, or of any other markup of a label; nothing of it is left out.

    A footnote stands where it is referred to first, as ``[note ID: …]``, a picture as ``[picture ID]``.
    """
    rows = _Rows()
    for piece in _PIECE.finditer(markup):
        closes, tag, attributes = piece.groups()
        if tag is None:
            rows.write(unescape(piece[0]))
        elif (name := tag.lower()) not in _INLINE:
            rows.tag(name, attributes, bool(closes))
    rows.end()
    lines = (BETWEEN.join(row) for row in spread(rows.rows, _MOST_GROWTH * len(markup)) if any(row))
    return "\n".join(lines)


class _Rows:
    """Collects cells from tags and texts. A text outside of cells is a row of its own."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self._text: list[str] = []
        self._spans = (1, 1)
        self._in_row = self._in_cell = False
        self._script = ""

    def write(self, text: str) -> None:
        """Add text where we are."""
        if self._script:
            text = _scripted(text, self._script, "".join(self._text[-1:]))
        self._text.append(text)

    def tag(self, name: str, attributes: str, closes: bool) -> None:
        """Go through a tag that is not inline."""
        is_empty = attributes.endswith("/")
        if name in _CELLS or name in _BOUNDS:
            self._bound(name, attributes, closes, is_empty)
        elif name in _SCRIPTS:
            self._script = "" if closes or is_empty else name
        elif name in _NOTES:
            self._text.append(_note(name, attributes, closes, is_empty))
        else:
            self._text.append(" ")

    def end(self) -> None:
        """End the cell or text that we are in."""
        text = " ".join("".join(self._text).split())
        if text or self._in_cell:
            if not self._in_row:
                self.rows.append([])
            self.rows[-1].append(Cell(text, *self._spans))
        self._text.clear()
        self._spans, self._in_cell, self._script = (1, 1), False, ""

    def _bound(self, name: str, attributes: str, closes: bool, is_empty: bool) -> None:
        self.end()
        if name in _CELLS and not closes:
            self._in_cell = True
            if "span" in attributes:
                self._spans = _span(attributes, "colspan"), _span(attributes, "rowspan")
            if is_empty:
                self.end()
        elif name not in _CELLS:
            self._in_row = name == "tr" and not closes
            if self._in_row:
                self.rows.append([])


def _span(attributes: str, name: str) -> int:
    text = dict(_ATTRIBUTE.findall(attributes)).get(name, "")
    return max(1, int(text)) if _NUMBER.fullmatch(text) else 1


def _note(name: str, attributes: str, closes: bool, is_empty: bool) -> str:
    if closes:
        return "] " if name == "footnote" else ""
    stated = dict(_ATTRIBUTE.findall(attributes))
    mark = next((stated[each] for each in ("ID", "IDREF", "referencedObject") if each in stated), "")
    return f" [{_NOTES[name]} {mark}".rstrip() + (": " if name == "footnote" and not is_empty else "] ")


def _scripted(text: str, script: str, before: str) -> str:
    """Raised or lowered, so that 10 to the ninth does not become 109; ``^`` where there are no such characters."""
    if set(text) <= set(_LEVEL):
        return text.translate(_SCRIPTS[script])
    is_power = script == "sup" and text[:1].isalnum() and before[-1:].isalnum()
    return f"^{text}" if is_power else text
