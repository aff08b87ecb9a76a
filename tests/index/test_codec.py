"""What Whoosh reads of a generation is what the records have, term by term."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from whoosh.index import open_dir
from whoosh.reading import TermNotFound

from index import facets
from index.fields import BY_NAME, FACET_NAMES
from index.records import Monograph, Record, from_json
from index.request import NONE
from index.text import key
from tests import records as generated
from tests.index.generations import Round, built
from tests.index.naive_terms import RANGES, Terms, of_record
from tests.index.test_updates import drawn

ROUNDS = st.integers(0, 2**48).map(Random).map(lambda chance: drawn(chance, 6)[0])
SLOW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


TWO_STEMS: list[Round] = [([
    Monograph(id="one", title="musclecramps", aliases=("Muscle Cramps",)), Monograph(id="two", title="Musclecramps, again"),
    Monograph(id="three", title="none", aliases=("muscle-cramps", "musclecramping")),
], set())]
"""An identifier found whole is its own stem, so the same word has another stem elsewhere."""


def stored(leaf: Any) -> list[Record]:
    """The records of a segment, deleted ones included."""
    return [from_json(leaf.stored_fields(number)["record"]) for number in range(leaf.doc_count_all())]


def segments(rounds: list[Round]) -> Iterator[tuple[Any, list[Record]]]:
    with built(*rounds) as folder, closing(open_dir(folder).reader()) as reader:
        for leaf, _ in reader.leaf_readers():
            if leaf.doc_count_all():
                yield leaf, stored(leaf)


def numeric_terms(field: Any, number: int) -> list[bytes]:
    return [term for term, *_ in field.index(number)]


def expected_terms(leaf: Any, terms: list[Terms]) -> dict[str, dict[bytes, list[int]]]:
    """Field -> term -> documents."""
    found: dict[str, dict[bytes, list[int]]] = {name: {} for name, field in leaf.schema.items() if field.format}
    for number, each in enumerate(terms):
        of_fields = {name: [term.encode() for term in places] for name, places in each.positions.items()}
        of_fields |= {name: [term.encode() for term in keys] for name, keys in each.keys.items()}
        of_fields |= {name: numeric_terms(leaf.schema[name], value) for name, value in each.numbers.items()}
        for name, of_field in of_fields.items():
            for term in of_field:
                found[name].setdefault(term, []).append(number)
    return found


@SLOW
@given(rounds=ROUNDS)
@example(rounds=TWO_STEMS)
def test_every_field_has_the_terms_of_its_records_in_order(rounds: list[Round]) -> None:
    for leaf, records in segments(rounds):
        expected = expected_terms(leaf, [of_record(record) for record in records])
        assert {name: list(leaf.lexicon(name)) for name in expected} == {
            name: sorted(terms) for name, terms in expected.items()}
        assert set(leaf.indexed_field_names()) == {name for name, terms in expected.items() if terms}
        assert list(leaf.all_terms()) == [(name, term) for name in sorted(expected) for term in sorted(expected[name])]


@SLOW
@given(rounds=ROUNDS)
@example(rounds=TWO_STEMS)
def test_every_term_has_the_documents_of_its_records(rounds: list[Round]) -> None:
    for leaf, records in segments(rounds):
        deleted = {number for number in range(len(records)) if leaf.is_deleted(number)}
        for name, terms in expected_terms(leaf, [of_record(record) for record in records]).items():
            for term, numbers in terms.items():
                assert leaf.doc_frequency(name, term) == len(numbers)
                info = leaf.term_info(name, term)
                assert (info.doc_frequency(), info.min_id(), info.max_id()) == (len(numbers), numbers[0], numbers[-1])
                live = [number for number in numbers if number not in deleted]
                assert list(leaf.postings(name, term).all_ids()) == live
                assert (name, term) in leaf
                if live:
                    assert leaf.first_id(name, term) == live[0]


@SLOW
@given(rounds=ROUNDS)
@example(rounds=TWO_STEMS)
def test_a_posting_has_frequency_positions_and_x_of_its_record(rounds: list[Round]) -> None:
    for leaf, records in segments(rounds):
        terms = [of_record(record) for record in records]
        for name in {name for each in terms for name in each.positions}:
            for text in leaf.lexicon(name):
                term, found = text.decode(), leaf.postings(name, text)
                for number, each in enumerate(terms):
                    if leaf.is_deleted(number) or term not in each.positions[name]:
                        continue
                    places = each.positions[name][term]
                    assert (found.id(), found.value_as("positions")) == (number, places)
                    assert [(span.start, span.end) for span in found.spans()] == [(place, place) for place in places]
                    assert found.weight() == found.value_as("weight") == found.value_as("frequency") == len(places)
                    assert found.value_as("x") == leaf.schema[name].format.decode_x(found.value()) == pytest.approx(each.x[name][term], rel=1e-6)
                    found.next()
                assert not found.is_active()


@SLOW
@given(rounds=ROUNDS)
@example(rounds=TWO_STEMS)
def test_statistics_of_a_term_are_those_of_its_postings_and_lengths_are_exact(rounds: list[Round]) -> None:
    for leaf, records in segments(rounds):
        terms = [of_record(record) for record in records]
        for name in {name for each in terms for name in each.positions}:
            lengths = [each.lengths[name] for each in terms]
            assert [leaf.doc_field_length(number, name) for number in range(len(records))] == lengths
            assert [leaf.doc_field_length(number, name, 7) for number in range(len(records))] == [n or 7 for n in lengths]
            assert leaf.field_length(name) == sum(lengths)
            assert leaf.max_field_length(name) == max(lengths)
            assert leaf.min_field_length(name) == min(filter(None, lengths), default=0)
            for text in leaf.lexicon(name):
                having = [(len(each.positions[name][text.decode()]), length)
                          for each, length in zip(terms, lengths, strict=True) if text.decode() in each.positions[name]]
                info = leaf.term_info(name, text)
                assert info.weight() == leaf.frequency(name, text) == sum(n for n, _ in having)
                assert info.max_weight() == max(n for n, _ in having)
                assert (info.min_length(), info.max_length()) == (min(n for _, n in having), max(n for _, n in having))


@SLOW
@given(rounds=ROUNDS)
def test_columns_have_the_values_of_the_records(rounds: list[Round]) -> None:
    for leaf, records in segments(rounds):
        def column(name: str, leaf: Any = leaf) -> list[Any]:
            return list(leaf.column_reader(name))

        assert column("id_order") == [record.id.encode() for record in records]
        assert column("title_order") == [key(record.title).encode() for record in records]
        for name in RANGES:
            assert column(f"{name}_order") == [of_record(record).numbers.get(f"{name}_from", -1) for record in records]
        for name in FACET_NAMES:
            values = [tuple(each for each in facets.keys(record, BY_NAME[name]) if each != NONE) for record in records]
            assert [set(found) for found in column(f"{name}_facet")] == [set(each) for each in values]
            keys = leaf.column_reader(f"{name}_facet", translate=False)
            assert [keys.sort_key(n) for n in range(len(records))] == [(each or ("",))[0].encode() for each in column(f"{name}_facet")]


@SLOW
@given(rounds=ROUNDS)
def test_a_cursor_stands_where_the_sorted_terms_say(rounds: list[Round]) -> None:
    for leaf, _ in segments(rounds):
        for name in ("text", "title_word", "condition_facet", "name"):
            terms = [text.decode() for text in leaf.lexicon(name)]
            cursor = leaf.cursor(name)
            walked = [cursor.text()] if cursor.is_valid() else []
            while cursor.next() is not None:
                walked.append(cursor.term())
            assert walked == terms
            assert cursor.term_info() is None
            for wanted in ("", "cr", "muscle", "NCT", "n-\0", "zzz", *terms[:3]):
                assert cursor.find(wanted) == next((term for term in terms if term >= wanted), None)
            assert cursor.first() == (terms[0] if terms else None)


@SLOW
@given(rounds=ROUNDS)
def test_the_reader_of_all_segments_counts_live_documents_and_merges_terms(rounds: list[Round]) -> None:
    left: dict[str, Record] = {}
    for added, removed in rounds:
        left = {name: record for name, record in left.items() if name not in removed} | {record.id: record for record in added}
    with built(*rounds) as folder, closing(open_dir(folder).reader()) as reader:
        index = open_dir(folder)
        assert index.doc_count() == reader.doc_count() == len(left)
        assert index.is_empty() == (not index.doc_count_all())
        assert list(reader.all_stored_fields()) == [fields for _, fields in reader.iter_docs()]
        found = {from_json(fields["record"]).id: from_json(fields["record"]) for fields in reader.all_stored_fields()}
        assert found == left
        if not index.is_empty():
            terms = list(reader.lexicon("title"))
            assert terms == sorted(set(terms))
            for term in terms:
                having = [offset + number for leaf, offset in reader.leaf_readers() for number, record in enumerate(stored(leaf))
                          if term.decode() in of_record(record).positions["title"]]
                for _ in range(2):
                    info = reader.term_info("title", term)
                    assert (info.doc_frequency(), info.min_id(), info.max_id()) == (len(having), having[0], having[-1])
            assert set(terms) >= {stem.encode() for record in left.values() for stem in of_record(record).positions["title"]}


def test_a_term_that_is_not_there_is_not_found() -> None:
    with built((generated.collection(Random(1), 5), set())) as folder, closing(open_dir(folder).reader()) as reader:
        for name, text in (("title", "nowhere"), ("title", b"\xff"), ("enrollment_from", b""), ("kind_facet", "nothing")):
            assert (name, text) not in reader
            assert reader.doc_frequency(name, text) == reader.frequency(name, text) == 0
            with pytest.raises(TermNotFound):
                reader.term_info(name, text)
            with pytest.raises(TermNotFound):
                reader.postings(name, text)
        with pytest.raises(TermNotFound):
            reader.postings("no such field", "cramp")
