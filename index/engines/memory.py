"""The oracle: every question answered by looking at every record. Obvious, slow, and always right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from index import dates, disk, facets
from index.analysis import Analysis, FieldWords, analyse
from index.asked import Asked
from index.concepts.base import Concepts
from index.concepts.joined import BUILT_IN, Joined
from index.concepts.naive import naive_terms
from index.engines.base import FULL_ENOUGH, Choice, Occurrence, Plan, Progress, Ranked, Selection, Value, Years, silent
from index.engines.suggestions import suggested
from index.errors import RefusedRecord
from index.facets import Tally
from index.fields import BY_NAME, FACETS, TEXT_FIELDS, TEXT_NAMES, values
from index.fuzzy import within_one_edit
from index.identifiers import compact
from index.manifest import FileEntry
from index.mapped import read_whole
from index.packing import plain
from index.priors import prior
from index.query import And, Fuzzy, Group, Leaf, Node, Not, Or, Phrase, Prefix, Range, Scored, Simple, Term
from index.records import Label, Monograph, Record, card, decode, digest_of, encode, other_ids
from index.results import Notice
from index.scoring import SYNONYM, idf, saturated, weight
from index.text import fold, key
from index.variants import stands_for

_FILE = "records.jsonl"


@dataclass(frozen=True, slots=True)
class _Entry:
    record: Record
    words: Analysis
    facets: Mapping[str, tuple[str, ...]]


class MemoryReader:
    """Searches records that it holds in memory."""

    def __init__(self, records: Sequence[Record], generation: str = "memory",
                 notices: tuple[Notice, ...] = (), concepts: Concepts = BUILT_IN) -> None:
        self.generation = generation
        self.notices = notices
        self.concepts = concepts
        self._entries = [_Entry(record, analyse(record), {facet.name: facets.keys(record, facet) for facet in FACETS})
                         for record in sorted(records, key=lambda record: record.id)]
        self._spellings = cache(self._read_spellings)

    def __len__(self) -> int:
        return len(self._entries)

    def select(self, plan: Plan) -> Selection:
        """Match, filter, rank and count."""
        full = [entry for entry in self._entries if plan.full is None or self._matches(entry, plan.full)]
        partial: list[_Entry] = []
        if plan.partial and (plan.match == "any" or (plan.match == "auto" and len(full) < FULL_ENOUGH)):
            ids = {entry.record.id for entry in full}
            partial = [entry for entry in self._entries
                       if entry.record.id not in ids and self._matches(entry, plan.partial)]
        ranked = [(self._order(entry, plan, is_partial), Ranked(entry.record.id, self._score(entry, plan), is_partial))
                  for group, is_partial in ((full, False), (partial, True))
                  for entry in group if _passes(entry, plan.filters)]
        ranked.sort(key=lambda item: item[0])
        end = None if plan.limit is None else plan.offset + plan.limit
        return Selection(
            total=len(ranked), total_full=sum(not hit.partial for _, hit in ranked),
            hits=[hit for _, hit in ranked[plan.offset:end]],
            counts={name: self._tally(full + partial, plan.filters, name) for name in plan.facets},
        )

    def _matches(self, entry: _Entry, node: Node) -> bool:
        match node:
            case And(children):
                return all(self._matches(entry, child) for child in children)
            case Or(children):
                return any(self._matches(entry, child) for child in children)
            case Not(child):
                return not self._matches(entry, child)
            case Range():
                return _in_range(entry.record, node)
            case _:
                return _x(entry.words, node, node.field) > 0

    def _score(self, entry: _Entry, plan: Plan) -> float:
        contributing: dict[Leaf, None] = {}
        if plan.full is not None:
            self._contribute(entry, plan.partial or plan.full, contributing)
        return round(sum(self._idf(leaf) * saturated(_x(entry.words, leaf, leaf.field))
                         for leaf in contributing if not isinstance(leaf, Range)), 4)

    def _contribute(self, entry: _Entry, node: Node, into: dict[Leaf, None]) -> None:
        """Collect the leaves that this record matches, of the branches that it matches."""
        if isinstance(node, Not) or not self._matches(entry, node):
            return
        if isinstance(node, And | Or):
            for child in node.children:
                self._contribute(entry, child, into)
        else:
            into[node] = None

    def _idf(self, leaf: Leaf) -> float:
        if isinstance(leaf, Phrase):
            return sum(self._idf(Term(stem)) for stem in leaf.stems)
        having = sum(_x(entry.words, leaf, None) > 0 for entry in self._entries)
        return idf(len(self._entries), having)

    def _order(self, entry: _Entry, plan: Plan, partial: bool) -> tuple[bool, bool, float | str, int, str]:
        record = entry.record
        if plan.sort == "title":
            return partial, False, key(record.title), 0, record.id
        if plan.sort == "relevance":
            other_title = plan.title is None or entry.words.title != plan.title
            return partial, other_title, -self._score(entry, plan), -prior(record), record.id
        value = _number(record, "enrollment" if plan.sort == "enrollment" else "last_posted")
        sign = 1 if plan.sort == "oldest" else -1
        return partial, value is None, sign * (value or 0), 0, record.id

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records with these ids, in this order."""
        by_id = {entry.record.id: entry.record for entry in self._entries}
        return [by_id[each] for each in ids]

    def cards(self, ids: Sequence[str]) -> list[Record]:
        """The same with nothing but what a list of results shows."""
        return list(map(card, self.records(ids)))

    def excerpts(self, ids: Sequence[str], leaves: Sequence[Simple], most: int) -> list[Record]:
        """The whole records: each label would have to be looked at to tell more."""
        return self.records(ids)

    def monographs(self) -> Iterator[Monograph]:
        """The monographs without their labels."""
        return (replace(entry.record, labels=()) for entry in self._entries if isinstance(entry.record, Monograph))

    def labels(self, id: str) -> Sequence[Label]:
        """The labels of a record."""
        return getattr(self.records([id])[0], "labels", ())

    def resolve(self, id: str) -> str | None:
        """The id of the record with this id or alias, case and separators forgiven; None: no such."""
        spelled: tuple[Callable[[str], str], ...] = (str, fold, lambda text: compact(fold(text)))
        for spell in spelled:
            for named in (lambda record: (record.id,), other_ids):
                for entry in self._entries:
                    if spell(id) in map(spell, named(entry.record)):
                        return entry.record.id
        return None

    def having(self, leaf: Scored) -> int:
        """How many records have a word, a phrase, or any member of a group."""
        return sum(_x(entry.words, leaf, leaf.field) > 0 for entry in self._entries)

    def matches(self, id: str, node: Node) -> bool:
        """Whether a record matches."""
        return self._matches(self._entry(id), node)

    def occurrences(self, id: str, leaf: Term | Phrase | Prefix | Fuzzy) -> list[Occurrence]:
        """Where a leaf occurs in a record."""
        fields = self._entry(id).words.fields
        found = [Occurrence(word, name, frequency, fields[name].length) for name in TEXT_NAMES
                 if name in fields and leaf.field in (None, name)
                 for word, frequency in _frequencies(fields[name], leaf).items() if frequency]
        return sorted(found, key=lambda each: each.word)

    def _entry(self, id: str) -> _Entry:
        return {entry.record.id: entry for entry in self._entries}[id]

    def has_stem(self, stem: str) -> bool:
        """Whether a record has it in any text field."""
        return any(stem in entry.words.stems for entry in self._entries)

    def has_title(self, key: str) -> bool:
        """Whether a record's whole title has this key."""
        return any(key == entry.words.title for entry in self._entries)

    def expansions(self, node: Node) -> int:
        """How many different words of the index a prefix or fuzzy leaf stands for."""
        return len({word for entry in self._entries for word in entry.words.words if _expands(node, word)})

    def variants(self, leaf: Term | Phrase | Fuzzy) -> tuple[str, ...]:
        """The words of the index that a leaf stands for."""
        return tuple(sorted({word for entry in self._entries for word in entry.words.words if stands_for(leaf, word)}))

    def fields(self, leaf: Simple) -> tuple[str, ...]:
        """All text fields: each entry would have to be looked at to tell more."""
        return TEXT_NAMES

    def totals(self, name: str) -> Tally:
        """A facet's counts over all records."""
        return self._tally(self._entries, {}, name)

    def suggest(self, source: str, asked: Asked, limit: int) -> list[Value]:
        """The first values of a source that meet what was typed."""
        return suggested([entry.record for entry in self._entries], source, asked, limit)

    def _tally(self, entries: Sequence[_Entry], filters: Mapping[str, tuple[Choice, ...]], name: str) -> Tally:
        counts = Counter(found for entry in entries if _passes(entry, filters, but=name)
                         for found in entry.facets[name])
        return Tally(counts, self._spellings(name))

    def _read_spellings(self, name: str) -> Mapping[str, str]:
        return facets.spellings(values(entry.record, BY_NAME[name]) for entry in self._entries)

    def digest(self) -> str:
        """What the records are, in hex."""
        total = sum(digest_of(encode(entry.record)) for entry in self._entries)
        return f"{total % 2**256:064x}"

    def close(self) -> None:
        """Nothing is open."""


