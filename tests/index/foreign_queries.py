"""Whoosh queries that are none of ours, each with what it means for the terms of a record."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from functools import cache
from random import Random

from whoosh import query as whoosh
from whoosh.query import spans

from index.text import fold, key, stem
from tests.index.naive_terms import Terms
from tests.records import COMMON, COUNTRIES, PHASES

Case = tuple[whoosh.Query, Callable[[Terms], bool]]
Span = tuple[int, int]
SpanCase = tuple[whoosh.Query, Callable[[Terms], set[Span]]]
TEXTS = ("title", "summary", "background", "condition", "intervention", "text")
WORDS = (*COMMON, "cramping", "pain", "the", "of", "beta", "blocker", "2", "nct04509336", "phase", "Baclofén", "zzz")


@cache
def edits(one: str, other: str) -> int:
    """Levenshtein's distance, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    return min(edits(one[1:], other) + 1, edits(one, other[1:]) + 1, edits(one[1:], other[1:]) + (one[0] != other[0]))


def _field(chance: Random) -> tuple[str, Callable[[str], str]]:
    """A text field, and what a word is in it."""
    name = chance.choice(TEXTS)
    return (name, lambda word: stem(fold(word))) if chance.random() < 0.5 else (f"{name}_word", fold)


def _any(query: whoosh.Query, field: str, wanted: Callable[[str], bool]) -> Case:
    return query, lambda terms: any(wanted(term) for term, places in terms.positions[field].items() if places)


def _term(chance: Random) -> Case:
    field, form = _field(chance)
    text = form(chance.choice(WORDS))
    return _any(whoosh.Term(field, text), field, lambda term: term == text)


def _pattern(chance: Random) -> Case:
    field, form = _field(chance)
    text = form(chance.choice(WORDS))
    cut = text[:chance.randint(1, 4)]
    kind = chance.randrange(5)
    if kind == 0:
        return _any(whoosh.Prefix(field, cut), field, lambda term: term.startswith(cut))
    if kind == 1:
        glob = chance.choice((f"{cut}*{text[-1]}", f"?{text[1:]}", f"*{cut[-1]}*", f"{cut}?", "[bc]*"))
        return _any(whoosh.Wildcard(field, glob), field, lambda term: fnmatch.fnmatchcase(term, glob))
    if kind == 2:
        pattern = chance.choice((f"{cut}.*", f".*{cut[-1]}", f"^{cut}[a-z]$", f"({cut}|sp)", ".{3}$"))
        return _any(whoosh.Regex(field, pattern), field, lambda term: re.match(pattern, term) is not None)
    if kind == 3:
        wrong = chance.choice((text + "x", text[:-1] or "q", text[:1] + "q" + text[2:]))
        return _any(whoosh.FuzzyTerm(field, wrong, prefixlength=1), field,
                    lambda term: term[:1] == wrong[:1] and abs(len(term) - len(wrong)) < 2 and edits(term, wrong) < 2)
    high = form(chance.choice(WORDS))
    return _any(whoosh.TermRange(field, cut, high), field, lambda term: cut <= term <= high)


def _value(chance: Random) -> Case:
    kind = chance.randrange(5)
    if kind == 0:
        field = chance.choice(("enrollment_from", "first_posted_to", "last_posted_from"))
        low, high = sorted((chance.choice((0, 3, 20190000, 20200101, 20220501)), chance.choice((17, 40, 20201231, 99999999))))
        low_open, high_open = chance.random() < 0.2, chance.random() < 0.2
        query = whoosh.NumericRange(field, None if low_open else low, None if high_open else high)
        return query, lambda terms: field in terms.numbers and (low_open or terms.numbers[field] >= low) and (
            high_open or terms.numbers[field] <= high)
    if kind == 1:
        field, value = chance.choice((("kind_facet", "trial"), ("phase_facet", key(chance.choice(PHASES))),
                                      ("country_facet", key(chance.choice(COUNTRIES))), ("kind_facet", "article")))
        return whoosh.Term(field, value), lambda terms: value in terms.keys[field]
    if kind == 2:
        field = chance.choice(("phase_facet", "drug_facet", "name"))
        prefix = chance.choice(("p", "b", "nct", "1"))
        return whoosh.Prefix(field, prefix), lambda terms: any(each.startswith(prefix) for each in terms.keys[field])
    if kind == 3:
        return whoosh.Term("name", "nct04509336"), lambda terms: "nct04509336" in terms.keys["name"]
    field = chance.choice((None, "title", "sponsor_word", "drug_facet"))
    return whoosh.Every(field), lambda terms: field is None or bool(
        terms.keys.get(field) or any(terms.positions[field].values()))


