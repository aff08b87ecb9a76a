"""Many words looked up at once."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from index.highlights.lookup import Lookup

words = st.text("abz019", min_size=1, max_size=12)
texts = st.lists(words | st.sampled_from((" ", ",", "'s", "_", "\n", "\x00")), max_size=40).map("".join)


@given(st.sets(words, min_size=1, max_size=30), texts)
def test_every_word_that_is_looked_for_is_found_where_it_stands_and_nothing_but_words(wanted: set[str], text: str) -> None:
    standing = [match.span() for match in re.finditer(r"[^\W_]+", text)]
    found = list(Lookup(wanted).places(text))

    assert [span for span in found if text[slice(*span)] in wanted] == [
        span for span in standing if text[slice(*span)] in wanted]
    assert found == sorted(set(found) & set(standing))


def test_few_other_words_are_taken_for_those_that_are_looked_for() -> None:
    wanted, others = {f"word{n}" for n in range(50)}, " ".join(f"other{n}" for n in range(10_000))
    assert len(list(Lookup(wanted).places(others))) < 100


@given(st.text("abcdefgh", min_size=8, max_size=8), st.text("ij", min_size=1, max_size=4))
def test_words_of_different_length_are_told_apart_by_it(beginning: str, more: str) -> None:
    assert list(Lookup([beginning]).places(beginning + more)) == []
