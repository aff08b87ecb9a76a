"""Whoosh as it comes, with its default codec.

Choices: one catch-all field with positions, stemmed by PyStemmer rather than by Whoosh's own Python; a field of the
unstemmed words for prefixes; the JSON stored. The values of a facet are also a column, all of a record in one string,
that is read into memory at its first use and counted in one ``Counter``: Whoosh's own ``groupedby`` takes far longer
for fields of several values. A filter is a set of record numbers, made of that column and kept. Passages are
Whoosh's: the texts are analysed again, one after the other, until one has a word. The writer is one process per core;
each leaves a segment of its own.
"""

from __future__ import annotations

import heapq
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import Stemmer
from whoosh import analysis, columns, fields, highlight, index, query
from whoosh.support.charset import accent_map

from bench.peers import base
from bench.peers.base import FACETS, GAP, LISTED, PASSAGE, Card, Page, Summary, card, choices
from bench.queries import LIMIT, Case
from index.records import Trial, to_json

MEGABYTES = 256
"""Of each writing process."""
WHOLE = 10_000
"""Characters that a title never has."""
_stemmer = Stemmer.Stemmer("english")
_SEPARATOR = "\x1f"


def stem(word: str) -> str:
    """The English Snowball stem; a function, since Whoosh keeps its schema as a pickle."""
    found: str = _stemmer.stemWord(word)
    return found


def _analyzer(stemmed: bool) -> Any:
    words = analysis.RegexTokenizer(r"[^\W_]+") | analysis.LowercaseFilter() | analysis.CharsetFilter(accent_map)
    return words | analysis.StemFilter(stemfn=stem, cachesize=100_000) if stemmed else words


def _schema() -> Any:
    in_columns = ("last_posted", *map(_column, FACETS))
    return fields.Schema(
        id=fields.ID(unique=True), text=fields.TEXT(analyzer=_analyzer(True)),
        word=fields.TEXT(analyzer=_analyzer(False), phrase=False), json=fields.STORED,
        **{name: fields.COLUMN(columns.RefBytesColumn()) for name in in_columns})


class StockWhoosh:
    """The engine as its documentation has it."""

    name = "whoosh"
    threads = False
    most = 100_000

    def build(self, records: Iterable[Trial], folder: Path) -> None:
        """Write an index; see :class:`bench.peers.base.Peer`."""
        made = index.create_in(str(folder), _schema())
        writer = made.writer(procs=os.cpu_count(), multisegment=True, limitmb=MEGABYTES)
        for record in records:
            writer.add_document(**_document(record))
        writer.commit()

    def open(self, folder: Path) -> WhooshSearcher:
        """Open it; see :class:`bench.peers.base.Peer`."""
        return WhooshSearcher(index.open_dir(str(folder)).searcher())

    def change(self, folder: Path, record: Trial) -> WhooshSearcher:
        """``update_document``, without merging."""
        writer = index.open_dir(str(folder)).writer()
        writer.update_document(**_document(record))
        writer.commit(merge=False)
        return self.open(folder)


def _document(record: Trial) -> Mapping[str, Any]:
    joined = GAP.join(base.texts(record))
    columns_of_facets = {_column(name): _SEPARATOR.join(base.facet_values(record, name)).encode() for name in FACETS}
    return {"id": record.id, "text": joined, "word": joined, "json": to_json(record),
            "last_posted": (record.last_posted or "").encode(), **columns_of_facets}


def _column(facet: str) -> str:
    return f"{facet}_values"


