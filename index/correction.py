"""Did you mean: words that the index hardly has, replaced by close ones of its own vocabulary that find more.

A close word is one edit away, or of a long word one edit and one usual misspelling. Of the words that could stand in
the place of a misspelt one those are preferred that occur together with the others, and names of drugs above all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, product
from string import ascii_lowercase
from typing import NamedTuple

from index.engines.base import Reader, Selection
from index.interpretation import Totals
from index.pieces import pieces
from index.query import Fuzzy, Query, Term, leaves
from index.request import SearchRequest
from index.text import STOP_WORDS, fold, stem

_FEW = 2
"""A word that no more records have may be misspelt."""
_TIMES = 10
"""So many times more records must have what is meant."""
_SHORTEST, _LONG = 4, 7
"""Letters of a word that may be misspelt, and of one that may be so twice."""
_LOOKED_AT, _CLOSE, _TRIED = 24, 4, 12
"""The commonest close words of a misspelt one, the best of them, and queries that are counted."""
_USUAL = (*((2 * letter, letter) for letter in ascii_lowercase), *(
    pair for one, other in (("ph", "f"), ("th", "t"), ("ks", "x"), ("i", "y"), ("c", "k"), ("s", "z"))
    for pair in ((one, other), (other, one))))
"""Letters that stand for others in misspelt names: (as typed, as meant)."""
_RESPELLED = 6
"""Ways in which a long word is spelled otherwise; each costs a look into the vocabulary."""
_DRUG = 8
"""How much more the name of a drug counts than another word."""


class _Close(NamedTuple):
    """A word of the index beside a misspelt one: whether it names a drug, and how many records have it."""

    word: str
    is_drug: bool
    having: int

    @property
    def weight(self) -> int:
        return self.having * (_DRUG if self.is_drug else 1)


def correct(request: SearchRequest, query: Query, found: Selection, reader: Reader, totals: Totals) -> str | None:
    """The whole query with its misspelt words mended; None: nothing finds more.

    Args:
        request: what is asked.
        query: what its query is read as.
        found: what it selects.
        reader: the generation.
        totals: how many records a request selects.
    """
    misspelt = list(_misspelt(request, query, reader))
    if not misspelt:
        return None
    places, close = zip(*misspelt, strict=True)
    queries = [(_mended(request.query, places, words), words) for words in islice(product(*close), _TRIED)]
    # Records with some of the words cost more to count, and matter only where none has all.
    for match in ("all",) if found.total_full or request.match == "all" else ("all", request.match):
        asked = replace(request, match=match, offset=0)
        weighed = [(_weight(words, totals(replace(asked, query=text)), found), text) for text, words in queries]
        weight, text = max(weighed)
        if weight > _NOTHING:
            return text
    return None


_NOTHING = 0, 0, 0


def _weight(words: Sequence[_Close], finds: Selection, found: Selection) -> tuple[int, int, int]:
    """How good these words are: records with all of the query, then any, then each word alone."""
    drugs = _DRUG**sum(each.is_drug for each in words)
    if finds.total_full > found.total_full:
        return finds.total_full * drugs, 0, sum(each.weight for each in words)
    if not found.total_full and finds.total > found.total:
        return 0, finds.total * drugs, sum(each.weight for each in words)
    return _NOTHING


def _misspelt(request: SearchRequest, query: Query, reader: Reader) -> Iterator[tuple[tuple[int, int], list[_Close]]]:
    """The places of words that the index hardly has, and of each the close words that it has, best first."""
    looked_for = set(leaves(query.full))
    for piece in pieces(request.query, request.typing):
        word = fold(piece.text)
        leaf = Term(stem(word))
        if not piece.plain or not word.isalpha() or len(word) < _SHORTEST or leaf not in looked_for:
            continue
        having = reader.having(leaf)
        if having <= _FEW and (close := _close(word, having, reader)):
            yield (piece.start, piece.end), close


def _close(word: str, having: int, reader: Reader) -> list[_Close]:
    found = _known(word, reader.variants(Fuzzy(word)), having, reader)
    if not found and len(word) >= _LONG:
        respelled = islice(_respelled(word), _RESPELLED)
        found = _known(word, {each for one in respelled for each in reader.variants(Fuzzy(one))}, having, reader)
    return found


def _respelled(word: str) -> Iterator[str]:
    """The word with one usual misspelling undone, doubled letters first."""
    for typed, meant in _USUAL:
        for at in range(len(word)):
            if word.startswith(typed, at):
                yield word[:at] + meant + word[at + len(typed):]


def _known(word: str, words: Iterable[str], having: int, reader: Reader) -> list[_Close]:
    """The best of these words that many more records have; of the forms of one word the one most like it."""
    forms: dict[str, str] = {}
    for each in sorted(words, key=lambda each: (each[:1] != word[:1], abs(len(each) - len(word)), each)):
        if each.isalpha() and each not in STOP_WORDS:
            forms.setdefault(stem(each), each)
    having_each = ((reader.having(Term(each)), form, each) for each, form in forms.items())
    enough = sorted((each for each in having_each if each[0] >= max(1, _TIMES * having)), reverse=True)[:_LOOKED_AT]
    known = [_Close(form, _names_drug(form, each, reader), count) for count, form, each in enough]
    return sorted(known, key=lambda each: (each.word[:1] != word[:1], -each.weight, each.word))[:_CLOSE]


def _names_drug(word: str, stem: str, reader: Reader) -> bool:
    """Whether it is a drug or an intervention by itself, or a word of a brand."""
    return (any(reader.totals(name).spelling(word) is not None for name in ("drug", "intervention"))
            or reader.having(Term(stem, "brand")) > 0)


def _mended(text: str, places: Sequence[tuple[int, int]], words: Sequence[_Close]) -> str:
    for (start, end), each in reversed(list(zip(places, words, strict=True))):
        text = text[:start] + each.word + text[end:]
    return text
