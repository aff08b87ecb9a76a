"""Passages and spans, compared with those that reading every word gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.memory import MemoryReader
from index.errors import QueryError
from index.fields import TEXT_FIELDS, values
from index.highlights import spotting
from index.highlights.passage import WIDTH
from index.parser import Limits, parse
from index.query import Fuzzy, Group, Leaf, Phrase, Prefix, Range, Term, leaves
from index.records import Article, Label, Monograph, Record, Trial
from index.results import Snippet
from index.snippets import PER_FIELD, Passages
from index.text import field_tokens, stem
from indexer.sources.base import Document, Reading
from indexer.sources.formats import read
from tests.index import naive_snippets as naive
from tests.records import collections, queries, trials

ROOT = Path(__file__).parents[2]
PAGES = sorted((*ROOT.glob("indexer/samples/*.txt"), *ROOT.glob("../shared/seeds/*.txt")))
FIELDS = (None, None, None, "title", "id", "condition", "summary", "extra", "label")
WRITTEN = (
    "cramp Cramps CRAMPING cramp's cramps' Parkinson’s parkinsons s 's s's 's's's S' o'brien don't a.b_c snake_case "
    "beta-blocker β-blocker βs α µg 5㎎ ½ ¾cramp ﬁbrosis fibrosis STRASSE straße Ménière’s Me\u0301nie\u0300re me\u0301 \u0301 cramp\u0301 "
    "\u00ad cra\u00admp \u200b naïve İstanbul ıstanbul 中文 중국 cramp中 Ωmega Привет ٣٤ ２０２２ ² x² … ≥65 – — “cramp” ( ) _ - . , \n\n \u2028 \x1c \x00 \ufeff "
    "NCT04509336 nct-04509336 NCT 0450 9336 nct0450-9336 1134-47-0 1134 47 0 1134-47-1 1134–47–0 EUCTR2010-023543-17-DE "
    "2010-023543-17 eudract: ChiCTR-IPR-15006257 jRCT1031200001 UMIN000012345 JPRN-UMIN000012345 CTRI/2019/05/019000 per 018-16 PER-018-16 RBR-5abc9d "
    "ntr1 NTR 1 phase 2 type the of in 20 2020 12 mg/kg C10H12ClNO2 H789N3FKE8 " + "filler " * 3).split(" ")
ASKED = tuple(dict.fromkeys(token.word for value in WRITTEN for _, token in field_tokens([value], whole=True)))


def found(query: str, record: Record) -> dict[str, tuple[Snippet, ...]]:
    parsed = parse(query)
    return shown(leaves(parsed.full if parsed else None), [record])[0]


def shown(wanted: Sequence[Leaf], records: Sequence[Record]) -> list[dict[str, tuple[Snippet, ...]]]:
    return Passages(wanted, MemoryReader(records).variants).of(records)


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.spans]


def agree(wanted: Sequence[Leaf], records: Sequence[Record]) -> None:
    """Compare with the naive passages, whether words are searched for one by one or together."""
    expected = [naive.snippets(record, wanted) for record in records]
    for few in (0, 999):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(spotting, "FEW", few)
            found = shown(wanted, records)
        assert found == expected
        assert [list(of_record) for of_record in found] == [list(of_record) for of_record in expected]


def _text(chance: Random, most: int) -> str:
    return "".join(chance.choice(WRITTEN) + chance.choice((" ", " ", " ", "", "-", "'", "\n", ", ")) for _ in range(chance.randint(1, most)))


def _texts(chance: Random, most: int) -> tuple[str, ...]:
    return tuple(_text(chance, most) for _ in range(chance.randint(0, 4)))


def _labels(chance: Random) -> tuple[Label, ...]:
    return tuple(Label(set_id=_text(chance, 1), maker=_text(chance, 2), names=_texts(chance, 2), texts={_text(chance, 2): _texts(chance, 30)})
                 for _ in range(chance.choice((0, 1, 6))))


def _record(chance: Random) -> Record:
    kind = chance.random()
    extra = {_text(chance, 2): _texts(chance, 3)} if kind < 0.5 else {}
    if kind < 0.6:
        return Trial(id=_text(chance, 2), title=_text(chance, 8), conditions=_texts(chance, 4), summary=_text(chance, 120), extra=extra,
                     outcomes=_texts(chance, 40), registration_number=_text(chance, 2), aliases=_texts(chance, 2), enrollment=12)
    if kind < 0.9:
        return Monograph(id=_text(chance, 2), title=_text(chance, 3), generic_name=_text(chance, 2), drugs=_texts(chance, 2), extra=extra,
                         background=_text(chance, 200), labels=_labels(chance), cas_number="1134-47-0", chemical_formula=_text(chance, 1), unii="H789N3FKE8")
    return Article(id="article-1", title="", publisher="", summary=_text(chance, 60), drugs=_texts(chance, 2))


def _leaf(chance: Random) -> Leaf:
    kind, word, field = chance.random(), chance.choice(ASKED), chance.choice(FIELDS)
    if kind < 0.5:
        return Term(chance.choice((stem(word), stem(word), word)), field)
    if kind < 0.7:
        return Phrase(tuple(stem(chance.choice(ASKED)) for _ in range(chance.choice((2, 2, 3)))), field)
    if kind < 0.85:
        return Prefix(word[:chance.randint(2, 6)] if len(word) > 1 else "cr", field)
    return Fuzzy(word, field) if kind < 0.97 else Range("enrollment", 1, None)


def _phrase_of(chance: Random, record: Record) -> Phrase | None:
    """Words that stand one after the other in a record."""
    stems = [token.stem for field in TEXT_FIELDS for _, token in field_tokens(values(record, field), whole=field.name == "id")]
    start = chance.randrange(len(stems))
    return Phrase(tuple(stems[start:start + chance.choice((2, 2, 3))]), chance.choice(FIELDS))


def _hostile(chance: Random) -> tuple[list[Leaf], list[Record]]:
    records = [_record(chance) for _ in range(chance.randint(1, 3))]
    wanted = [_leaf(chance) for _ in range(chance.randint(1, chance.choice((2, 6, 20))))]
    return list(dict.fromkeys([*wanted, *(_phrase_of(chance, record) for record in records)])), records


hostile = st.integers(0, 2**48).map(Random).map(_hostile)


def test_the_title_is_whole_and_marks_words_whatever_their_form() -> None:
    record = Trial(id="NCT1", title="β-Blockers for cramping in Parkinson’s disease")
    (title,) = found("blocker cramps parkinson", record)["title"]
    assert title.text == record.title
    assert marked(title) == ["Blockers", "cramping", "Parkinson’s"]


def test_only_fields_with_a_match_are_shown_and_only_values_that_have_it() -> None:
    record = Trial(id="NCT1", title="Pain", conditions=("Cirrhosis", "Muscle cramps"), sponsor="Cramp Inc")
    shown = found("condition:cramps", record)
    assert list(shown) == ["title", "condition"]
    assert [(s.text, marked(s)) for s in shown["condition"]] == [("Muscle cramps", ["cramps"])]


def test_words_of_a_phrase_are_marked_only_where_the_phrase_stands() -> None:
    record = Trial(id="NCT1", title="Muscle pain, cramps, muscle cramps")
    assert marked(found('"muscle cramps"', record)["title"][0]) == ["muscle", "cramps"]


def test_a_phrase_does_not_reach_from_one_value_to_the_next_or_to_the_next_record() -> None:
    first = Trial(id="NCT1", title="x", conditions=("muscle", "cramps"), drugs=("muscle",))
    second = Trial(id="NCT2", title="cramps")
    passages = shown([Phrase(("muscl", "cramp"))], [first, second])
    assert [list(of_record) for of_record in passages] == [["title"], ["title"]]
    assert passages[1]["title"] == (Snippet("cramps", ()),)


def test_what_is_left_out_is_not_marked() -> None:
    assert marked(found("pain NOT cramps", Trial(id="NCT1", title="pain cramps"))["title"][0]) == ["pain"]


def test_an_identifier_is_marked_whatever_its_form() -> None:
    record = Trial(id="NCT04509336", title="x", summary="See NCT 0450-9336, also for 1134–47–0 and baclofen (1134-47-0).")
    shown = found("nct04509336 OR 1134-47-0", record)
    assert marked(shown["summary"][0]) == ["NCT 0450-9336", "1134-47-0"]
    assert marked(shown["id"][0]) == ["NCT04509336"]


def test_a_long_text_is_cut_to_the_passage_with_most_of_the_words() -> None:
    text = "cramp " + "filler " * 100 + "muscle cramps here " + "filler " * 100
    (passage,) = found("muscle cramps", Trial(id="NCT1", title="x", summary=text))["summary"]
    assert marked(passage) == ["muscle", "cramps"]
    assert passage.text.startswith("…filler")
    assert passage.text.endswith("filler…")


@settings(deadline=None)
@given(hostile)
def test_passages_are_those_that_reading_every_word_gives(drawn: tuple[list[Leaf], list[Record]]) -> None:
    agree(*drawn)


@settings(deadline=None, max_examples=25)
@given(collections(6), st.lists(queries, min_size=1, max_size=4))
def test_passages_of_searches_are_those_that_reading_every_word_gives(records: list[Record], asked: list[str]) -> None:
    for query in asked:
        try:
            parsed = parse(query)
        except QueryError:
            continue
        agree(leaves(parsed and (parsed.partial or parsed.full)), records)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_passages_of_real_pages_are_those_that_reading_every_word_gives(path: Path) -> None:
    reading = read(Document(path.name, path.read_bytes()), "2026-01-02T03:04:05Z")
    assert isinstance(reading, Reading)
    chance = Random(path.name)
    records = reading.records[:40]
    for length in (1, 2, 3, 8, 60):
        text = chance.choice(records)
        words = " ".join(part for field in TEXT_FIELDS for part in values(text, field)).split()
        start = chance.randrange(max(1, len(words) - length))
        for query in (" ".join(words[start:start + length]), f'"{" ".join(words[start:start + length])}"', f"{words[start][:4]}*"):
            try:
                parsed = parse(query, limits=Limits(characters=None, clauses=None))
            except QueryError:
                continue
            agree(leaves(parsed and (parsed.partial or parsed.full)), records)


@given(trials, queries)
def test_spans_are_ordered_and_inside_the_text_and_passages_are_short(record: Record, query: str) -> None:
    try:
        shown = found(query, record)
    except QueryError:
        return
    assert shown["title"][0].text == record.title
    for name, passages in shown.items():
        assert len(passages) <= PER_FIELD
        for passage in passages:
            assert name == "title" or passage.spans
            assert name == "title" or len(passage.text) <= WIDTH + 3
            flat = [place for span in passage.spans for place in span]
            assert flat == sorted(flat)
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)
            assert all(mark.strip() == mark and mark for mark in marked(passage))


@given(st.text(min_size=1, max_size=400))
def test_any_text_can_be_shown(text: str) -> None:
    record = Trial(id="NCT1", title="x", summary=text)
    for passages in found("a OR e", record).values():
        assert passages


def test_a_word_and_what_means_the_same_count_as_one_when_a_passage_is_chosen() -> None:
    twice = "Heartburn is a reflux. " + "Nothing is said here. " * 20
    both = twice + "Heartburn was met in adults."
    group = Group(Term("heartburn"), (Term("reflux"),))
    reader = MemoryReader([Trial(id="NCT00000001", title="", summary=both)])
    (shown,) = Passages([group, Term("adult")], reader.variants).of(reader.records(["NCT00000001"]))
    assert shown["summary"][0].text.endswith("Heartburn was met in adults.")
