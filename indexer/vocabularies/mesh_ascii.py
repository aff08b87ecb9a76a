"""NLM's ASCII of MeSH descriptors, ``d2025.bin`` (https://www.nlm.nih.gov/mesh/dtype.html): elements in lines.

An entry has subfields, the last of which says what the others are: ``a`` the term, ``d`` its relation to the heading.
One without them is left out if it has the words of another one in another order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from index.text import WORD, fold
from indexer.vocabularies import mesh
from indexer.vocabularies.base import BadVocabulary, Stated
from indexer.vocabularies.mesh import Descriptor

_BEGIN = "*NEWRECORD"
_ENTRIES = ("ENTRY", "PRINT ENTRY")
_SAME, _NARROWER = ("EQV", ""), "NRW"
_Elements = list[tuple[str, str]]


def recognises(head: bytes) -> bool:
    """Whether it begins with a record that has a heading."""
    return head.lstrip().startswith(_BEGIN.encode()) and b"\nMH = " in head.replace(b"\r", b"")


def read(file: BinaryIO) -> Stated:
    """Its descriptors."""
    return Stated(mesh.NAME, mesh.TITLE, None, mesh.concepts(_descriptors(file)))


def _descriptors(file: BinaryIO) -> Iterator[Descriptor]:
    for line, elements in _records(file):
        values = dict(reversed(elements))
        if "MH" in values:
            if "UI" not in values:
                raise BadVocabulary("a record without an identifier (UI)", line, "it may be cut off; get it once more")
            yield _descriptor(values["UI"], values["MH"], elements)


def _records(file: BinaryIO) -> Iterator[tuple[int, _Elements]]:
    """The elements of each record, with the line that it begins in."""
    begin, elements = 0, _Elements()
    for number, data in enumerate(file, 1):
        try:
            line = data.decode().strip()
        except UnicodeDecodeError as error:
            raise BadVocabulary("no UTF-8", number, "save it as UTF-8") from error
        name, is_element, value = line.partition(" = ")
        if line == _BEGIN:
            if begin:
                yield begin, elements
            begin, elements = number, _Elements()
        elif is_element:
            elements.append((name, value))
        elif line:
            raise BadVocabulary("neither an element, as in MH = Fever, nor the beginning of a record", number)
    yield begin, elements


def _descriptor(id: str, heading: str, elements: _Elements) -> Descriptor:
    entries = [_entry(value) for name, value in elements if name in _ENTRIES]
    stated = {_words(heading), *(_words(term) for term, relation in entries if relation)}
    entries = [(term, relation) for term, relation in entries if relation or _words(term) not in stated]
    narrower = [term for term, relation in entries if relation == _NARROWER]
    return Descriptor(
        id, (heading, *(term for term, relation in entries if relation in _SAME)),
        tuple((f"{id}#{number}", (term,)) for number, term in enumerate(narrower, 1)),
        tuple(value for name, value in elements if name == "MN"))


def _entry(value: str) -> tuple[str, str]:
    """The term of an entry, and its relation; empty: none is stated."""
    *subfields, names = value.split("|")
    stated = dict(zip(names, subfields, strict=False))
    return (stated["a"], stated.get("d", "")) if "a" in stated else (value.partition("|")[0], "")


def _words(term: str) -> tuple[str, ...]:
    return tuple(sorted(WORD.findall(fold(term))))