class WhooshSearcher:
    """An index, open for reading by one thread: its searchers share the position in a file.

    Args:
        searcher: Whoosh's.
    """

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._columns: dict[str, list[bytes]] = {}
        self._chosen: dict[tuple[str, str], set[int]] = {}
        self._live = set(searcher.reader().all_doc_ids())

    def page(self, case: Case) -> Page:
        """A page; see :class:`bench.peers.base.Searcher`."""
        wanted = self._query(case)
        matching = None if wanted is None else set(self._searcher.docs_for_query(wanted))
        filters = {name: set().union(*(self._with(name, value) for value in chosen))
                   for name, chosen in choices(case).items()}
        selected = self._all(matching, filters.values())
        hits = self._newest(selected) if wanted is None else self._best(wanted, selected)
        cards = [card(self._searcher.stored_fields(number)["json"]) for number in hits]
        facets = self._facets(matching, filters, selected)
        return Page(len(selected), cards, self._passages(case, wanted, cards), facets)

    def close(self) -> None:
        """Let go of files."""
        self._searcher.close()

    def summary(self, answer: Page) -> Summary:
        """What is compared."""
        return base.summary(answer)

    def _query(self, case: Case) -> Any:
        if case.form == "browse":
            return None
        if case.form == "prefix":
            return query.Prefix("word", case.words[0])
        stems = [stem(word) for word in case.words]
        if case.form == "phrase":
            return query.Phrase("text", stems)
        terms = [query.Term("text", each) for each in stems]
        return query.Or(terms) if case.form == "any" else query.And(terms)

    def _all(self, matching: set[int] | None, filters: Iterable[set[int]]) -> set[int]:
        sets = sorted((each for each in (matching, *filters) if each is not None), key=len)
        return sets[0].intersection(*sets[1:]) if sets else self._live

    def _best(self, wanted: Any, selected: set[int]) -> list[int]:
        if not selected:  # Whoosh takes an empty filter for none
            return []
        found = self._searcher.search(wanted, limit=LIMIT, filter=selected)
        return [number for _, number in found.top_n]

    def _newest(self, selected: set[int]) -> list[int]:
        return heapq.nlargest(LIMIT, selected, key=self._values("last_posted").__getitem__)

    def _values(self, column: str) -> list[bytes]:
        """A whole column, by record number."""
        if column not in self._columns:
            self._columns[column] = list(self._searcher.reader().column_reader(column))
        return self._columns[column]

    def _with(self, facet: str, value: str) -> set[int]:
        """The records that have a value."""
        if (facet, value) not in self._chosen:
            found = {joined for joined in set(self._values(_column(facet)))
                     if value in joined.decode().split(_SEPARATOR)}
            self._chosen[facet, value] = {number for number, joined in enumerate(self._values(_column(facet)))
                                          if joined in found}
        return self._chosen[facet, value]

    def _facets(self, matching: set[int] | None, filters: Mapping[str, set[int]],
                selected: set[int]) -> dict[str, list[tuple[str, int]]]:
        without = {name: self._all(matching, (found for other, found in filters.items() if other != name))
                   for name in filters}
        return {name: self._counts(name, without.get(name, selected)) for name in FACETS}

    def _counts(self, name: str, records: Iterable[int]) -> list[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for joined, count in Counter(map(self._values(_column(name)).__getitem__, records)).items():
            for value in joined.decode().split(_SEPARATOR):
                counts[value] += count
        del counts[""]
        return counts.most_common(LISTED)

    def _passages(self, case: Case, wanted: Any, cards: list[Card]) -> list[list[str]]:
        if wanted is None:
            return [[each.title] for each in cards]
        terms = frozenset(text.decode() for _, text in wanted.existing_terms(self._searcher.reader()))
        analyzer = _analyzer(stemmed=case.form != "prefix")
        return [[_marked([each.title], terms, analyzer, WHOLE) or each.title,
                 _marked(each.texts(), terms, analyzer, PASSAGE)] for each in cards]


def _marked(found: Iterable[str], terms: frozenset[str], analyzer: Any, width: int) -> str:
    """The first text's passages with any of the terms, marked."""
    fragmenter, formatter = highlight.ContextFragmenter(maxchars=width), highlight.HtmlFormatter(tagname="b")
    marked = (highlight.highlight(text, terms, analyzer, fragmenter, formatter, top=1) for text in found)
    return next(filter(None, marked), "")
