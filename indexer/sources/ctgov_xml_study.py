"""An element ``clinical_study`` as the study of the API that it is: objects, lists and texts under the API's keys.

What the API has no place for stands under its own tag; nothing is left out.
"""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import _Element as Element

from indexer.sources import ctgov_xml_names
from indexer.sources.ctgov_xml_names import Name

Object = dict[str, Any]

_NUMBERS = frozenset(("numEvents", "numAffected", "numAtRisk"))
"""What the API has as numbers."""
_DIGITS = re.compile("[0-9]{1,15}")
_WRAPPED = "textblock"
_TEXT = "text"
"""The key of text that stands beside elements or attributes."""


def study(root: Element) -> Object:
    """The study; texts of several lines are for :func:`indexer.sources.ctgov_text.from_textblock`."""
    found: Object = {}
    _fill(found, root, ctgov_xml_names.root())
    return found


def _fill(found: Object, element: Element, name: Name) -> None:
    for key, value in element.items():
        to = name.attributes.get(key)
        _add(found, to or _free(key, name), int(value) if to in _NUMBERS and _DIGITS.fullmatch(value) else value)
    _add_text(found, element.text)
    inside = name.inside
    for child in element:
        known = inside.get(child.tag)
        if known is None:
            _add(found, _free(child.tag, name), _unknown(child))
        elif known.is_leaf:
            _add_leaf(found, child, known)
        elif known.many:
            _reach(found, known).setdefault(known.last, []).append(_item(child, known))
        else:
            _fill(found, child, known)
        tail = child.tail
        if tail and not tail.isspace():
            _add_text(found, tail)


def _item(element: Element, name: Name) -> Object:
    item: Object = dict(name.fixed)
    _fill(item, element, name)
    return {key: item[key] for key in (*name.order, *item) if key in item}


def _add_leaf(found: Object, element: Element, name: Name) -> None:
    target, key, text, attributes = _reach(found, name), name.last, _text(element), element.items()
    if name.many:
        if not attributes or name.key:
            target.setdefault(key, []).append(_with_attributes({name.key: text}, attributes) if name.key else text)
        else:
            _add(found, _free(element.tag, name), _unknown(element))
    elif key not in target and (not attributes or name.is_described):
        target[key] = text
        _with_attributes(target, attributes)
    elif attributes or target[key] != text:
        _add(found, _free(element.tag, name), _unknown(element))
    if len(element) and any(inner.items() for inner in element.iterdescendants()):
        _add(found, _free(element.tag, name), _unknown(element))


def _with_attributes(found: Object, attributes: list[tuple[str, str]]) -> Object:
    for key, value in attributes:
        _add(found, key if key not in found else f"{key}_", value)
    return found


def _reach(found: Object, name: Name) -> Object:
    """The object where it stands."""
    for key in name.path:
        inner = found.get(key)
        if inner is None:
            inner = found[key] = {}
        found = inner
    return found


def _unknown(element: Element) -> Object | str:
    """An element by its own names: a text, or an object of its attributes and children."""
    if not len(element) and not element.items():
        return _text(element)
    found: Object = {}
    _fill(found, element, _NAMELESS)
    return found


def _text(element: Element) -> str:
    """All text of an element, if it is not blank. Where lines are not wrapped, each is a paragraph."""
    text = "".join(element.itertext()) if len(element) else element.text
    if not text or text.isspace():
        return ""
    return text.replace("\n", "\n\n") if "\n" in text and element.tag != _WRAPPED else text


def _add_text(found: Object, text: str | None) -> None:
    if text and not text.isspace():
        _add(found, _TEXT, text)


def _free(tag: str, name: Name) -> str:
    """A key for what the API has no place for: none of the API's."""
    return f"{tag}_" if name is not _NAMELESS and tag in ctgov_xml_names.api_keys() else tag


def _add(found: Object, key: str, value: Object | str | int) -> None:
    """Add a value, to others of the key if there are some."""
    before = found.get(key)
    if before is None:
        found[key] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        found[key] = [before, value]


_NAMELESS = Name()
