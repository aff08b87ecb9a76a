"""Items are cut out of JSON as they stand, whatever the reads, the size and the damage."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources import held
from indexer.sources.base import MEBIBYTE, Lost, Part
from indexer.sources.json_brackets import Scanner
from indexer.sources.json_parts import parts

LIST, FIRST = "studies", "only"
BETWEEN = b" \t\r\n,\xef\xbb\xbf"

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(
    ["{", "]", '"', "\\", '\\"', "}{", ",", "[{", LIST, "\n", "é\u2028\U0001f600"])
VALUES = st.recursive(SCALARS, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(
    st.text(max_size=4) | st.sampled_from(["", '"', "[", "\\"]), inside, max_size=4), max_leaves=12)
KEYLESS = st.dictionaries(st.text(max_size=4), VALUES, max_size=4)
ITEMS = KEYLESS | st.builds(
    lambda value, rest: {FIRST: value} | rest, VALUES, st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3))
FRAMES = st.dictionaries(st.sampled_from(["meta", "totalCount", "x studies", "stud", "\\"]), VALUES, max_size=2)
BLANKS = st.text(" \t\r\n", max_size=3)


@st.composite
def texts(draw: st.DrawFn, value: object) -> str:
    indent = draw(st.none() | st.integers(0, 2))
    space = draw(st.sampled_from(["", " ", "\t", "\r\n"])) if indent is None else " "
    return json.dumps(value, ensure_ascii=draw(st.booleans()), indent=indent, separators=("," + space, space + ":" + space))


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """An object, an array, or an answer with its list; several of them; with or without a byte order mark."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        items = draw(st.lists(ITEMS, max_size=4))
        answer = {**draw(FRAMES), LIST: items, **{key + "2": value for key, value in draw(FRAMES).items()}}
        found.append(draw(texts(draw(st.sampled_from([items, answer, *items])))))
    text = draw(st.sampled_from(["", "\ufeff"])) + draw(BLANKS) + draw(st.sampled_from(["\n", "", " \r\n\n"])).join(found)
    return (text + draw(BLANKS)).encode("utf-8", "replace")


