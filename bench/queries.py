"""Sixty searches, chosen by the document frequencies of the corpus that they are meant for.

The same request goes to every engine. Besides the request, a case has its words and its form, so that an engine
with a query language of its own need not read ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise
from typing import Literal
from zlib import crc32

from index.fields import BY_NAME, FACET_NAMES, TEXT_FIELDS, values
from index.records import Trial
from index.request import SearchRequest
from index.text import STOP_WORDS, fold, stem

LIMIT = 20
DESCRIPTION = 60
"""Words of a description that is searched as it stands."""
_WORD = re.compile(r"[^\W_]+")
_DESCRIBED = 50
_RARE = (5, 8, 10, 12, 15, 20)
"""Records of a rare word, whatever the size of the corpus: such results do not grow with it."""
_MIDDLING = (.003, .005, .0075, .01, .015, .02, .025, .03)
_COMMON = (.12, .2, .3, .4, .5, .6, .7, .75)

Form = Literal["all", "any", "phrase", "prefix", "browse"]
Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """One search.

    Attributes:
        label: its class, such as ``common word``.
        form: records with ``all`` words, with ``any``, with the ``phrase``, with a word that begins with the one
            ``prefix``, or, to ``browse``, every record.
        words: as written and folded; of a search for any word without stop words.
        request: the same, as the program is asked.
    """

    label: str
    form: Form
    words: tuple[str, ...]
    request: SearchRequest


@dataclass
class Statistics:
    """What is counted of a corpus.

    Attributes:
        every: one in so many records is counted.
        paired: count words that stand together in so many records, the first ones.
        records: how many of them there are.
        stems: stem -> records.
        written: stem -> a word that has it.
        facets: facet -> value as written -> records.
        pairs: neighbouring words -> records.
        descriptions: beginnings of some.
        identifiers: of some records.
    """

    every: int = 1
    paired: int = 1_000
    records: int = 0
    stems: Counter[str] = field(default_factory=Counter)
    written: dict[str, str] = field(default_factory=dict)
    facets: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FACET_NAMES})
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    descriptions: list[tuple[str, ...]] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)

    def add(self, record: Trial) -> None:
        """Count one more of the sampled records."""
        self.records += 1
        words = _plain("\n".join(text for name in TEXT_FIELDS for text in values(record, name)))
        if self.records <= self.paired:
            self.pairs.update({(one, other) for one, other in pairwise(words) if one != other})
        written = {stem(word): word for word in sorted(set(words))}
        self.stems.update(written.keys())
        for key, word in written.items():
            self.written.setdefault(key, word)
        for facet, counts in self.facets.items():
            counts.update(values(record, BY_NAME[facet]))
        self._note(record)

    def _note(self, record: Trial) -> None:
        described = _plain(record.description or "")
        if len(described) >= DESCRIPTION and len(self.descriptions) < _DESCRIBED:
            self.descriptions.append(described[:DESCRIPTION])
        if self.records % 400 == 7:
            self.identifiers.append(record.id)

    def merge(self, later: Statistics) -> None:
        """Count the records of ``later`` too, which come after those counted here."""
        self.records += later.records
        self.stems.update(later.stems)
        for key, word in later.written.items():
            self.written.setdefault(key, word)
        for name, counts in later.facets.items():
            self.facets[name].update(counts)
        self.pairs.update(later.pairs)
        self.descriptions = [*self.descriptions, *later.descriptions][:_DESCRIBED]
        self.identifiers += later.identifiers

    @cached_property
    def _eligible(self) -> list[tuple[int, str]]:
        """(document frequency, word) of the words that a person might type, ascending."""
        return sorted((count, word) for key, count in self.stems.items()
                      if len(word := self.written[key]) > 3 and word.isalpha() and word.isascii()
                      and word not in STOP_WORDS)

    def word(self, records: float, turn: int = 0) -> str:
        """A word that is in as nearly so many records as there is one; of several another one each turn."""
        return min(self._eligible, key=lambda item: (abs(item[0] - records), crc32(f"{turn}{item[1]}".encode())))[1]

    def top(self, facet: str, place: int) -> str:
        """A facet's value by rank, from 0; ties by value."""
        ordered = sorted(self.facets[facet].items(), key=lambda item: (-item[1], item[0]))
        return ordered[min(place, len(ordered) - 1)][0]


def cases(counted: Statistics) -> list[Case]:
    """The sixty searches for a corpus, in a fixed order.

    Of a large corpus one record in eight is counted; a rare word there is one of a single record of these.
    """
    return [*_words(counted), *_several(counted), *_phrases(counted), *_prefixes(counted), *_descriptions(counted),
            *_browsing(counted), *(_case("identifier", "all", (each.lower(),)) for each in counted.identifiers[:4])]


