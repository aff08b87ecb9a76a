"""British and American spelling: a list of words, and rules over the parts that medicine builds its words of.

A rule holds for words and for their stems alike. From British to American it may be general, since ``aem`` or
``rrhoe`` stand in no other word; the way back needs more care: ``hemo`` also stands in ``chemotherapy``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from index.text import stem, tokens


class _Rules:
    """Patterns and their replacements, one after the other."""

    def __init__(self, *rules: tuple[str, str]) -> None:
        self.text = repr(rules)
        self._rules = [(re.compile(pattern), replacement) for pattern, replacement in rules]
        # Few words need any.
        self._any = re.compile("|".join(pattern for pattern, _ in rules))

    def applied(self, word: str) -> str:
        """The word in the other spelling."""
        if self._any.search(word):
            for pattern, replacement in self._rules:
                word = pattern.sub(replacement, word)
        return word


_AMERICAN = _Rules(
    ("aem", "em"), ("paed", "ped"), ("aesth", "esth"), ("^aetiol", "etiol"), ("gynaec", "gynec"), ("phaeo", "pheo"),
    ("(?<!i)oedem", "edem"), ("(?:^|(?<=o))oesoph", "esoph"), ("(?:^|(?<=[io]))oestr", "estr"),
    ("foet(?=al|us)", "fet"), ("coeliac", "celiac"), ("rrhoe", "rrhe"), ("pnoe", "pne"), ("homoeo", "homeo"),
    ("amoeb", "ameb"), ("sulph", "sulf"), ("leuco(?=cyt|pen|derm|plak|encephal|dystroph|rrh)", "leuko"),
    ("tumour", "tumor"), ("behaviour", "behavior"), ("(ana|para|cata|dia|hydro)lys(?=$|ed$|ing$)", r"\1lyz"),
)
_BRITISH = _Rules(
    ("hemoglob", "haemoglob"), ("(?<![ceptx])hemo(?=[a-z])", "haemo"), ("(?<![cet])hemat(?=[oiu])", "haemat"),
    ("(?<![cet])hem(?=angi|arthr|agglut)", "haem"), ("(?<!acad)(?<!boh)(?<!a)emia(?=s?$)", "aemia"),
    ("(^an|isch|ur|leuk|glyc|septic|bacter|vir|ox|thalass|vol|lipid|natr|kal|calc|bilirubin)em(?=$|ics?$)", r"\1aem"),
    ("pediatr", "paediatr"), ("orthoped", "orthopaed"), ("(an|par|dys|hyper|hypo|kin|syn)esth", r"\1aesth"),
    ("^etiol", "aetiol"), ("gynec(?=o)", "gynaec"), ("pheochrom", "phaeochrom"), ("^edem", "oedem"),
    ("(lymph|myx|papill)edem", r"\1oedem"), ("^esoph", "oesoph"), ("(?<=[a-z])oesoph", "o-oesoph"),
    ("(?:^|(?<=anti))estr(?=ogen|adi|iol|on)", "oestr"), ("(?:^|(?<=o))fet(?=al|us)", "foet"), ("celiac", "coeliac"),
    ("rrhe(?=a|ic)", "rrhoe"), ("pne(?=a|ic)", "pnoe"), ("homeopath", "homoeopath"), ("^ameb", "amoeb"),
    ("sulf", "sulph"), ("leuko(?=cyt|pen|derm|plak|encephal|dystroph|rrh)", "leuco"), ("tumor(?=s?$)", "tumour"),
    ("behavior", "behaviour"), ("(ana|para|cata|dia|hydro)lyz(?=$|e|ing$)", r"\1lys"),
)
_PIECE = re.compile(r"\S+")
_REMEMBERED = 65_536
"""Words whose spelling is remembered."""
_NOUNS = ("asi", "esi", "isi", "osi", "ysi")
"""Stems of words such as ``haemolysis``; other stems in ``i`` are of words in ``y``."""


class Spelled(NamedTuple):
    """A word of the list: as written, its stem, and how all those words begin of which it is the other spelling."""

    text: str
    stem: str
    beginning: str


def read_lines(name: str) -> list[str]:
    """The lines of a list beside this module, comments aside."""
    text = Path(__file__).with_name(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _list() -> tuple[Mapping[str, Spelled], Mapping[str, Spelled]]:
    """Stem -> the American, and the British word."""
    american: dict[str, Spelled] = {}
    british: dict[str, Spelled] = {}
    for line in read_lines("spellings.txt"):
        one, sign, other = line.split()
        american.setdefault(stem(one), Spelled(other, stem(other), one[:-1]))
        if sign == "=":
            british.setdefault(stem(other), Spelled(one, stem(one), other[:-1]))
    return american, british


def rules() -> str:
    """All that the spellings of words follow from, as a text that differs when they do."""
    return repr((read_lines("spellings.txt"), _AMERICAN.text, _BRITISH.text))


@lru_cache(maxsize=_REMEMBERED)
def plain(stem: str) -> str:
    """The American spelling of a stem."""
    listed = _list()[0].get(stem)
    return listed.stem if listed else _AMERICAN.applied(stem)


def other_spellings(key: str) -> list[tuple[str, tuple[str, ...]]]:
    """Texts and stems of the American and the British word, of a key of one word (:func:`index.concepts.terms.key`)."""
    american, british = _list()
    home = british.get(key)
    if home is None:
        word = _BRITISH.applied(key)
        return [(_shown(key), (key,)), (_shown(word), tuple(word.split("-")))]
    back = american[home.stem]
    return [(back.text, (back.stem,)), (home.text, (home.stem,))]


def respelled(text: str) -> list[str]:
    """A text in American and in British spelling, where it is in neither yet."""
    american = _PIECE.sub(lambda piece: _americanised(piece[0]), text)
    british = _PIECE.sub(lambda piece: _anglicised(piece[0]), text)
    return [found for found in (american, british) if found != text]


@lru_cache(maxsize=_REMEMBERED)
def _americanised(text: str) -> str:
    return _respelled(text, _list()[0], _AMERICAN)


@lru_cache(maxsize=_REMEMBERED)
def _anglicised(text: str) -> str:
    return _respelled(text, _list()[1], _BRITISH)


def _respelled(text: str, listed: Mapping[str, Spelled], rules: _Rules) -> str:
    for token in reversed(tokens(text)):
        known = listed.get(token.stem)
        word = known.text if known and token.word.startswith(known.beginning) else rules.applied(token.word)
        if word != token.word:
            text = text[:token.start] + word + text[token.end:]
    return text


def _shown(stem: str) -> str:
    """A stem as a person would write the word, as far as its end tells."""
    return stem[:-1] + ("is" if stem.endswith(_NOUNS) else "y") if stem.endswith("i") else stem
