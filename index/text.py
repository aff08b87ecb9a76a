"""The text policy that every engine shares: folding, tokens, stems, identifiers, stop words.

A *word* is a token as written, folded; a *stem* is its English Snowball stem (Porter, M. F. 2001,
"Snowball: A language for stemming algorithms"). Offsets count code points of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from index import identifiers

GAP = 100
"""Positions left free between two values of a list, so that no phrase reaches across."""

STOP_WORDS = frozenset(
    "a about am an and any are as at be been being but by can could did do does doing for from had has "
    "have having he her hers him his how i if in into is it its itself me my of off on or our ours she "
    "should so some such than that the their theirs them then there these they this those to too us was "
    "we were what when where which while who whom whose why will with would you your yours".split()
)
"""Words that carry no meaning of their own, question words among them; folded, not stemmed."""

_GREEK = dict(zip(
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma "
    "tau upsilon phi chi psi omega".split(),
    strict=True,
))
_EDGE = "\x1f"
"""Stands at both ends of the name of a Greek letter: a blank to all who look for words."""
_IDLE_EDGE = re.compile(r"(?<![^\W_])(?<!\x1f)\x1f+|\x1f+(?![^\W_]|\x1f)")
"""Edges of names that stand alone anyway, beside a hyphen for instance."""
_UNDECOMPOSED = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
                 "\u2019": "'", "\u02bc": "'", "\uff07": "'", "\u2010": "-", "\u2011": "-",
                 "™": " ", "℠": " ", "Ⓡ": " ", "®": " ", "©": " "}
WORD = re.compile(r"([^\W_]+)(?:'s(?![^\W_]))?")
"""A word in a folded text; the ending of a possessive belongs to its span."""
_REMEMBERED = 65_536
"""Characters whose folding is remembered; there may be more in the world than memory for them."""
_FEW = 50
"""Different characters that are folded one after the other; none is folded twice, for what it folds to is folded."""
_ASCII = bytes(range(128))
_stem = Stemmer.Stemmer("english").stemWord


class Token(NamedTuple):
    """An occurrence of a word.

    ``position`` counts words from 0; the parts of a compound have one each, and an identifier found
    whole stands at the position of its first part. ``start`` and ``end`` are a half-open span.
    """

    word: str
    stem: str
    position: int
    start: int
    end: int


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English Snowball stem of a folded word; words with a digit are their own stem."""
    return word if any(map(str.isdigit, word)) else _stem(word)


class _Folding(dict[int, str]):
    """Code point -> what it folds to, remembered; for :meth:`str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in _UNDECOMPOSED:
        return _UNDECOMPOSED[character]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    decomposed = unicodedata.normalize("NFD", folded)
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(f"{_EDGE}{_GREEK[c]}{_EDGE}" if c in _GREEK else _UNDECOMPOSED.get(c, c)
                   for c in unicodedata.normalize("NFC", bare))


_FOLDING = _Folding()


def fold(text: str) -> str:
    """NFKC, without case, accents and invisible characters; Greek letters become their names."""
    if text.isascii():
        return text.lower()
    characters = beyond_ascii(text)
    if len(characters) > _FEW:
        return text.translate(_FOLDING)
    folded = text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    for character in characters:
        folded = folded.replace(character, _FOLDING[ord(character)])
    return folded


def beyond_ascii(text: str) -> set[str]:
    """The different characters of a text that are not ASCII, found without looking at every other one."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def key(value: str) -> str:
    """What the spellings of one value have in common: folded, blanks collapsed."""
    folded = fold(value)
    if _EDGE in folded:
        folded = _IDLE_EDGE.sub("", folded)
    return " ".join(folded.split()) or value.strip()


def _fold_with_offsets(text: str) -> tuple[str, list[int]]:
    pieces = [_FOLDING[ord(character)] for character in text]
    offsets = [at for at, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*offsets, len(text)]


def tokens(text: str, first: int = 0) -> list[Token]:
    """The words of ``text`` in order, with every identifier also whole, at its first word's position.

    Args:
        text: of one value of a field.
        first: the position of its first word.
    """
    if text.isascii():
        folded, offsets = text.lower(), None
    else:
        folded, offsets = _fold_with_offsets(text)
    if offsets is None:
        found = [Token(match[1], stem(match[1]), position, *match.span())
                 for position, match in enumerate(WORD.finditer(folded), first)]
    else:
        found = [Token(match[1], stem(match[1]), position, *_original(*match.span(), offsets))
                 for position, match in enumerate(WORD.finditer(folded), first)]
    for start, end, whole in identifiers.find(folded):
        _add_whole(found, whole, *_original(start, end, offsets))
    return found


def _original(start: int, end: int, offsets: list[int] | None) -> tuple[int, int]:
    if offsets is None:
        return start, end
    return offsets[start], max(offsets[end - 1] + 1, offsets[end])


def _add_whole(found: list[Token], whole: str, start: int, end: int) -> None:
    at = next((n for n, token in enumerate(found) if token.start >= start), None)
    if at is not None and found[at].word != whole:
        found.insert(at, Token(whole, whole, found[at].position, start, end))


def field_tokens(values: Iterable[str], whole: bool = False) -> Iterator[tuple[int, Token]]:
    """Yield (number of the value, token) over a field's values, positions running on past a gap.

    Args:
        values: of one field of one record.
        whole: each value is an identifier, and is also found whole whatever its form.
    """
    first = 0
    for number, value in enumerate(values):
        found = tokens(value, first)
        if whole and found:
            _add_whole(found, identifiers.compact(fold(value)), 0, len(value))
        for token in found:
            yield number, token
        if found:
            first = found[-1].position + 1 + GAP