def case_of(word: str) -> Case:
    """The search for one word."""
    return _case("word", "all", (word,))


def _case(label: str, form: Form, words: Iterable[str], filters: Filters | None = None) -> Case:
    words = tuple(words)
    query = {"phrase": f'"{" ".join(words)}"', "prefix": f"{''.join(words)}*"}.get(form, " ".join(words))
    wanted = tuple(word for word in dict.fromkeys(words) if word not in STOP_WORDS) if form == "any" else words
    request = SearchRequest(query, filters=filters or {}, match="any" if form == "any" else "all", limit=LIMIT)
    return Case(label, form, wanted, request)


def _filters(counted: Statistics, count: int, turn: int = 0) -> Filters:
    """None, one (a different one each turn), or three."""
    single: list[Filters] = [
        {"phase": (counted.top("phase", 0),)}, {"country": (counted.top("country", 1),)},
        {"condition": (counted.top("condition", turn),)}, {"year": (counted.top("year", 3),)},
        {"status": (counted.top("status", 1),)},
    ]
    three = {"phase": (counted.top("phase", 0), counted.top("phase", 1)), "status": (counted.top("status", 0),),
             "country": (counted.top("country", 0),)}
    return {} if count == 0 else single[turn % len(single)] if count == 1 else three


def _words(counted: Statistics) -> Iterator[Case]:
    for turn, (records, filters) in enumerate(zip(_RARE, (0, 0, 0, 0, 0, 1), strict=True)):
        word = counted.word(records / counted.every, turn)
        yield _case("rare word", "all", (word,), _filters(counted, filters, turn))
    for label, shares in (("middling word", _MIDDLING), ("common word", _COMMON)):
        for turn, (share, filters) in enumerate(zip(shares, (0, 1, 0, 3, 0, 1, 0, 3), strict=True)):
            yield _case(label, "all", (counted.word(share * counted.records),), _filters(counted, filters, turn))


def _several(counted: Statistics) -> Iterator[Case]:
    two = ((.3, .01), (.45, .2), (.05, .08), (.6, .4), (.25, .1), (.5, .3))
    three = ((.5, .3, .2), (.4, .1, .05), (.6, .25, .02), (.7, .5, .4), (.35, .3, .15), (.55, .45, .1))
    for label, combinations in (("two words", two), ("three words", three)):
        for turn, (shares, filters) in enumerate(zip(combinations, (0, 0, 0, 1, 1, 3), strict=True)):
            words = (counted.word(share * counted.records) for share in shares)
            yield _case(label, "all", words, _filters(counted, filters, turn))


def _phrases(counted: Statistics) -> Iterator[Case]:
    names = [name for name in (_plain(counted.top("condition", place)) for place in range(400)) if len(name) > 1]
    ordered = sorted(counted.pairs.items(), key=lambda item: (-item[1], item[0]))
    pairs = [pair for pair, _ in ordered if not set(pair) & STOP_WORDS and "".join(pair).isalpha()]
    with_stop_word = next(pair for pair, _ in ordered if len(set(pair) & STOP_WORDS) == 1 and "".join(pair).isalpha())
    chosen = (names[0], names[5], names[-1], pairs[0], pairs[20], with_stop_word)
    for turn, (words, filters) in enumerate(zip(chosen, (0, 1, 0, 0, 3, 0), strict=True)):
        yield _case("phrase", "phrase", words, _filters(counted, filters, turn))


def _plain(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def _prefixes(counted: Statistics) -> Iterator[Case]:
    chosen = ((.01, 5, 0), (.02, 4, 0), (.05, 4, 0), (.15, 4, 1), (.3, 4, 3), (.0005, 4, 0))
    for turn, (share, letters, filters) in enumerate(chosen):
        prefix = counted.word(share * counted.records)[:letters]
        yield _case("prefix", "prefix", (prefix,), _filters(counted, filters, turn))


def _descriptions(counted: Statistics) -> Iterator[Case]:
    for turn, words in enumerate(islice(counted.descriptions, 0, _DESCRIBED, 13)):
        yield _case("60 words", "any", words, _filters(counted, turn % 2, turn))


def _browsing(counted: Statistics) -> Iterator[Case]:
    for filters in ({}, _filters(counted, 1), _filters(counted, 1, 1), _filters(counted, 3),
                    {"sponsor": (counted.top("sponsor", 0),)}, {"intervention": (counted.top("intervention", 0),)}):
        yield _case("browse", "browse", (), filters)
