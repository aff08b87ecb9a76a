"""A study in the structure of ClinicalTrials.gov's API: values taken out of it, and what is left in words.

A form of the registry with names of its own is first brought into this structure. Source:
https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from index import vocabulary
from indexer.sources import values
from indexer.sources.ctgov_kept import Notes
from indexer.sources.ctgov_text import plain
from indexer.sources.ctgov_words import label, masking, words

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
_TRUTHS = ("Yes", "No")


class _Readers(dict[str, Callable[[str], str]]):
    """Key -> what puts a text under it into words."""

    def __init__(self, prose: Callable[[str], str]) -> None:
        super().__init__()
        self._prose = prose

    def __missing__(self, key: str) -> Callable[[str], str]:
        found = self[key] = _short(key) or self._prose
        return found


class Study:
    """A study while it is read.

    Args:
        tree: what it states; what is taken is gone from it.
        notes: get what a trial has no field for, or cannot be read.
        prose: lays out texts of several paragraphs.
    """

    def __init__(self, tree: Tree, notes: Notes, prose: Callable[[str], str]) -> None:
        self._tree = tree
        self.notes = notes
        self._prose = prose
        self._readers = _Readers(prose)

    def take(self, path: str) -> object:
        """The value at the end of these keys, which is then gone; None if there is none."""
        *keys, last = _keys(path)
        found: object = self._tree
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found.pop(last, None) if isinstance(found, dict) else None

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

    def of_object(self, item: Tree, key: str, path: str) -> str:
        """A text of an object of the list at ``path``, which is then gone; what is none stays in it, with a caution."""
        value = item.get(key)
        if value is None or type(value) is str:
            item.pop(key, None)
            return "" if not value else plain(value) if _short(key) else self._prose(value)
        self.notes.doubt(f"{key} of {label_of(path)} is no text and is kept as it stands")
        return ""

    def leaves(self, value: object, key: str = "") -> list[str]:
        """All that a value states, in words; numbers, truths and dates of something with what they are of."""
        found: list[str] = []
        self._add_leaves(found, key, value)
        return found

    def _add_leaves(self, found: list[str], key: str, value: object) -> None:
        if isinstance(value, dict):
            for inner, each in value.items():
                self._add_leaves(found, inner, each)
        elif isinstance(value, list):
            for each in value:
                self._add_leaves(found, key, each)
        elif type(value) is str:
            if text := self._readers[key](value):
                found.append(f"{label(key)}: {text}" if text in _TRUTHS or key.endswith("Date") else text)
        elif value is not None:
            found.append(f"{label(key)}: {_number_or_truth(value)}")

    def words(self, key: str, value: object) -> str:
        """A value that is neither object nor list, in words."""
        if type(value) is str:
            return self._readers[key](value)
        return "" if value is None else _number_or_truth(value)

    def keep_rest(self) -> None:
        """Keep all that has not been taken."""
        self._keep("", "", self._tree)

    def _keep(self, parent: str, key: str, value: object) -> None:
        if isinstance(value, dict):
            for inner, each in value.items():
                self._keep(key, inner, each)
            return
        name = label_of(f"{parent}.{key}")
        if key.endswith(("Module", "Section")):
            self.notes.unread(name, ", ".join(self.leaves(value, key)))
        elif isinstance(value, list):
            self.notes.keep(name, *(", ".join(self.leaves(each, key)) if isinstance(each, dict | list)
                                    else self.words(key, each) for each in value))
        else:
            self.notes.keep(name, self.words(key, value))
            if key == _MASKING and isinstance(value, str):
                self.notes.keep(label(_WHO), *masking(plain(value))[1])

    def _list(self, path: str) -> list[Any]:
        value = self.take(path)
        if isinstance(value, list):
            return value
        self._unread(path, value)
        return []

    def _unread(self, path: str, value: object) -> str:
        self.notes.unread(label_of(path), ", ".join(self.leaves(value, path.rpartition(".")[2])))
        return ""


@lru_cache(maxsize=256)
def _keys(path: str) -> list[str]:
    return path.split(".")


def states_something(value: object) -> bool:
    """Whether there is anything in a value of JSON but empty texts, objects and lists."""
    if isinstance(value, dict | list):
        return any(map(states_something, value.values() if isinstance(value, dict) else value))
    return value is not None and value != ""


def _number_or_truth(value: object) -> str:
    return {"True": "Yes", "False": "No"}.get(str(value), str(value))


@lru_cache(maxsize=4_096)
def _short(key: str) -> Callable[[str], str] | None:
    """What puts a text under this key into words; None: it is prose."""
    if _PROSE.fullmatch(key):
        return None
    if key in _STATUSES:
        return _status
    if key in _ENUMERATIONS:
        return _masking if key == _MASKING else _enumeration
    return _date if _DATES.fullmatch(key) else plain


def _status(text: str) -> str:
    return vocabulary.status(text) or words(plain(text))


def _enumeration(text: str) -> str:
    return words(plain(text))


def _masking(text: str) -> str:
    return masking(plain(text))[0]


def _date(text: str) -> str:
    return values.date(plain(text)) or plain(text)


@lru_cache(maxsize=4_096)
def label_of(path: str) -> str:
    """The label of what stands at the end of these keys; some say nothing without the one before."""
    parent, _, key = path.rpartition(".")
    parent = parent.rpartition(".")[2]
    if key not in _OF_PARENT or not parent:
        return label(key)
    for suffix in ("Module", "Struct", "Info"):
        parent = parent.removesuffix(suffix)
    word = key[0].upper() + key[1:]
    return label(parent.removesuffix(word) + word)