class Reads(io.RawIOBase):
    """A file that gives at most so many bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__()
        self._data, self._size, self._at = data, size, 0

    def read(self, size: int = -1, /) -> bytes:
        end = self._at + min(size, self._size)
        piece, self._at = self._data[self._at : end], end
        return piece


def cut(data: bytes, size: int = MEBIBYTE, *, first: str | None = FIRST) -> list[Part | Lost]:
    return list(parts(Reads(data, size), LIST, first))  # type: ignore[arg-type]


def naive(data: bytes) -> Iterator[bytes]:
    """The items, by reading the whole document value by value, and each list element by element."""
    decoder, text, at = json.JSONDecoder(), data.decode(), 0
    while (at := skip(text, at, " \t\r\n\ufeff")) < len(text):
        value, end = decoder.raw_decode(text, at)
        if isinstance(value, list):
            yield from elements(text, at)
        elif isinstance(value.get(LIST), list):
            yield from elements(text, place_of_list(text, at))
        else:
            yield text[at:end].encode()
        at = end


def place_of_list(text: str, at: int) -> int:
    decoder = json.JSONDecoder()
    at = skip(text, at + 1)
    while True:
        key, at = decoder.raw_decode(text, at)
        at = skip(text, skip(text, at) + 1)
        if key == LIST:
            return at
        _, at = decoder.raw_decode(text, at)
        at = skip(text, skip(text, at) + 1)


def elements(text: str, at: int) -> Iterator[bytes]:
    at = skip(text, at + 1)
    while text[at] != "]":
        _, end = json.JSONDecoder().raw_decode(text, at)
        yield text[at:end].encode()
        at = skip(text, end, " \t\r\n,")


def skip(text: str, at: int, blanks: str = " \t\r\n") -> int:
    while at < len(text) and text[at] in blanks:
        at += 1
    return at


def span(found: Part | Lost) -> tuple[int, int]:
    return found.offset, found.offset + (found.length if isinstance(found, Lost) else len(found.data))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(held, "MAX_DOCUMENT", MEBIBYTE)
    return MEBIBYTE


@given(documents(), st.integers(1, 600))
def test_the_items_of_sound_documents_are_those_that_reading_them_whole_gives(data: bytes, size: int) -> None:
    found = cut(data, size)
    assert all(isinstance(part, Part) for part in found)
    assert [part.data for part in found if isinstance(part, Part)] == list(naive(data))
    assert all(data[slice(*span(part))] == part.data for part in found if isinstance(part, Part))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(documents()))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.sampled_from(
            [b"", b'"', b"{", b"}", b"[", b"]", b"\\", b",", b"\n", b"\0", b"\xff", b"\xed\xa0\x80", b"1", b'{"only":', b'"studies":[']))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@given(damaged(), st.integers(1, 600), st.sampled_from([FIRST, None]))
def test_of_any_bytes_parts_and_losses_cover_all_but_blanks_commas_and_what_stands_around_lists(
    data: bytes, size: int, first: str | None
) -> None:
    found = cut(data, size, first=first)
    assert all(one[1] <= two[0] for one, two in pairwise(map(span, found)))
    assert all(data[slice(*span(part))] == part.data for part in found if isinstance(part, Part))
    between = [data[one[1] : two[0]] for one, two in pairwise([(0, 0), *map(span, found), (len(data), len(data))])]
    assert all(map(stands_around_lists, between))


def stands_around_lists(text: bytes) -> bool:
    """Whether the text has nothing but brackets of arrays and sound objects that hold a list, which may go on outside of it."""
    return any(is_all_lists((head + text + tail).decode("utf-8", "replace")) for head in (b"", b'{"studies": [') for tail in (b"", b"]}"))


def is_all_lists(text: str) -> bool:
    at = 0
    while (at := skip(text, at, " \t\r\n,[]\ufeff\ufffd")) < len(text):
        try:
            value, at = json.JSONDecoder().raw_decode(text, at)
        except ValueError:
            return False
        if not isinstance(value, dict) or not isinstance(value.get(LIST), list):
            return False
    return True


@given(damaged(), st.integers(1, 600), st.sampled_from([FIRST, None]))
def test_what_is_found_depends_on_the_bytes_and_not_on_the_reads(data: bytes, size: int, first: str | None) -> None:
    assert cut(data, size, first=first) == cut(data, first=first)


@pytest.mark.parametrize("data", [b'{"a":1}\n{"b":2}', b'{"a":1} {"b"', b'[{"a":"\\""},{"b":2}]', b'{"x":"studies","studies":[{"a":1}],"y":2}',
                                  b'{"x":[{"only":1}]}', b' {"only":{"only":1}}'])
def test_an_item_at_whose_end_a_read_ends_is_not_the_whole_document(data: bytes) -> None:
    assert all(cut(data, size) == cut(data) for size in range(1, len(data)))


@given(st.lists(KEYLESS.filter(lambda item: FIRST not in json.dumps(item)), min_size=1, max_size=5), st.data())
def test_damage_to_one_item_loses_only_this_item_where_each_begins_with_its_key(items: list[dict[str, object]], data: st.DataObject) -> None:
    written = [json.dumps({FIRST: number, "x": item}).encode() for number, item in enumerate(items)]
    at = data.draw(st.integers(0, len(written) - 1))
    place = data.draw(st.integers(len(f'{{"{FIRST}":'), len(written[at])))
    broken = written.copy()
    broken[at] = broken[at][:place] + data.draw(st.sampled_from([b'"', b"}", b"{", b"]", b"[", b'"{', b"\\"])) + broken[at][place:]
    layout = data.draw(st.sampled_from([b"%s", b"[%s]", b'{"meta":1,"studies":[%s],"next":"x"}']))
    found = [part.data for part in cut(layout % b",\n".join(broken)) if isinstance(part, Part)]
    others = written[:at] + written[at + 1 :]
    assert [part for part in found if part in others] == others


@given(st.lists(st.sampled_from([*b'{}[]""\\\\\\\n\r', *b"a:, \xff"]), max_size=60).map(bytes), st.integers(1, 9))
def test_brackets_are_those_that_reading_byte_by_byte_finds(data: bytes, size: int) -> None:
    scanner, found = Scanner(), []
    for start in range(0, len(data), size):
        brackets = scanner.scan(data[start : start + size])
        found += zip((brackets.offsets + start).tolist(), brackets.levels.tolist(), brackets.opens.tolist(), strict=True)
    assert found == list(brackets_of(data))


def brackets_of(data: bytes) -> Iterator[tuple[int, int, bool]]:
    depth, in_string, escaped = 0, False, False
    for at, byte in enumerate(data):
        if byte in b"\r\n":
            in_string = False
        elif byte == ord('"') and not escaped:
            in_string = not in_string
        elif byte in b"{[" and not in_string:
            yield at, depth, True
            depth += 1
        elif byte in b"}]" and not in_string and depth:
            depth -= 1
            yield at, depth, False
        escaped = byte == ord("\\") and not escaped


@pytest.mark.parametrize(("data", "expected"), [
    pytest.param(b"", [], id="empty"),
    pytest.param(b" \r\n\t", [], id="blanks"),
    pytest.param(b'{"studies": [], "totalCount": 0}', [], id="an answer without items"),
    pytest.param(b'[{"a": 1}, {"b"', [Part(1, b'{"a": 1}'), Lost(11, 4, "cut off: the document ends inside of it")], id="cut inside an item"),
    pytest.param(b'{"studies": [{"a": 1},', [Part(13, b'{"a": 1}'), Lost(22, 0, "the document ends before its list does; it may be cut off")],
                 id="cut between items"),
    pytest.param(b'{"studies": [{"a": 1}], "ne', [Part(13, b'{"a": 1}'), Lost(21, 6, "cut off: the document ends inside of it")], id="cut after the list"),
    pytest.param(b'[{"a": 1}, 2, "}", {"b": 3}]', [Part(1, b'{"a": 1}'), Lost(11, 6, "stands between items"), Part(19, b'{"b": 3}')], id="scalars"),
    pytest.param(b"1 [2] 3", [Lost(0, 1, "stands between items"), Lost(3, 1, "stands between items"), Lost(6, 1, "stands between items")], id="no items"),
    pytest.param(b'{"a": 1}}\n{"b": 2}', [Part(0, b'{"a": 1}'), Lost(8, 1, "stands between items"), Part(10, b'{"b": 2}')], id="a bracket too many"),
    pytest.param(b'{"a": "1}\n{"b": 2}', [Lost(0, 18, "cut off: the document ends inside of it")], id="a bracket too few"),
    pytest.param(b'{"only": "1}\n{"only": 2}', [Lost(0, 12, "broken: another begins inside of it"), Part(13, b'{"only": 2}')], id="then a first key"),
    pytest.param(b'\0\0{"a": 1}\0', [Lost(0, 2, "stands between items"), Part(2, b'{"a": 1}'), Lost(10, 1, "stands between items")], id="NUL bytes"),
    pytest.param(b'{"a": "\xff"}', [Part(0, b'{"a": "\xff"}')], id="no UTF-8 in a string"),
    pytest.param(b'{"studies": [{"a": 1}}, {"a": 2}]}', [Part(13, b'{"a": 1}'), Lost(21, 12, "no sound JSON around a list"), Lost(33, 1, "stands between items")], id="a list that ends too early"),
    pytest.param(b'{"studies": [{"only": 1}}, {"only": 2}]}', [Part(13, b'{"only": 1}'), Lost(24, 1, "broken: another begins inside of it"),
                 Part(27, b'{"only": 2}'), Lost(38, 2, "stands between items")], id="then a first key too"),
    pytest.param(b'{"studies": [{"a": 1}], {"a": 2}}', [Part(13, b'{"a": 1}'), Lost(21, 12, "no sound JSON around a list")], id="an item outside of the list"),
])
def test_damage_is_told_with_its_place_and_its_length(data: bytes, expected: list[Part | Lost]) -> None:
    assert cut(data) == expected


def repeated(head: bytes, piece: bytes, times: int, tail: bytes) -> io.BufferedReader:
    def pieces() -> Iterator[bytes]:
        yield head
        for _ in range(times):
            yield piece
        yield tail

    source = filter(None, pieces())

    class Pieces(io.RawIOBase):
        def read(self, _size: int = -1, /) -> bytes:
            return next(source, b"")

    return Pieces()  # type: ignore[return-value]


@pytest.mark.parametrize(("head", "byte", "tail", "lost"), [
    pytest.param(b'{"a": "', b"x", b'"}', "larger than", id="a string"),
    pytest.param(b'{"a": ', b"[", b"", "cut off", id="deep nesting"),
    pytest.param(b'{"a": "', b"\\", b'"}', "larger than", id="backslashes"),
    pytest.param(b'{"a": [', b'{},[],', b']}', "larger than", id="an item of many"),
    pytest.param(b'{"a": 1', b" ", b"}", "larger than", id="blanks in an item"),
    pytest.param(b"[", b" ", b"]", None, id="blanks between items"),
    pytest.param(b"[", b"z", b"]", "stands between", id="what does not belong there"),
    pytest.param(b"", b"]", b"", "stands between", id="brackets that close nothing"),
    pytest.param(b"", b'{"only":', b"", "broken", id="items that begin all the time"),
])
def test_memory_does_not_grow_with_what_a_document_holds(small: int, head: bytes, byte: bytes, tail: bytes, lost: str | None) -> None:
    piece = byte * (65_536 // len(byte))
    tracemalloc.start()
    try:
        count = 0
        times = 64
        length = len(head) + times * len(piece) + len(tail)
        for part in parts(repeated(head, piece, times, tail), LIST, FIRST):
            count += 1
            assert isinstance(part, Lost)
            assert part.reason.startswith((lost or "nothing", "cut off"))
            length -= part.length
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count if lost else not count
    assert lost is None or length <= 2
    assert peak < small + 40 * MEBIBYTE
