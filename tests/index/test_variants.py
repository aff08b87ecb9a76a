"""The words that a leaf of a query stands for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.engines.memory import MemoryReader
from index.fields import TEXT_FIELDS, values
from index.query import Fuzzy, Phrase, Term
from index.records import Record, Trial
from index.text import field_tokens, stem
from tests import records as generated


def test_inflections_are_variants_of_their_stem_and_misspellings_of_a_forgiving_word() -> None:
    reader = MemoryReader([Trial(id="NCT04509336", title="Cramps, cramping and a CRAMP in pain (nct 0450-9336)")])

    assert reader.variants(Term("cramp")) == ("cramp", "cramping", "cramps")
    assert reader.variants(Phrase(("cramp", "in", "pain"))) == ("cramp", "cramping", "cramps", "in", "pain")
    assert reader.variants(Fuzzy("crampe")) == ("cramp", "cramps")
    assert reader.variants(Term("nct04509336")) == ("nct04509336",)
    assert reader.variants(Term("zebra")) == ()


@given(generated.collections(8))
def test_every_word_of_a_record_is_a_variant_of_its_stem(records: list[Record]) -> None:
    reader = MemoryReader(records)
    for record in records:
        for field in TEXT_FIELDS:
            for _, token in field_tokens(values(record, field), whole=field.name == "id"):
                assert token.word in reader.variants(Term(token.stem))


@given(generated.collections(8), st.sampled_from(("cramp", "beta", "1134", "nct04509336", "musclecramp")))
def test_a_variant_has_the_stem_or_is_it(records: list[Record], wanted: str) -> None:
    found = MemoryReader(records).variants(Term(wanted))
    assert all(wanted in (word, stem(word)) for word in found)
    assert list(found) == sorted(set(found))
