"""OBO 1.4 (https://owlcollab.github.io/oboformat/doc/obo-syntax.html), in which HPO, Disease Ontology and MONDO come.

What the scope of a synonym makes of it: EXACT means the same; NARROW is a concept of its own below; BROAD never counts;
RELATED counts only if laypeople are said to use it for the same. Discarded synonyms and obsolete terms are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import fastobo

from index.concepts.vocabulary import Concept
from indexer.vocabularies.base import BadVocabulary, Stated, concept

_BEGINNING = re.compile(rb"^(?:format-version:|\[Term\]\s*$)", re.MULTILINE)
_TITLES = ("dc:title", "http://purl.org/dc/elements/1.1/title", "dcterms:title", "http://purl.org/dc/terms/title",
           "terms:title")
_LAYPERSON, _DISCARDED = "layperson", "obsolete"
"""What a type of synonyms, or its description, has in it."""


def recognises(head: bytes) -> bool:
    """Whether it has the version of the format, or the beginning of a term."""
    return _BEGINNING.search(head) is not None


def read(file: BinaryIO) -> Stated:
    """Its terms; the parser reads the file frame by frame."""
    try:
        frames = fastobo.iter(file, ordered=True, threads=1)
        header = list(frames.header())
    except (SyntaxError, TypeError, OSError) as error:
        raise _bad(error) from error
    title = next((each.property_value.value for each in header if each.raw_tag() == "property_value"
                  and str(each.property_value.relation) in _TITLES), None)
    types = {str(each.typedef): each.description for each in header if each.raw_tag() == "synonymtypedef"}
    return Stated(_value(header, "ontology"), title, _value(header, "data-version"), _concepts(frames, types))


def _concepts(frames: Iterable[Any], types: Mapping[str, str]) -> Iterator[Concept]:
    try:
        for frame in frames:
            if isinstance(frame, fastobo.term.TermFrame):
                yield from _of_term(str(frame.id), list(frame), types)
    except (SyntaxError, OSError) as error:
        raise _bad(error) from error


def _of_term(id: str, clauses: list[Any], types: Mapping[str, str]) -> Iterator[Concept]:
    if _value(clauses, "is_obsolete") == "true":
        return
    synonyms = [each.synonym for each in clauses if each.raw_tag() == "synonym"]
    counted = [each for each in synonyms if _DISCARDED not in _type(each, types)]
    same = [each.desc for each in counted
            if each.scope == "EXACT" or (each.scope == "RELATED" and _LAYPERSON in _type(each, types))]
    parents = [str(each.term) for each in clauses if each.raw_tag() == "is_a"]
    name = [each.name for each in clauses if each.raw_tag() == "name"]
    if name and (found := concept(id, [*name, *same], parents)):
        yield found
        narrow = [each.desc for each in counted if each.scope == "NARROW"]
        below = (concept(f"{id}#{number}", [term], [id]) for number, term in enumerate(narrow, 1))
        yield from (each for each in below if each)


def _type(synonym: Any, types: Mapping[str, str]) -> str:
    """The type of a synonym, with what the header says of it."""
    name = str(synonym.type or "")
    return f"{name} {types.get(name, '')}".lower()


def _value(clauses: Iterable[Any], tag: str) -> str | None:
    return next((each.raw_value() for each in clauses if each.raw_tag() == tag), None)


def _bad(error: Exception) -> BadVocabulary:
    if isinstance(error, SyntaxError):
        return BadVocabulary(f"no OBO: {error.msg}", error.lineno, "the file may be cut off; get it once more")
    return BadVocabulary("no UTF-8", hint="save it as UTF-8")
