"""The studies in a document of XML, cut out without reading them, so that any number of them may follow each other.

Comments, CDATA and processing instructions are passed over. A study that does not end does so where the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.sources.base import Lost, Part
from indexer.sources.held import Held

_BEGIN, _END = b"<clinical_study", b"</clinical_study"
_MARK = re.compile(rb"<!--|<!\[CDATA\[|<\?|<clinical_study(?=[\s/>])|</clinical_study(?=[\s>])")
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>", _END: b">"}
_LONGEST = len(_END) + 1
"""Bytes that may have to be seen at once."""
_MISC = rb"(?:\s++|\xef\xbb\xbf|<!--.*?-->|<\?.*?\?>)"
_BETWEEN = re.compile(rb"(?:" + _MISC + rb"|<!DOCTYPE[^<>\[]*+>|</?[A-Za-z_:][^<>]*+>)*+", re.DOTALL)
_PROLOGUE = re.compile(
    _MISC + rb"*+(?:<!DOCTYPE[^<>\[]*+(?P<subset>\[.*?\]\s*+)?>)?" + _MISC + rb"*+"
    rb"(?:<(?P<root>[A-Za-z_:][^\s<>/]*+)[^<>]*+>" + _MISC + rb"*+)?<clinical_study[\s/>]", re.DOTALL)
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([A-Za-z][\w.-]*+)[\"']")


@dataclass(frozen=True, slots=True)
class Prologue:
    """What stands before the first study.

    Attributes:
        encoding: as declared, if it is.
        has_subset: whether it declares entities or the like by itself.
        root: the name of the element around the studies; none: they stand by themselves.
    """

    encoding: bytes
    has_subset: bool
    root: bytes


def prologue(head: bytes) -> Prologue | None:
    """What a document that begins so states before its first study; None: there is none, or it is nested deeper."""
    match = _PROLOGUE.match(head)
    if match is None:
        return None
    declared = _DECLARED.match(head)
    return Prologue(b"" if declared is None else declared[1], match["subset"] is not None, match["root"] or b"")


def studies(chunks: Iterable[bytes], context: bytes, root: bytes = b"") -> Iterator[Part | Lost]:
    """Each study with its tags, whatever the chunks are cut like; other text than blanks between them is lost.

    Args:
        chunks: of the document.
        context: that every study is given.
        root: the name of an element around them, whose end must follow the last one.
    """
    cutter = _Cutter(context, root)
    for chunk in chunks:
        yield from cutter.read(chunk)
    yield from cutter.end()


class _Cutter:
    """What has been read of a document: a study, or what stands between two, is held, and its end looked for.

    ``_until`` closes the comment, CDATA, instruction or end tag that has begun; ``_tail`` has not been looked at.
    """

    def __init__(self, context: bytes, root: bytes) -> None:
        self._context, self._root = context, root
        self._held = Held()
        self._inside = False
        self._until = b""
        self._tail = b""

    def read(self, chunk: bytes) -> Iterator[Part | Lost]:
        """What ends in the next chunk."""
        data = self._tail + chunk
        kept = at = 0
        while (found := self._next(data, at)) is not None:
            start, at = found
            mark = data[start:at]
            if mark == _BEGIN:
                self._held.add(data[kept:start])
                yield from self._take()
                kept, self._inside = start, True
            elif mark == self._until == b">":
                self._held.add(data[kept:at])
                yield from self._take()
                kept, self._inside = at, False
            is_stray = mark == _END and not self._inside
            self._until = b"" if self._until or is_stray else _CLOSING.get(mark, b"")
        rest = max(at, len(data) - _LONGEST)
        self._held.add(data[kept:rest])
        self._tail = data[rest:]

    def end(self) -> Iterator[Part | Lost]:
        """What the document ends in."""
        self._held.add(self._tail)
        return self._take(is_last=True)

    def _next(self, data: bytes, at: int) -> tuple[int, int] | None:
        if self._until:
            start = data.find(self._until, at)
            return None if start < 0 else (start, start + len(self._until))
        match = _MARK.search(data, at)
        return None if match is None else match.span()

    def _take(self, *, is_last: bool = False) -> Iterator[Part | Lost]:
        taken = self._held.take(self._context)
        if self._inside or isinstance(taken, Lost):
            yield taken
        elif _BETWEEN.fullmatch(taken.data) is None:
            yield Lost(taken.offset, len(taken.data), "text outside of studies")
        elif is_last and self._root and b"</" + self._root not in taken.data:
            yield Lost(self._held.offset, 0, "the document ends before its root does; it may be cut off")
