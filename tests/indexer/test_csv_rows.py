"""Rows of a table, with their bytes: the same wherever the reading cuts them, and none is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.base import MAX_DOCUMENT, Lost, Part
from indexer.sources.csv_rows import UNENDED, cells, rows
from indexer.sources.decoding import decode
from tests.indexer.readings import chunks
from tests.indexer.tables import BYTES, row

CELLS = st.text(st.sampled_from("ab \"',;\t\r\n|é0"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), max_size=6), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", "\r"]),
       st.lists(st.integers(0, 400), max_size=6))
def test_rows_are_those_that_were_written_wherever_the_reading_cuts_them(
    written: list[list[str]], delimiter: str, end: str, cuts: list[int],
) -> None:
    data = "".join(row(each, delimiter) + end for each in written).encode()
    found = [row for row in rows(chunks(data, cuts), delimiter) if isinstance(row, Part)]
    assert written == [cells(row.data.decode(), delimiter) for row in found]
    assert [data[row.offset : row.offset + len(row.data)] for row in found] == [row.data for row in found]


@given(BYTES, st.lists(st.integers(0, 400), max_size=6))
def test_rows_of_any_bytes_are_the_same_for_every_cut_and_leave_out_only_line_ends(data: bytes, cuts: list[int]) -> None:
    found = [*rows([data], ",")]
    assert found == [*rows(chunks(data, cuts), ",")]
    at = 0
    for each in found:
        assert isinstance(each, Part)
        assert not data[at : each.offset].strip(b"\r\n")
        assert each.data == data[each.offset : each.offset + len(each.data)]
        at = each.offset + len(each.data)
    assert not data[at:].strip(b"\r\n")


@given(st.binary(max_size=30), BYTES)
def test_bytes_that_are_no_utf_8_are_read_one_by_one_and_counted(prefix: bytes, data: bytes) -> None:
    text, foreign = decode(prefix + data)
    assert (foreign == 0) == (text.encode() == prefix + data)
    assert text.isascii() == (prefix + data).isascii()


def test_single_bytes_of_windows_are_read_beside_utf_8() -> None:
    assert decode("é".encode() + b"\xe9 \x93\x81") == ("éé “\x81", 3)


def test_a_row_past_the_limit_is_lost_and_the_next_one_is_read() -> None:
    block, blocks = b"x" * 1_048_576, MAX_DOCUMENT // 1_048_576 + 1
    lost, row = rows([b'NCT00000102,"', *[block] * blocks, b'"\nNCT00000113,"A\n', b'title"'], ",")
    assert lost == Lost(0, 14 + blocks * len(block), "larger than 64 MiB")
    assert row == Part(15 + blocks * len(block), b'NCT00000113,"A\ntitle"', UNENDED)
