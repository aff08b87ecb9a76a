"""The items of a JSON document, cut out as they stand, whatever its size: an object; an array; objects that follow
each other, a line each or not; an object that holds the array under a key, with other keys around it; any of these
after another.

Parts and losses are ascending and disjoint. Together they cover all bytes but blanks, commas, byte order marks,
the brackets of arrays, and what stands around an array in its object, if that is sound. Of a part only its
brackets have been looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from typing import BinaryIO, NamedTuple

import msgspec
import numpy as np

from indexer.sources.base import MEBIBYTE, Lost, Part
from indexer.sources.held import Held
from indexer.sources.json_brackets import Brackets, Scanner
from indexer.sources.json_values import sound

_BLOCK = MEBIBYTE // 4
_AHEAD = 256
"""Bytes that are looked at together: a key with the blanks around it."""
_BLANK = b" \t\r\n"
_BETWEEN = _BLANK + b",\xef\xbb\xbf"
_ARRAY, _END_OF_ARRAY = b"[]"
_PATIENCE = 1_000
"""Items in a row that are broken by the next one, before it is no longer looked for."""


def parts(file: BinaryIO, list_key: str, first_key: str | None = None) -> Iterator[Part | Lost]:
    """The items of a document, each with the bytes from its first bracket to its last.

    Args:
        file: is read from where it stands.
        list_key: of the array in an object that holds one.
        first_key: with which an item may begin, and nothing else in the document: it tells where the next item is
            after damage. Without it, what follows a bracket that is not closed is lost with it.
    """
    block, following = file.read(_BLOCK), file.read(_BLOCK)
    if not following and (alone := _alone(block, list_key, first_key)) is not None:
        yield alone
        return
    cutter = _Cutter(list_key, first_key)
    rest = b""
    while block:
        data = rest + block
        stop = max(0, len(data) - _AHEAD)
        yield from cutter.read(data, stop)
        rest = data[stop:]
        block, following = following, file.read(_BLOCK)
    yield from cutter.read(rest, len(rest))
    yield from cutter.end()


def _alone(document: bytes, list_key: str, first_key: str | None) -> Part | None:
    """The item that a sound document of one object is: most documents are, and need no closer look."""
    found = document.strip(_BLANK)
    inside = found[1:].lstrip(_BLANK)
    if found[:1] != b"{" or (first_key is not None and _quoted(first_key) in inside[1:]):
        return None
    value = sound(found)
    return None if value is None or list_key in value else Part(document.index(b"{"), found, value=value)


class _Bracket(NamedTuple):
    at: int
    opens: bool
    level: int


class _Piece:
    """The brackets of a piece of the document that begins at ``start``."""

    def __init__(self, brackets: Brackets, data: bytes, start: int) -> None:
        self._offsets = brackets.offsets + start
        self._opens, self._levels = brackets.opens, brackets.levels
        self._data = data
        self._matter: dict[int, list[int]] = {}

    def behind(self, number: int, level: int) -> Iterator[tuple[int, _Bracket]]:
        """The brackets behind the one of this number that matter where items begin at this level."""
        if level not in self._matter:
            self._matter[level] = self._numbers(level)
        known = self._matter[level]
        for place in range(bisect_right(known, number), len(known)):
            each = known[place]
            yield each, _Bracket(int(self._offsets[each]), bool(self._opens[each]), int(self._levels[each]))

    def _numbers(self, level: int) -> list[int]:
        matter = self._levels <= level
        if level == 0:
            is_array = np.frombuffer(self._data, np.uint8)[self._offsets] == _ARRAY
            matter |= (self._levels == 1) & is_array
        found: list[int] = np.flatnonzero(matter).tolist()
        return found


class _Cutter:
    """Where in the document it has been read to.

    ``_level``: how many brackets are open around an item: 0, 1 in an array, 2 in an array in an object. ``_reading``:
    an item, or at level 0 what stands around the array in its object (``_framed``), has begun and is held. ``_alien``:
    the first and the last byte of what stands between two items and does not belong there.
    """

    def __init__(self, list_key: str, first_key: str | None) -> None:
        self._list = re.compile(rb"(?<!\\)" + _quoted(list_key) + rb"[ \t\r\n]*:[ \t\r\n]*\Z")
        self._first = None if first_key is None else _quoted(first_key)
        self._scanner = Scanner()
        self._level = 0
        self._reading = self._framed = False
        self._held = Held()
        self._alien: tuple[int, int] | None = None
        self._offset = self._taken = 0
        self._before = b""
        self._broken = 0

    def read(self, data: bytes, stop: int) -> Iterator[Part | Lost]:
        """What ends before ``stop`` in the next bytes of the document; those from there on come again."""
        beginnings = [*self._beginnings(data, stop), stop]
        at = self._taken = 0
        to = stop
        while at < stop:
            is_sound = yield from self._read_piece(data, at, to, beginnings)
            at = to if is_sound else beginnings[0]
            if not is_sound or (at == beginnings[0] < stop and not self._is_between()):
                yield from self._resume(data, at)
                if self._broken == _PATIENCE:
                    self._first = None
                    del beginnings[:-1]
            # What was scanned behind damage was scanned in vain: from there on only as far as is sure.
            to = next((each for each in beginnings if each > at), stop)
        self._take(data, stop)
        self._before = (self._before + data[max(0, stop - _AHEAD) : stop])[-_AHEAD:]
        self._offset += stop

    def end(self) -> Iterator[Lost]:
        """What the document ends in."""
        yield from self._end_alien()
        if self._reading:
            yield Lost(self._held.offset, self._held.length, "cut off: the document ends inside of it")
        elif self._level:
            yield Lost(self._offset, 0, "the document ends before its list does; it may be cut off")

    def _read_piece(
        self, data: bytes, start: int, stop: int, beginnings: list[int]
    ) -> Generator[Part | Lost, None, bool]:
        """Read on; False: not beyond a beginning that is none by the brackets."""
        piece = _Piece(self._scanner.scan(data[start:stop]), data, start)
        number, level = -1, -1
        while level != self._level:
            level = self._level
            for number, bracket in piece.behind(number, level):  # noqa: B007, B020
                if bracket.at > beginnings[0]:
                    return False
                if bracket.at == beginnings[0]:
                    del beginnings[0]
                yield from self._meet(data, bracket)
                if level != self._level:
                    break
        return beginnings[0] >= stop

    def _meet(self, data: bytes, bracket: _Bracket) -> Iterator[Part | Lost]:
        at, level = bracket.at, bracket.level
        if not bracket.opens:
            yield from self._close(data, at + 1, level)
        elif level != self._level:
            if self._names_list(data, at):
                yield from self._end_frame(data, at + 1)
                self._level, self._framed = 2, True
        elif level == 0 and data[at] == _ARRAY:
            self._take(data, at)
            yield from self._end_alien()
            self._level, self._taken = 1, at + 1
        else:
            yield from self._begin(data, at)

    def _close(self, data: bytes, end: int, level: int) -> Iterator[Part | Lost]:
        if level < self._level:
            self._take(data, end - 1)
            yield from self._end_alien()
            self._level = 0
            if self._framed:
                yield from self._begin(data, end - 1)
            elif data[end - 1] == _END_OF_ARRAY:
                self._taken = end
        elif self._framed and level == 0:
            yield from self._end_frame(data, end)
            self._framed = False
        else:
            yield self._end_item(data, end)
            self._broken = 0

    def _begin(self, data: bytes, at: int) -> Iterator[Lost]:
        self._take(data, at)
        yield from self._end_alien()
        self._reading, self._taken = True, at
        self._held.offset = self._offset + at

    def _end_item(self, data: bytes, end: int) -> Part | Lost:
        self._take(data, end)
        self._reading = False
        return self._held.take()

    def _end_frame(self, data: bytes, end: int) -> Iterator[Lost]:
        taken = self._end_item(data, end)
        if isinstance(taken, Lost):
            yield taken
        elif not _is_frame(taken.data):
            yield Lost(taken.offset, len(taken.data), "no sound JSON around a list")

    def _is_between(self) -> bool:
        scanner = self._scanner
        return not (self._reading or scanner.in_string or scanner.escaped) and scanner.depth == self._level

    def _resume(self, data: bytes, at: int) -> Iterator[Lost]:
        """Go on at an item, whatever has been open."""
        self._take(data, at)
        if self._reading:
            broken = self._end_item(data, at)
            self._broken += 1
            yield Lost(*_extent(broken), "broken: another begins inside of it")
        yield from self._end_alien()
        self._framed &= self._level > 0
        self._scanner = Scanner(self._level)

    def _take(self, data: bytes, end: int) -> None:
        """Hold what is read, look at what stands between."""
        piece = data[self._taken : end]
        if self._reading:
            self._held.add(piece)
        elif alien := piece.strip(_BETWEEN):
            start = self._offset + self._taken + piece.index(alien)
            self._alien = (self._alien[0] if self._alien else start, start + len(alien))
        self._taken = end

    def _end_alien(self) -> Iterator[Lost]:
        if self._alien:
            start, end = self._alien
            self._alien = None
            yield Lost(start, end - start, "stands between items")

    def _names_list(self, data: bytes, at: int) -> bool:
        behind = data[max(0, at - _AHEAD) : at]
        return self._list.search(self._before[at - _AHEAD :] + behind if at < _AHEAD else behind) is not None

    def _beginnings(self, data: bytes, stop: int) -> Iterator[int]:
        """Where items begin with the key that only they have."""
        first = self._first
        key = -1 if first is None else data.find(first)
        while first is not None and key >= 0:
            start = max(0, key - _AHEAD // 2)
            before = data[start:key].rstrip(_BLANK)
            at = start + len(before) - 1
            if before.endswith(b"{") and at < stop:
                yield at
            key = data.find(first, key + 1)


def _quoted(key: str) -> bytes:
    return msgspec.json.encode(key)


def _extent(broken: Part | Lost) -> tuple[int, int]:
    if isinstance(broken, Lost):
        return broken.offset, broken.length
    return broken.offset, len(broken.data.rstrip(_BETWEEN))


def _is_frame(text: bytes) -> bool:
    """Whether this is what stands before, between or behind the lists of an object."""
    whole = (b'{"":[' if text.startswith(b"]") else b"") + text + (b"]}" if text.endswith(b"[") else b"")
    try:
        msgspec.json.decode(whole)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
