"""A study in the structure of ClinicalTrials.gov's API: values taken out of it, and what is left in words.

A form of the registry with names of its own is first brought into this structure. Source:
https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from index import vocabulary
from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_text import plain
from indexer.sources.ctgov_values import iso_date
from indexer.sources.ctgov_words import label, masking, remembered, words

Tree = dict[str, Any]
"""A JSON object, as it was decoded."""

_PROSE = re.compile(r".*(?:[dD]escription|[dD]etails|Criteria|[cC]omment|Population|Summary)")
_DATES = re.compile(r"date|.*Date")
_STATUSES = frozenset(("status", "lastKnownStatus", "statusForNctId"))
_ENUMERATIONS = frozenset(
    "allocation class dispersionType healthyVolunteers infoTypes interventionModel ipdSharing masking "
    "nonInferiorityType observationalModel paramType primaryPurpose relevance reportingStatus restrictionType "
    "retention role samplingMethod sourceType stdAges timePerspective type whoMasked".split())
_OF_PARENT = frozenset(
    "ancestors browseBranches browseLeaves class count date description domain fullName groups id link measures meshes "
    "name periods retention timeFrame title type url".split())
"""Keys that say nothing without what they are of."""
_MASKING, _WHO = "masking", "whoMasked"
_TRUTHS = frozenset(("Yes", "No"))
_DESCRIPTION = "description"
_TEXTS = {str}
_HEADINGS = frozenset(("ancestors", "browseBranches", "browseLeaves", "meshes"))
_MOST, _MOST_HEADINGS, _SHORT_TEXT = 1_024, 32_768, 100
"""Keys and headings that are remembered, and the characters of such a heading."""


Reader = Callable[[str], str]
"""Puts a text into words."""


class _Readers(dict[str, Reader]):
    """Key -> reader of texts under it, found when it is first asked for."""

    def __init__(self, find: Callable[[str], Reader]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: str) -> Reader:
        found = self._find(key)
        if len(self) < _MOST:
            self[key] = found
        return found


class _Layout:
    """How the texts of a form of the registry are put into words.

    Attributes:
        readers: of the texts under a key.
        parts: the same for the keys of an object that is told as one text.
        known: what objects of a few short texts are told as: headings of MeSH return in study after study.
    """

    def __init__(self, prose: Reader) -> None:
        self.readers = _Readers(lambda key: _short(key) or prose)
        self.parts = _Readers(lambda key: _of_something(key) or self.readers[key])
        self.known: dict[tuple[tuple[str, str], ...], str] = {}


_layout = cache(_Layout)


class Study:
    """A study while it is read.

    Args:
        tree: what it states; what is taken is gone from it.
        notes: get what a trial has no field for, or cannot be read.
        prose: lays out texts of several paragraphs.
    """

    def __init__(self, tree: Tree, notes: Notes, prose: Reader) -> None:
        self._tree = tree
        self.notes = notes
        self._prose = prose
        self._layout = _layout(prose)
        self._readers, self._parts = self._layout.readers, self._layout.parts

    def take(self, path: str) -> object:
        """The value at the end of these keys, which is then gone; None if there is none."""
        keys, last = _keys(path)
        found: Any = self._tree
        for key in keys:
            if type(found) is not dict or (found := found.get(key)) is None:
                return None
        return found.pop(last, None) if type(found) is dict else None

    def text(self, path: str) -> str:
        """A text in one line; what is none is kept."""
        value = self.take(path)
        return plain(value) if type(value) is str else self._unread(path, value)

    def long_text(self, path: str) -> str:
        """A text of paragraphs and lists; what is none is kept."""
        value = self.take(path)
        return self._prose(value) if type(value) is str else self._unread(path, value)

    def number(self, path: str) -> str:
        """The digits of a number, or a text; what is neither is kept."""
        value = self.take(path)
        return str(value) if type(value) is int or isinstance(value, str) else self._unread(path, value)

    def texts(self, path: str) -> tuple[str, ...]:
        """The texts of a list; what is none is kept."""
        found = (plain(each) if type(each) is str else self._unread(path, each) for each in self._list(path))
        return tuple(filter(None, found))

    def objects(self, path: str) -> list[Tree]:
        """The objects of a list; what is none is kept."""
        found = self._list(path)
        for each in found:
            if not isinstance(each, dict):
                self._unread(path, each)
        return [each for each in found if isinstance(each, dict)]

    def of_object(self, item: Tree, path: str, *keys: str) -> list[str]:
        """Texts of an object of the list at ``path``, which are then gone; what is none stays in it, with a caution."""
        found = []
        for key in keys:
            value = item.pop(key, None)
            if type(value) is str:
                found.append(self._prose(value) if key == _DESCRIPTION else plain(value))
                continue
            found.append("")
            if value is not None:
                item[key] = value
                self.notes.doubt(f"{key} of {label_of(path)} is no text and is kept as it stands")
        return found

    def all_of(self, value: object, key: str = "") -> str:
        """All that a value states, in words, as one text: numbers, truths and dates with what they are of."""
        found: list[str] = []
        self._add(found, key, value)
        return ", ".join(found)

    def heading(self, value: Tree) -> str:
        """As :meth:`all_of`, for an object that many studies state."""
        # Numbers as written are equal to texts, and told differently.
        if {*map(type, value.values())} != _TEXTS:
            return self.all_of(value)
        stated, known = tuple(value.items()), self._layout.known
        text = known.get(stated)
        if text is None:
            text = self.all_of(value)
            if len(text) <= _SHORT_TEXT:
                if len(known) >= _MOST_HEADINGS:
                    known.clear()
                known[stated] = text
        return text

    def _add(self, found: list[str], key: str, value: object) -> None:
        if type(value) is dict:
            for inner, each in value.items():
                if type(each) is not str:
                    self._add(found, inner, each)
                elif text := self._parts[inner](each):
                    found.append(f"{label(inner)}: {text}" if text in _TRUTHS else text)
        elif type(value) is list:
            for each in value:
                self._add(found, key, each)
        elif type(value) is str:
            if text := self._parts[key](value):
                found.append(f"{label(key)}: {text}" if text in _TRUTHS else text)
        elif value is not None:
            found.append(f"{label(key)}: {_number_or_truth(value)}")

    def words(self, key: str, value: object) -> str:
        """A value that is neither object nor list, in words."""
        if type(value) is str:
            return self._readers[key](value)
        return "" if value is None else _number_or_truth(value)

    def keep_rest(self) -> None:
        """Keep all that has not been taken."""
        self._keep("", self._tree)

    def _keep(self, parent: str, tree: Tree) -> None:
        for key, value in tree.items():
            if type(value) is dict:
                self._keep(key, value)
            elif key.endswith(("Module", "Section")):
                self._unread(f"{parent}.{key}", value)
            elif type(value) is list:
                self.notes.keep(_label(parent, key), *(self._each(key, each) for each in value))
            elif text := self.words(key, value):
                self.notes.keep(_label(parent, key), text)
                if key == _MASKING:
                    self.notes.keep(label(_WHO), *masking(plain(str(value)))[1])

    def _each(self, key: str, value: object) -> str:
        if type(value) is dict and key in _HEADINGS:
            return self.heading(value)
        return self.all_of(value, key) if type(value) in (dict, list) else self.words(key, value)

    def _list(self, path: str) -> list[Any]:
        value = self.take(path)
        if isinstance(value, list):
            return value
        self._unread(path, value)
        return []

    def _unread(self, path: str, value: object) -> str:
        self.notes.unread(label_of(path), self.all_of(value, path.rpartition(".")[2]))
        return ""


@lru_cache(maxsize=256)
def _keys(path: str) -> tuple[list[str], str]:
    *keys, last = path.split(".")
    return keys, last


def states_something(value: object) -> bool:
    """Whether there is anything in a value of JSON but empty texts, objects and lists."""
    if isinstance(value, dict | list):
        return any(map(states_something, value.values() if isinstance(value, dict) else value))
    return value is not None and value != ""


def _number_or_truth(value: object) -> str:
    return {"True": "Yes", "False": "No"}.get(str(value), str(value))


def _of_something(key: str) -> Reader | None:
    """What says of dates in an object what they are of; None: the key does not."""
    return (lambda text: f"{label(key)}: {_date(text)}" if text else "") if key.endswith("Date") else None


@remembered
def _short(key: str) -> Reader | None:
    """What puts a text under this key into words; None: it is prose."""
    if _PROSE.fullmatch(key):
        return None
    if key in _STATUSES:
        return _status
    if key in _ENUMERATIONS:
        return _masking if key == _MASKING else _enumeration
    return _date if _DATES.fullmatch(key) else plain


@remembered
def _status(text: str) -> str:
    return vocabulary.status(text) or words(plain(text))


@remembered
def _enumeration(text: str) -> str:
    return words(plain(text))


def _masking(text: str) -> str:
    return masking(plain(text))[0]


def _date(text: str) -> str:
    return iso_date(plain(text)) or plain(text)


@remembered
def label_of(path: str) -> str:
    """The label of what stands at the end of these keys; some say nothing without the one before."""
    parent, _, key = path.rpartition(".")
    return _label(parent.rpartition(".")[2], key)


def _label(parent: str, key: str) -> str:
    return _label_with_parent(f"{parent}.{key}") if key in _OF_PARENT and parent else label(key)


@remembered
def _label_with_parent(path: str) -> str:
    parent, _, key = path.rpartition(".")
    for suffix in ("Module", "Struct", "Info"):
        parent = parent.removesuffix(suffix)
    word = key[0].upper() + key[1:]
    return label(parent.removesuffix(word) + word)
