"""tantivy (Rust) through tantivy-py.

Choices: one catch-all field with the English stemmer, folded accents and positions, which costs less to search than
one field for each of ours; besides, the words unstemmed and without positions, for prefixes. Each facet is a raw text
field with a fast column, for term filters and terms aggregations; those of all facets without a filter go in one
request over the hits, each facet with a filter in one without it. Filters score nothing. Identifiers are words of the
catch-all field. The stored JSON is the only stored field; passages are made of its texts. The writer has a thread for
each core and a gigabyte among them; one searcher is reused, and reloaded on demand.

``Ordinals`` is a variant that goes beyond what its users do: conditions, interventions and sponsors are counted as
numbers, whose values a table beside the index has. tantivy-py spends most of a small search on finding the strings of
200 candidates a facet and segment; numbers spare it that, at the price of a table to keep in step with the index.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import tantivy
from tantivy import Occur, Query

from bench.peers.base import FACETS, LISTED, PASSAGE, Card, Page, Summary, card, choices, facet_values, summary, texts
from bench.queries import LIMIT, Case
from index.records import Trial, to_json

HEAP = 1_000_000_000
_NUMBERED = ("condition", "intervention", "sponsor")
_VALUES = "values.json"
WHOLE = 10_000
"""Characters that a title never has."""


class Tantivy:
    """The engine as its documentation has it."""

    name = "tantivy"
    threads = True
    most = 10**9
    numbered: tuple[str, ...] = ()

    def build(self, records: Iterable[Trial], folder: Path) -> None:
        """Write an index; see :class:`bench.peers.base.Peer`."""
        index = tantivy.Index(self._schema(), str(folder))
        _register(index)
        writer = index.writer(HEAP, os.cpu_count() or 1)
        ordinals: dict[str, dict[str, int]] = {name: {} for name in self.numbered}
        for record in records:
            writer.add_document(_document(record, ordinals))
        writer.commit()
        writer.wait_merging_threads()
        (folder / _VALUES).write_bytes(msgspec.json.encode({name: list(found) for name, found in ordinals.items()}))

    def open(self, folder: Path) -> TantivySearcher:
        """Open it; see :class:`bench.peers.base.Peer`."""
        index = tantivy.Index.open(str(folder))
        _register(index)
        return TantivySearcher(index, msgspec.json.decode((folder / _VALUES).read_bytes()))

    def change(self, folder: Path, record: Trial) -> TantivySearcher:
        """Delete the old one, add the new one, commit, reload."""
        searcher = self.open(folder)
        writer = searcher.index.writer(HEAP, 1)
        writer.delete_documents_by_term("id", record.id)
        writer.add_document(_document(record, {}))
        writer.commit()
        searcher.reload()
        return searcher

    def _schema(self) -> tantivy.Schema:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
        builder.add_bytes_field("json", stored=True)
        builder.add_text_field("text", tokenizer_name="stems")
        builder.add_text_field("word", tokenizer_name="words", index_option="basic")
        builder.add_integer_field("last_posted", fast=True)
        for name in FACETS:
            builder.add_text_field(name, fast=name not in self.numbered, tokenizer_name="raw", index_option="basic")
        for name in self.numbered:
            builder.add_unsigned_field(f"{name}_number", fast=True)
        return builder.build()


class Ordinals(Tantivy):
    """The variant with numbers for the facets of many values."""

    name = "tantivy-ordinals"
    numbered = _NUMBERED

    def change(self, folder: Path, record: Trial) -> TantivySearcher:
        """Not here: the table would have to be kept in step."""
        raise NotImplementedError


def _register(index: tantivy.Index) -> None:
    for name, stemmed in (("stems", True), ("words", False)):
        index.register_tokenizer(name, _analyzer(stemmed))


def _analyzer(stemmed: bool) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    filters = [tantivy.Filter.remove_long(255), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()]
    for each in [*filters, tantivy.Filter.stemmer("english")] if stemmed else filters:
        builder = builder.filter(each)
    return builder.build()


def _document(record: Trial, ordinals: Mapping[str, dict[str, int]]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", record.id)
    document.add_bytes("json", to_json(record).encode())
    found = texts(record)
    for text in found:
        document.add_text("text", text)
    document.add_text("word", "\n".join(found))
    if record.last_posted:
        document.add_integer("last_posted", int(f"{record.last_posted}-00-00"[:10].replace("-", "")))
    for name in FACETS:
        for value in facet_values(record, name):
            document.add_text(name, value)
            if name in ordinals:
                known = ordinals[name]
                document.add_unsigned(f"{name}_number", known.setdefault(value, len(known)))
    return document


class TantivySearcher:
    """An index, open for reading; threads may share it.

    Args:
        index: with its tokenizers.
        values: facet -> its values by number, of those that are counted as numbers.
    """

    def __init__(self, index: tantivy.Index, values: Mapping[str, list[str]]) -> None:
        self.index = index
        self._values = values
        self._schema = index.schema
        self._stems, self._words = _analyzer(True), _analyzer(False)
        index.config_reader("manual")
        self.reload()

    def reload(self) -> None:
        """See what was committed since."""
        self.index.reload()
        self._searcher = self.index.searcher()

    def page(self, case: Case) -> Page:
        """A page; see :class:`bench.peers.base.Searcher`."""
        matching = self._matching(case)
        filters = {name: self._filter(name, chosen) for name, chosen in choices(case).items()}
        selected = _all(matching, filters.values())
        found = self._searcher.search(selected, LIMIT, order_by_field="last_posted" if case.form == "browse" else None)
        cards = [card(self._searcher.doc(address)["json"][0]) for _, address in found.hits]
        total: int = found.count  # type: ignore[attr-defined]  # its stubs forget it
        return Page(total, cards, self._passages(case, cards), self._facets(matching, filters, selected))

    def close(self) -> None:
        """Nothing: files are let go of with the object."""

    def summary(self, answer: Page) -> Summary:
        """What is compared."""
        return summary(answer)

    def _matching(self, case: Case) -> Query:
        if case.form == "browse":
            return Query.all_query()
        if case.form == "prefix":
            return Query.fuzzy_term_query(self._schema, "word", case.words[0], distance=0, prefix=True)
        stems = [stem for word in case.words for stem in self._stems.analyze(word)]
        if case.form == "phrase":
            return Query.phrase_query(self._schema, "text", list(stems))
        terms = [Query.term_query(self._schema, "text", stem, "freq") for stem in stems]
        occur = Occur.Should if case.form == "any" else Occur.Must
        return terms[0] if len(terms) == 1 else Query.boolean_query([(occur, term) for term in terms])

    def _filter(self, name: str, chosen: tuple[str, ...]) -> Query:
        if len(chosen) == 1:
            return Query.const_score_query(Query.term_query(self._schema, name, chosen[0], "basic"), 0)
        return Query.const_score_query(Query.term_set_query(self._schema, name, chosen), 0)

    def _facets(self, matching: Query, filters: Mapping[str, Query],
                selected: Query) -> dict[str, list[tuple[str, int]]]:
        found = self._counts(selected, [name for name in FACETS if name not in filters])
        for name in filters:
            others = (each for other, each in filters.items() if other != name)
            found |= self._counts(_all(matching, others), [name])
        return found

    def _counts(self, query: Query, names: list[str]) -> dict[str, list[tuple[str, int]]]:
        columns = {name: f"{name}_number" if name in self._values else name for name in names}
        answer = self._searcher.aggregate(
            query, {name: {"terms": {"field": column, "size": LISTED}} for name, column in columns.items()})
        return {name: [(self._value(name, bucket["key"]), bucket["doc_count"]) for bucket in answer[name]["buckets"]]
                for name in names}

    def _value(self, name: str, key: Any) -> str:
        return self._values[name][int(key)] if name in self._values else key

    def _passages(self, case: Case, cards: list[Card]) -> list[list[str]]:
        if case.form == "browse":
            return [[each.title] for each in cards]
        field = "word" if case.form == "prefix" else "text"
        titles, others = (self._generator(case, field, width) for width in (WHOLE, PASSAGE))
        return [[_marked(titles, field, [each.title]) or each.title, _marked(others, field, each.texts())]
                for each in cards]

    def _generator(self, case: Case, field: str, width: int) -> tantivy.SnippetGenerator:
        generator = tantivy.SnippetGenerator.create(self._searcher, self._marking(case), self._schema, field)
        generator.set_max_num_chars(width)
        return generator

    def _marking(self, case: Case) -> Query:
        """The query whose words are marked: an automaton has none, so a prefix is spelt out."""
        if case.form != "prefix":
            return self._matching(case)
        words = [word for word, _ in self._searcher.terms_with_prefix("word", case.words[0])]
        return Query.term_set_query(self._schema, "word", words)


def _marked(generator: tantivy.SnippetGenerator, field: str, found: Iterable[str]) -> str:
    document = tantivy.Document()
    for text in found:
        document.add_text(field, text)
    return generator.snippet_from_doc(document).to_html()


def _all(matching: Query, filters: Iterable[Query]) -> Query:
    clauses = [(Occur.Must, each) for each in (matching, *filters)]
    return matching if len(clauses) == 1 else Query.boolean_query(clauses)