def _x(words: Analysis, leaf: Leaf, field: str | None) -> float:
    """x of the formula, over all text fields or over one."""
    if isinstance(leaf, Group):
        return _x(words, leaf.word, field) + SYNONYM * sum(_x(words, other, field) for other in leaf.others)
    if field is None and not isinstance(leaf, Phrase):
        return _x_of_record(words, leaf)
    total = 0.0
    for spec in TEXT_FIELDS:
        found = words.fields.get(spec.name)
        if found is None or field not in (None, spec.name):
            continue
        total += weight(spec, sum(_frequencies(found, leaf).values()), found.length)
    return total


def _frequencies(found: FieldWords, leaf: Leaf) -> Mapping[str, int]:
    """How often a leaf stands in a field: each word of a pattern, else its stems."""
    if isinstance(leaf, Term):
        return {leaf.stem: len(found.stems.get(leaf.stem, ()))}
    if isinstance(leaf, Phrase):
        starts, *others = (set(found.stems.get(stem, ())) for stem in leaf.stems)
        whole = (all(start + n in places for n, places in enumerate(others, 1)) for start in starts)
        return {" ".join(leaf.stems): sum(whole)}
    return {word: n for word, n in found.words.items() if _expands(leaf, word)}


def _x_of_record(words: Analysis, leaf: Leaf) -> float:
    if isinstance(leaf, Term):
        return words.stems.get(leaf.stem, 0.0)
    return sum(x for word, x in words.words.items() if _expands(leaf, word))


