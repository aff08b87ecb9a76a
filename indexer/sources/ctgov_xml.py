"""The legacy XML of ClinicalTrials.gov (schema ``public.xsd``): a study in ``<clinical_study>``, one or any number of
them in a document.

Nothing outside of a study is ever looked at: no DTD, no entity, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import BinaryIO

from lxml import etree

from index.records import Source
from indexer.sources import xml_studies
from indexer.sources.base import HEAD, Lost, Part, Reading, all_lost
from indexer.sources.ctgov_fields import trial
from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_study import Study, states_something
from indexer.sources.ctgov_text import from_textblock
from indexer.sources.ctgov_xml_inferred import complete
from indexer.sources.ctgov_xml_study import study
from indexer.sources.decoding import decode, no_utf_8, western

PARSER = "ctgov-xml/1"

_CHUNK = 262_144
_END = re.compile(rb"</clinical_study\s*>")
_MOST = 500_000
"""Tags of one study; many more than any has, and few enough for what is made of them to be held."""
_UTF_8 = frozenset((b"", b"utf-8", b"utf8", b"us-ascii", b"ascii"))
_WESTERN = frozenset((b"iso-8859-1", b"latin1", b"windows-1252"))
"""What calls itself Latin-1 is mostly Windows-1252, which has letters where Latin-1 has nothing that is used."""
_ONE_BYTE = re.compile(rb"iso-8859-(?:[2-9]|1[013-6])|windows-125[0-8]")


def recognises(head: bytes) -> bool:
    """Whether the root is a study, or has one as its first child."""
    return xml_studies.prologue(head) is not None


def parts(file: BinaryIO) -> Iterator[Part | Lost]:
    """Each study, with the encoding that the document declares as its context."""
    head = file.read(HEAD)
    prologue = xml_studies.prologue(head)
    assert prologue is not None
    chunks = chain([head], iter(lambda: file.read(_CHUNK), b""))
    if prologue.has_subset:
        yield Lost(0, sum(map(len, chunks)), "a document type with declarations of its own, which are never looked at")
    else:
        yield from xml_studies.studies(chunks, prologue.encoding.lower(), prologue.root)


def read(part: Part, whole: Source) -> Reading:
    """The trial of a study, unless it is no well-formed XML, or in an encoding that is not read."""
    if part.data.count(b"<") > _MOST:
        return all_lost(part, whole, f"a study of more than {_MOST:,} tags")
    notes = Notes(whole.document, part.offset)
    try:
        root = etree.fromstring(_utf_8(part, notes), _parser())
    except (etree.XMLSyntaxError, UnicodeDecodeError, LookupError) as error:
        if _END.search(part.data) is None:
            return all_lost(part, whole, "a study without an end: cut off, or another begins inside of it")
        return all_lost(part, whole, " ".join(f"no well-formed study: {error}".split()))
    tree = study(root)
    if not states_something(tree):
        return all_lost(part, whole, "a study that states nothing")
    complete(tree)
    record = trial(Study(tree, notes, from_textblock), replace(whole, offset=part.offset, length=len(part.data)))
    if record.registration_number is None:
        notes.doubt("a study without a number of the registry")
    return Reading(whole.document, (record,), tuple(notes.cautions))


def _utf_8(part: Part, notes: Notes) -> bytes:
    """The study in UTF-8.

    Raises:
        UnicodeDecodeError, LookupError: if it is not in the encoding that is declared, or that is not read.
    """
    encoding = part.context
    if encoding in _UTF_8:
        text, foreign = decode(part.data)
        if foreign:
            notes.doubt(no_utf_8(foreign))
        return text.encode() if foreign else part.data
    if encoding in _WESTERN:
        return western(part.data).encode()
    if _ONE_BYTE.fullmatch(encoding) is None:
        raise LookupError(f"the encoding {encoding.decode()} is not read; save it as UTF-8")
    return part.data.decode(encoding.decode()).encode()


@cache
def _parser() -> etree.XMLParser:
    return etree.XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
                           remove_comments=True, remove_pis=True, collect_ids=False)
