"""A packed line has the size of its JSON, and gives it back."""

from hypothesis import given
from hypothesis import strategies as st

from index.packing import pack, plain, size


@given(st.binary(max_size=300).map(lambda inside: b"{" + inside + b"}"))
def test_a_line_is_the_same_packed_or_not(line: bytes) -> None:
    assert plain(pack(line)) == plain(line) == line
    assert size(pack(line)) == size(line) == len(line)