def _span_leaf(chance: Random, field: str, form: Callable[[str], str]) -> SpanCase:
    first, second = form(chance.choice(COMMON)), form(chance.choice(COMMON))
    texts = {first, second} if chance.random() < 0.3 else {first}
    queries = [whoosh.Term(field, text) for text in sorted(texts)]
    return (whoosh.Or(queries) if len(queries) > 1 else queries[0],
            lambda terms: {(place, place) for text in texts for place in terms.positions[field].get(text, ())})


def _near(one: Span, other: Span, slop: int, ordered: bool) -> bool:
    if ordered and one[0] > other[0]:
        return False
    return 1 <= max(other[0] - one[1], one[0] - other[1]) <= slop


def _joined(one: SpanCase, other: SpanCase, slop: int, ordered: bool) -> SpanCase:
    return (spans.SpanNear(one[0], other[0], slop=slop, ordered=ordered),
            lambda terms: {(min(a[0], b[0]), max(a[1], b[1])) for a in one[1](terms) for b in other[1](terms)
                           if _near(a, b, slop, ordered)})


def _spans(chance: Random) -> Case:
    field, form = _field(chance)
    one, other = _span_leaf(chance, field, form), _span_leaf(chance, field, form)
    slop, kind = chance.randint(1, 3), chance.randrange(7)
    if kind == 0:
        words = [form(chance.choice(COMMON)) for _ in range(chance.randint(2, 3))]
        found: SpanCase = (whoosh.Phrase(field, words, slop=slop), _chain(field, words, slop))
    elif kind == 1:
        found = _joined(one, other, slop, chance.random() < 0.5)
    elif kind == 2:
        found = _joined(_joined(one, other, slop, True), _span_leaf(chance, field, form), slop, True)
    elif kind == 3:
        found = spans.SpanFirst(one[0], slop), lambda terms: {span for span in one[1](terms) if span[1] <= slop}
    elif kind == 4:
        found = spans.SpanNot(one[0], other[0]), lambda terms: one[1](terms) - other[1](terms)
    elif kind == 5:
        found = spans.SpanOr([one[0], other[0]]), lambda terms: one[1](terms) | other[1](terms)
    else:
        found = (spans.SpanBefore(one[0], other[0]), lambda terms: {
            span for span in one[1](terms) if other[1](terms) and span[1] < min(other[1](terms))[0]})
    return found[0], lambda terms: bool(found[1](terms))


def _chain(field: str, words: list[str], slop: int) -> Callable[[Terms], set[Span]]:
    def of(terms: Terms) -> set[Span]:
        found = {(place, place) for place in terms.positions[field].get(words[0], ())}
        for word in words[1:]:
            found = {(start, place) for start, end in found for place in terms.positions[field].get(word, ())
                     if 1 <= place - end <= slop}
        return found

    return of


def case(chance: Random, *, negations: bool = False) -> Case:
    """A query, and whether it matches a record with these terms.

    Args:
        chance: what decides.
        negations: whether there may be some; Whoosh's own are wrong for some deletions, and where lists end.
    """
    return _spans(chance) if chance.random() < 0.4 else _tree(chance, 2, negations)


def _tree(chance: Random, depth: int, negations: bool) -> Case:
    shape = chance.randrange(12)
    if depth == 0 or shape > (6 if negations else 4):
        # Whoosh joins no queries of spans with others: they do not tell how much they match.
        return chance.choice((_term, _term, _pattern, _pattern, _value))(chance)
    (one, first), (other, second) = (_tree(chance, depth - 1, negations) for _ in range(2))
    joined: tuple[Case, ...] = (
        (whoosh.And([one, other]), lambda terms: first(terms) and second(terms)),
        (whoosh.Or([one, other]), lambda terms: first(terms) or second(terms)),
        (whoosh.DisjunctionMax([one, other]), lambda terms: first(terms) or second(terms)),
        (whoosh.AndMaybe(one, other), first),
        (whoosh.Require(one, other), lambda terms: first(terms) and second(terms)),
        (whoosh.AndNot(one, other), lambda terms: first(terms) and not second(terms)),
        (whoosh.Not(one), lambda terms: not first(terms)),
    )
    return joined[shape]
