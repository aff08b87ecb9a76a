"""NLM's XML of MeSH descriptors, ``desc2025.xml`` (https://www.nlm.nih.gov/mesh/xml_data_elements.html), as a stream.

No DTD, no entity and no network: a document type with declarations of its own is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from indexer.vocabularies import mesh
from indexer.vocabularies.base import BadVocabulary, Stated
from indexer.vocabularies.mesh import Descriptor

_ROOT = re.compile(rb"<DescriptorRecordSet[\s>]")
_SUBSET = re.compile(rb"<!DOCTYPE[^<>\[]*\[")
_YEAR = re.compile(rb"_([0-9]{4})[0-9]{4}\.dtd")
_HEAD = 65_536
_RELATIONS = "ConceptList/Concept/ConceptRelationList/ConceptRelation"


def recognises(head: bytes) -> bool:
    """Whether the root is a set of descriptors."""
    return _ROOT.search(head) is not None


def read(file: BinaryIO) -> Stated:
    """Its descriptors."""
    head = file.peek(_HEAD)[:_HEAD]  # type: ignore[attr-defined]
    if _SUBSET.search(head):
        raise BadVocabulary("a document type with declarations of its own, which are never looked at")
    year = _YEAR.search(head)
    return Stated(mesh.NAME, mesh.TITLE, year[1].decode() if year else None, mesh.concepts(_descriptors(file)))


def _descriptors(file: BinaryIO) -> Iterator[Descriptor]:
    elements = etree.iterparse(file, tag="DescriptorRecord", resolve_entities=False, load_dtd=False, no_network=True,
                               huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        for _, element in elements:
            yield _descriptor(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise BadVocabulary(f"no well-formed XML: {' '.join(error.msg.split())}", error.lineno,
                            "the file may be cut off; get it once more") from error


def _descriptor(element: Any) -> Descriptor:
    for entity in element.iter(etree.Entity):
        raise BadVocabulary(f"an entity, {entity.text}, which is never looked up", entity.sourceline)
    identifier = element.findtext("DescriptorUI", "")
    name = element.findtext("DescriptorName/String", "")
    if not identifier or not name:
        raise BadVocabulary("a descriptor without an identifier or a name", element.sourceline)
    concepts = element.findall("ConceptList/Concept")
    preferred = [each for each in concepts if each.get("PreferredConceptYN") == "Y"]
    narrower = {each.findtext("Concept2UI") for each in element.iterfind(_RELATIONS)
                if each.get("RelationName") == "NRW"}
    return Descriptor(
        identifier, (name, *(term for each in preferred for term in _terms(each))),
        tuple((ui, _terms(each)) for each in concepts if (ui := each.findtext("ConceptUI", "")) in narrower),
        tuple(each.text.strip() for each in element.iterfind("TreeNumberList/TreeNumber") if each.text))


def _terms(concept: Any) -> tuple[str, ...]:
    """The terms of a concept, the preferred one first; those made of others by turning words round are left out."""
    found = [each for each in concept.iterfind("TermList/Term") if each.get("IsPermutedTermYN") != "Y"]
    found.sort(key=lambda each: each.get("ConceptPreferredTermYN") != "Y")
    return tuple(each.findtext("String", "") for each in found)