def _expands(leaf: Node, word: str) -> bool:
    if isinstance(leaf, Prefix):
        return word.startswith(leaf.prefix)
    return isinstance(leaf, Fuzzy) and within_one_edit(leaf.word, word)


def _in_range(record: Record, node: Range) -> bool:
    if record.kind not in BY_NAME[node.field].kinds:
        return False
    value = getattr(record, BY_NAME[node.field].attributes[0])
    if value is None:
        return False
    span = (value, value) if isinstance(value, int) else dates.span(value)
    if span is None:
        return False
    return (node.low is None or span[1] >= node.low) and (node.high is None or span[0] <= node.high)


def _number(record: Record, attribute: str) -> int | None:
    value = getattr(record, attribute, None)
    if value is None or isinstance(value, int):
        return value
    span = dates.span(value)
    return None if span is None else span[0]


def _passes(entry: _Entry, filters: Mapping[str, tuple[Choice, ...]], but: str | None = None) -> bool:
    return all(any(_chosen(found, choice) for found in entry.facets[name] for choice in choices)
               for name, choices in filters.items() if name != but and choices)


def _chosen(found: str, choice: Choice) -> bool:
    if not isinstance(choice, Years):
        return found == choice
    return found.isdigit() and (choice.low or 0) <= int(found) <= (choice.high or 9999)


class MemoryWriter:
    """Keeps the records as lines of JSON."""

    def __init__(self, folder: Path, base: Iterable[Record] = ()) -> None:
        self._folder = folder
        self._base = {record.id: encode(record) for record in base}
        self._added: dict[str, bytes] = {}

    def add(self, record: Record) -> None:
        """Add a record, in the place of the one that the base has with this id.

        Raises:
            RefusedRecord: if it cannot be written as JSON.
        """
        try:
            line = encode(record)
        except ValueError as error:
            raise RefusedRecord(f"record {record.id[:60]!r} cannot be stored: {error}") from error
        self.add_encoded(record.id, line)

    def add_encoded(self, id: str, line: bytes) -> None:
        """Add a record as the line of :func:`index.records.encode`; otherwise as :meth:`add`."""
        if id in self._added:
            raise RefusedRecord(f"record {id[:60]!r} cannot be stored: its id was added before")
        self._base.pop(id, None)
        self._added[id] = plain(line)

    def remove(self, id: str) -> None:
        """Leave out a record of the base."""
        del self._base[id]

    def finish(self, progress: Progress = silent) -> None:
        """Write everything out."""
        lines = [*self._base.values(), *self._added.values()]
        disk.write_file(self._folder / _FILE, b"".join(line + b"\n" for line in lines))
        progress(1, 1)

    def abort(self) -> None:
        """Nothing is open."""


class MemoryEngine:
    """The oracle as an engine."""

    name = "memory"

    def create(self, folder: Path) -> MemoryWriter:
        """Begin a generation in this empty folder."""
        return MemoryWriter(folder)

    def update(self, folder: Path, base: Path, files: Mapping[str, FileEntry] | None = None) -> MemoryWriter:
        """Begin a generation in this empty folder with the records of another one."""
        return MemoryWriter(folder, _read(base, files))

    def open(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
             files: Mapping[str, FileEntry] | None = None) -> MemoryReader:
        """Open a generation; its one file is read and checked at once."""
        records = _read(folder, files)
        monographs = [record for record in records if isinstance(record, Monograph)]
        return MemoryReader(records, generation, notices, Joined(naive_terms(folder, files, monographs)))

    def disagreements(self, folder: Path, scratch: Path,
                      files: Mapping[str, FileEntry] | None = None) -> Iterator[tuple[str, str]]:
        """Nothing is stored but the records themselves."""
        _read(folder, files)
        return iter(())


def _read(folder: Path, files: Mapping[str, FileEntry] | None) -> list[Record]:
    lines = read_whole(folder / _FILE, files[_FILE] if files else None).split(b"\n")
    return [decode(line) for line in lines if line]
