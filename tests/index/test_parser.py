"""The query language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError
from index.parser import Limits, parse, read_words
from index.query import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Range, Term
from tests.records import queries

MUSCLE, CRAMP = Term("muscl"), Term("cramp")


def read(text: str, **options: bool) -> Node | None:
    query = parse(text, **options)
    return None if query is None else query.full


@pytest.mark.parametrize(("text", "tree"), [
    ("", None),
    ("  \t ", None),
    ("muscle cramps", And((MUSCLE, CRAMP))),
    ("MUSCLE  cramping", And((MUSCLE, CRAMP))),
    ("cramp cramps", CRAMP),
    ("the cramps of a muscle", And((CRAMP, MUSCLE))),
    ("what is the", And((Term("what"), Term("is"), Term("the")))),
    ("muscle AND cramps", And((MUSCLE, CRAMP))),
    ("muscle OR cramps", Or((MUSCLE, CRAMP))),
    ("muscle or cramps", And((MUSCLE, CRAMP))),
    ("muscle OR the", MUSCLE),
    ("muscle NOT cramps", And((MUSCLE, Not(CRAMP)))),
    ("muscle -cramps", And((MUSCLE, Not(CRAMP)))),
    ("muscle - cramps", And((MUSCLE, CRAMP))),
    ("NOT cramps", Not(CRAMP)),
    ("NOT the", Not(Term("the"))),
    ("(muscle OR pain) cramps", And((Or((MUSCLE, Term("pain"))), CRAMP))),
    ("muscle pain OR cramps", Or((And((MUSCLE, Term("pain"))), CRAMP))),
    ('"muscle cramps"', Phrase(("muscl", "cramp"))),
    ("“muscle cramps”", Phrase(("muscl", "cramp"))),
    ('"the cramps"', Phrase(("the", "cramp"))),
    ("beta-blocker", Phrase(("beta", "blocker"))),
    ("β-blocker", Phrase(("beta", "blocker"))),
    ("t(15;17)(q22)", Phrase(("t", "15", "17", "q22"))),
    ("cramp*", Prefix("cramp")),
    ("Crämps*", Prefix("cramps")),
    ("crmap~", Fuzzy("crmap")),
    ("sponsor:yonsei", Term("yonsei", "sponsor")),
    ("Sponsor:Yonsei", Term("yonsei", "sponsor")),
    ('condition:"muscle cramps"', Phrase(("muscl", "cramp"), "condition")),
    ("conditions:cramp*", Prefix("cramp", "condition")),
    ("sponsor: yonsei", And((Term("sponsor"), Term("yonsei")))),
    ("study: baclofen", And((Term("studi"), Term("baclofen")))),
    ("ratio 1:2", And((Term("ratio"), Phrase(("1", "2"))))),
    ("NCT04471714", Term("nct04471714")),
    ("nct 04471714", Term("nct04471714")),
    ("nct 0447 1714", Term("nct04471714")),
    ("https://clinicaltrials.gov/study/NCT04471714", Term("nct04471714")),
    ("1134-47-0", Term("1134470")),
    ("1134 47 0", Term("1134470")),
    ("id:nct-04471714", Term("nct04471714", "id")),
    ("first_posted:2020..2021", Range("first_posted", 20200101, 20211231)),
    ("first_posted:2020-02", Range("first_posted", 20200201, 20200229)),
    ("year:2020..", Range("year", 20200101, None)),
    ("enrollment:100..", Range("enrollment", 100, None)),
    ("enrollment:..100", Range("enrollment", None, 100)),
    ("enrollment:5", Range("enrollment", 5, 5)),
])
def test_a_query_is_read_as(text: str, tree: Node | None) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(("text", "partial"), [
    ("muscle cramps", Or((MUSCLE, CRAMP))),
    ("muscle cramps -pain", And((Not(Term("pain")), Or((MUSCLE, CRAMP))))),
    ('muscle cramps "flexor spasm"', And((Phrase(("flexor", "spasm")), Or((MUSCLE, CRAMP))))),
    ("muscle AND cramps", None),
    ("muscle AND cramps pain", None),
    ("muscle", None),
    ("cramp cramps", None),
    ("muscle OR cramps", None),
    ("muscle (cramps pain)", None),
    ("muscle sponsor:yonsei", None),
])
def test_only_bare_words_joined_by_implicit_and_may_be_missing(text: str, partial: Node | None) -> None:
    query = parse(text)
    assert query is not None
    assert query.partial == partial


@pytest.mark.parametrize(("text", "position"), [
    ("*", 0), ("a*", 1), ("mus*cle", 3), ("*itis", 0), ("~", 0), ("muscle cramp~2", 12),
    ("[1 TO", 0), ("muscle [1 TO 5]", 7), ("{a TO b}", 0),
    ("(", 0), ("muscle (cramps", 7), (")", 0), ("muscle)", 6), ("()", 0), ("muscle ( )", 7),
    ('"', 0), ('muscle "cramps', 7), ('""', 0), ('"…"', 0),
    ("OR", 0), ("AND", 0), ("NOT", 0), ("OR muscle", 0), ("AND muscle", 0), ("muscle OR", 7), ("muscle AND", 7),
    ("muscle NOT", 7), ("muscle OR OR cramps", 7), ("muscle AND OR cramps", 7), ("(OR muscle)", 1), ("(muscle AND)", 8),
    ("conditon:cramp", 0), ("muscle nosuchfield:x", 7), ("kind:trial", 0),
    ("first_posted:yesterday", 0), ("first_posted:2020-13", 0), ("first_posted:2021..2020", 0), ("enrollment:many", 0),
    ('enrollment:"5"', 0), ("enrollment:10..5", 0), ("muscle\x00", 6), ("\x1b[31m", 0), ("a\udcffb", 1), ("…", 0),
])
def test_a_broken_query_is_an_error_with_its_position_and_a_remedy(text: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_an_unknown_field_names_the_nearest() -> None:
    with pytest.raises(QueryError) as caught:
        parse("conditon:cramp")
    assert "condition" in str(caught.value.hint)


@pytest.mark.parametrize(("text", "tree"), [
    ('"muscle cr', Phrase(("muscl", "cr"))), ("(muscle", MUSCLE), ("muscle OR", MUSCLE), ("muscle AND", MUSCLE),
    ("muscle NOT", MUSCLE), ("muscle -", MUSCLE), ("muscle (", MUSCLE), ('muscle "', MUSCLE), ("(", None), ("…", None),
])
def test_while_typing_what_is_open_counts_as_closed(text: str, tree: Node | None) -> None:
    assert read(text, typing=True) == tree


@pytest.mark.parametrize(("text", "position"), [
    ("x" * 100_000, 1_000), ("x " * 50_000, 1_000), ("(" * 3_000, 1_000), ("a OR " * 20_000, 1_000),
    ("(" * 33 + "a" + ")" * 33, 32), ("NOT " * 40 + "a", 128), (" ".join(f"w{n}" for n in range(65)), 246),
    ("-".join("a" * 65), 0), ('x "' + "of " * 65 + '"', 2),
])
def test_past_a_limit_there_is_an_error_at_the_place_where_it_is_passed(text: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.hint


def test_limits_are_a_value_that_callers_pass() -> None:
    unlimited = Limits(characters=None, clauses=None)
    query = read_words("word " * 1_000 + "other", limits=unlimited)
    assert query is not None
    assert query.full == And((Term("word"), Term("other")))
    assert parse(" ".join(f"w{n}" for n in range(500)), limits=unlimited) is not None


@pytest.mark.parametrize(("text", "last"), [
    ("muscle cra", "cra"), ("sponsor:yon", "yon"), ("muscle OR cra", "cra"), ('muscle "cra"', None), ("-cra", None),
    ("cra*", None), ("muscle a", None), ("beta-cra", None), ("cra muscle", "muscle"), ("cra (muscle)", None),
])
def test_the_last_word_may_be_read_as_a_prefix_where_it_stands_alone(text: str, last: str | None) -> None:
    query = parse(text)
    assert query is not None
    assert (query.last and query.last[1]) == last
    if last is not None:
        assert f"Prefix(prefix='{last}'" in repr(query.with_last_as_prefix().full)


@given(st.text(max_size=80) | queries, st.booleans())
def test_whatever_is_typed_gives_a_query_or_a_clear_error(text: str, typing: bool) -> None:
    try:
        query = parse(text, typing=typing)
    except QueryError as error:
        place, remedy = error.position, error.hint
    else:
        assert query is None or query.full is not None
        return
    assert remedy
    assert place is not None
    assert 0 <= place <= len(text)
