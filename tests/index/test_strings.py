"""Lists of strings in files: compared and searched as arrays, they answer as lists of Python would."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.asked import begins_nearly, word_is_near
from index.engines.whoosh import hashes, heads, near, strings
from index.engines.whoosh.format import ArrayReader, ArrayWriter
from index.engines.whoosh.hashes import HashedStrings
from index.engines.whoosh.near import letters, near_words
from index.engines.whoosh.strings import Strings
from index.mapped import MappedFile

LETTERS = st.text(st.sampled_from("abé中\U0001f9ea"), max_size=5)


@contextmanager
def stored(*lists: list[str]) -> Iterator[list[HashedStrings]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "strings.arr")
        writer = ArrayWriter(path)
        for number, each in enumerate(lists):
            hashes.write(writer, str(number), each)
        writer.finish({})
        file = ArrayReader(MappedFile(path), path.name)
        try:
            yield [HashedStrings(file, str(number)) for number in range(len(lists))]
        finally:
            file.close()


@pytest.mark.parametrize("few", [-1, 100], ids=["all at once", "one by one"])
@settings(max_examples=60, deadline=None)
@given(one=st.lists(LETTERS, min_size=1), other=st.lists(LETTERS, min_size=1), data=st.data())
def test_strings_are_equal_if_their_texts_are(
        few: int, one: list[str], other: list[str], data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(st.integers(0, len(one) - 1), st.integers(0, len(other) - 1))))
    numbers, other_numbers = np.array(pairs, np.int64).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as patch, stored(one, other) as (ours, theirs):
        patch.setattr(strings, "_FEW", few)
        assert [one[a] == other[b] for a, b in pairs] == ours.equal(numbers, theirs, other_numbers).tolist()


@settings(max_examples=100, deadline=None)
@given(found=st.lists(LETTERS), text=LETTERS.filter(bool))
def test_a_text_is_found_within_strings_and_never_across_two(found: list[str], text: str) -> None:
    with stored(found) as (found_in,):
        assert [text in each for each in found] == found_in.containing(text).tolist()


def test_a_text_that_is_longer_than_all_strings_together_is_in_none() -> None:
    with stored(["a", "b"], []) as (short, nothing):
        assert short.containing("abc").tolist() == [False, False]
        assert nothing.containing("abc").tolist() == []


SOME_HASHES = pytest.mark.parametrize("crc32", [hashes.crc32, lambda data: len(data) % 2, lambda data: 7])


@SOME_HASHES
@settings(max_examples=60, deadline=None)
@given(known=st.lists(LETTERS), asked=st.text(st.sampled_from("abé中\U0001f9ea\udcff"), max_size=5))
def test_a_string_is_found_at_all_its_places_and_nowhere_else(crc32: object, known: list[str], asked: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashes, "crc32", crc32)
        with stored(known) as (found,):
            for each in {*known, asked}:
                places = [place for place, string in enumerate(known) if string == each]
                assert found.numbers(each) == places
                assert found.find(each) == (places[0] if places else None)


@SOME_HASHES
@settings(max_examples=60, deadline=None)
@given(one=st.sets(LETTERS).map(list), other=st.sets(LETTERS).map(list))
def test_the_strings_of_two_lists_are_paired(crc32: object, one: list[str], other: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashes, "crc32", crc32)
        with stored(one, other) as (ours, theirs):
            pairs = {(int(a), int(b)) for a, b in zip(*ours.common(theirs), strict=True)}
            assert pairs == {(one.index(each), other.index(each)) for each in {*one} & {*other}}


WORDS = st.text(st.sampled_from("abé中\U0001f9ea"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(known=st.lists(WORDS | st.text(st.sampled_from("a\0"), max_size=10)), asked=WORDS | st.text(st.sampled_from("a\0\udcff"), max_size=10),
       chance=st.randoms())
def test_strings_that_ascend_are_found_through_their_heads(known: list[str], asked: str, chance: random.Random) -> None:
    ascending = sorted(known)
    order = chance.sample(range(len(known)), len(known))
    shuffled = [ascending[place] for place in order]
    with tempfile.TemporaryDirectory() as folder:
        writer = ArrayWriter(Path(folder, "strings.arr"))
        heads.write_strings(writer, "sorted", ascending)
        strings.write(writer, "shuffled", shuffled)
        writer.add("order", np.argsort(np.array(order, np.uint32)).astype(np.uint32))
        writer.finish({})
        file = ArrayReader(MappedFile(Path(folder, "strings.arr")), "strings.arr")
        for searched in (heads.Ascending(file, "sorted"),
                         heads.Ordered(Strings(file, "shuffled"), file["order"], file["sorted_heads"])):
            assert list(searched) == ascending
            for each in {*known, asked}:
                assert [n for n, string in enumerate(ascending) if string == each] == list(range(*searched.range_of(each)))
                assert [n for n, string in enumerate(ascending) if string.startswith(each)] == list(range(*searched.starting_with(each)))
        file.close()


@settings(max_examples=150, deadline=None)
@given(known=st.sets(st.text(st.sampled_from("abcé中"), min_size=1, max_size=12)).map(sorted), typed=st.text(st.sampled_from("abcé中"), min_size=1, max_size=12),
       chance=st.randoms())
def test_words_one_edit_away_are_those_that_looking_at_each_finds(known: list[str], typed: str, chance: random.Random) -> None:
    known = sorted({*known, *(_mistyped(typed, chance) for _ in range(5))})
    with tempfile.TemporaryDirectory() as folder:
        writer = ArrayWriter(Path(folder, "strings.arr"))
        heads.write_strings(writer, "words", known)
        writer.finish({})
        file = ArrayReader(MappedFile(Path(folder, "strings.arr")), "strings.arr")
        words = heads.Ascending(file, "words")
        for begins, is_near in ((True, begins_nearly), (False, word_is_near)):
            spans = near_words(words, typed, letters(words), begins)
            assert {known[n] for span in spans for n in range(*span)} == {word for word in known if is_near(typed, word)}
        file.close()


def test_a_word_of_any_length_has_as_few_variants_as_a_short_one() -> None:
    short, long = (len(near._variants(typed, "abc", begins=True).low) for typed in ("abcabcab", "abc" * 300))
    assert long <= short + 10


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    changed = chance.choice((word[:at] + word[at + 1:], word[:at] + "b" + word[at:], word[:at] + word[at:at + 2][::-1] + word[at + 2:], word))
    return (changed or "a") + chance.choice(("", "a", "abc"))
