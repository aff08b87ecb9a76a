"""The monograph of a MedPath page: the drug's name, labels with values, paragraphs, comma lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from index.identifiers import is_cas_number
from index.records import Monograph, Source
from indexer.sources import values
from indexer.sources.ids import NO_NAME, is_unii, monograph_id
from indexer.sources.lines import Line
from indexer.sources.medpath_notes import Notes
from indexer.sources.medpath_page import BACKGROUND, INDICATION, MONOGRAPH_LABELS, PARAGRAPHS, Block
from indexer.sources.shape import sections

_NONE = "-"
_WHOLE = ("Generic Name", "Drug Type", "Chemical Formula")
"""Labels whose value says something else when it is cut off."""
_HEADING = re.compile(r"[A-Z][^.,;:!?]{2,39}")
_LEAST_PARAGRAPH = 60
"""Characters of a paragraph that make the short line before it a heading."""


def read(blocks: Sequence[Block], notes: Notes, source: Source) -> Monograph:
    """The monograph that these blocks state; ``MedPath`` is the first, the first card begins after the last."""
    lines = list(chain.from_iterable(blocks[1:]))
    name = None if _starts_with_label(lines) else lines.pop(0).text
    stated = _values(lines, notes)
    cas_number, unii = _cas_number(stated, notes), _unii(stated, notes)
    generic_name = _text(stated, "Generic Name") or name
    return Monograph(
        id=monograph_id(unii, cas_number, generic_name or f"{source.sha256} {source.offset}"),
        title=name or generic_name or NO_NAME, generic_name=generic_name,
        brand_names=_list(stated, "Brand Names"), drug_type=_text(stated, "Drug Type"),
        chemical_formula=_text(stated, "Chemical Formula"), cas_number=cas_number, unii=unii,
        background=_text(stated, BACKGROUND), indication=_text(stated, INDICATION),
        conditions=_list(stated, "Associated Conditions"), therapies=_list(stated, "Associated Therapies"),
        drugs=(generic_name,) if generic_name else (), extra=notes.extra(), sources=(source,),
    )


def _starts_with_label(lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and lines[0].text in MONOGRAPH_LABELS and not lines[1].after_blank


def _values(lines: Sequence[Line], notes: Notes) -> dict[str, Line]:
    """Label -> its value as one line; what is no value of a label goes to the notes."""
    found: dict[str, Line] = {}
    for section in sections([line.text for line in lines], MONOGRAPH_LABELS, lambda texts: 4 * len(texts)):
        label, contents = section.label, lines[section.start : section.stop]
        if label in PARAGRAPHS and label not in found:
            contents = _before_heading(contents, notes)
            if contents:
                found[label] = contents[0]._replace(text=_paragraphs(contents))
        elif label in _WHOLE and contents and contents[0].open:
            notes.unread(label, contents[0])
        elif label and label not in found and contents:
            found[label] = contents[0]
            notes.keep_rest(label, contents[1:])
        elif contents:
            notes.keep(label or "MedPath", *(line.text for line in contents))
            notes.doubt(contents[0], f"“{contents[0].text[:60]}” stands where no value is expected")
    return found


def _before_heading(contents: Sequence[Line], notes: Notes) -> Sequence[Line]:
    """The paragraphs up to a heading that is no label of ours; from there on they are kept under the headings."""
    headings = [at for at in range(1, len(contents) - 1) if _is_heading(*contents[at : at + 2])]
    for at, end in pairwise([*headings, len(contents)]):
        notes.keep(contents[at].text, _paragraphs(contents[at + 1 : end]))
    return contents[: headings[0]] if headings else contents


def _is_heading(line: Line, following: Line) -> bool:
    return (line.after_blank and following.after_blank and _HEADING.fullmatch(line.text) is not None
            and len(following.text) >= _LEAST_PARAGRAPH)


def _paragraphs(lines: Sequence[Line]) -> str:
    """Lines of a block stay lines, blocks are apart by an empty one."""
    return lines[0].text + "".join(("\n\n" if line.after_blank else "\n") + line.text for line in lines[1:])


def _text(stated: dict[str, Line], label: str) -> str | None:
    line = stated.get(label)
    return None if line is None or line.text == _NONE else line.text


def _list(stated: dict[str, Line], label: str) -> tuple[str, ...]:
    return values.comma_list(_text(stated, label) or "")


def _cas_number(stated: dict[str, Line], notes: Notes) -> str | None:
    text = _text(stated, "CAS Number")
    if text is None or is_cas_number(text):
        return text
    notes.unread("CAS Number", stated["CAS Number"])
    return None


def _unii(stated: dict[str, Line], notes: Notes) -> str | None:
    text = _text(stated, "Unique Ingredient Identifier")
    if text is None:
        return None
    if is_unii(text.upper()) and (text.isupper() or any(map(str.isdigit, text))):
        return text.upper()
    notes.unread("Unique Ingredient Identifier", stated["Unique Ingredient Identifier"])
    return None
