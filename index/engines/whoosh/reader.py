"""A Whoosh index, open for reading."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from whoosh.filedb.filestore import RamStorage
from whoosh.index import EmptyIndexError

from index.engines.base import FULL_ENOUGH, Plan, Ranked, Selection
from index.engines.whoosh.columns import FacetColumn, read_facet, read_numbers, read_texts
from index.engines.whoosh.compile import compile_node
from index.engines.whoosh.leaves import Scored, expand, forget, leaf_idf, postings, variants
from index.engines.whoosh.schema import RECORD_LEVEL, facet_column, look_ups, title_term
from index.engines.whoosh.weighting import Formula
from index.errors import DamagedIndex
from index.facets import Tally
from index.fields import BY_NAME
from index.manifest import FileEntry
from index.mapped import read_whole
from index.query import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Range, Term
from index.records import Record, from_json
from index.results import Notice
from index.scoring import saturated

_TEXTS = ("id_order", "title_order")


def _in_memory(folder: Path, files: Mapping[str, FileEntry] | None) -> RamStorage:
    """The files of a generation, read once: what happens to them later cannot change an answer any more."""
    storage = RamStorage()
    storage.files.update({path.name: read_whole(path, (files or {}).get(path.name)) for path in folder.iterdir()})
    return storage


class WhooshReader:
    """Matches with Whoosh, adds up scores leaf by leaf, and counts facets from columns.

    Whoosh's files remember where they were read last, so one thread at a time looks into them.
    """

    def __init__(self, folder: Path, generation: str, notices: tuple[Notice, ...] = (),
                 files: Mapping[str, FileEntry] | None = None) -> None:
        self.generation = generation
        self.notices = notices
        try:
            self._index = _in_memory(folder, files).open_index()
        except EmptyIndexError as error:
            raise DamagedIndex(f"there is no Whoosh index in {folder}", hint="run: trialdex reindex") from error
        self._searcher = self._index.searcher(weighting=Formula())
        self._reader = self._searcher.reader()
        self._lock = threading.RLock()
        self._facet = cache(self._read_facet)
        self._column = cache(self._read_column)

    def __len__(self) -> int:
        return int(self._reader.doc_count())

    def _read_facet(self, name: str) -> FacetColumn:
        return read_facet(self._reader, BY_NAME[name], read_texts(self._reader, facet_column("kind")))

    def _read_column(self, name: str) -> Sequence[str | int | None]:
        return read_texts(self._reader, name) if name in _TEXTS else read_numbers(self._reader, name)

    def select(self, plan: Plan) -> Selection:
        """Match, filter, rank and count."""
        with self._lock:
            full = self._matching(plan.full)
            partial: set[int] = set()
            if plan.partial and (plan.match == "any" or (plan.match == "auto" and len(full) < FULL_ENOUGH)):
                partial = self._matching(plan.partial) - full
            chosen = {name: self._facet(name).chosen(choices) for name, choices in plan.filters.items() if choices}
            selected = (full | partial).intersection(*chosen.values())
            scores = self._scores(plan.partial or plan.full, selected)
            ordered = self._ordered(plan, selected, partial, scores)
            end = None if plan.limit is None else plan.offset + plan.limit
            ids = self._column("id_order")
            return Selection(
                total=len(selected), total_full=len(selected - partial),
                hits=[Ranked(str(ids[number]), scores.get(number, 0.0), number in partial)
                      for number in ordered[plan.offset:end]],
                counts={name: self._facet(name).counts((full | partial).intersection(
                    *(records for other, records in chosen.items() if other != name))) for name in plan.facets},
            )

    def _matching(self, node: Node | None) -> set[int]:
        if node is None:
            return set(range(self._reader.doc_count_all()))
        return set(compile_node(node).docs(self._searcher))

    def _scores(self, node: Node | None, records: set[int]) -> dict[int, float]:
        """The rounded scores of these records; each different leaf counts once."""
        contributing: dict[Scored, set[int]] = {}
        if node is not None:
            self._contribute(node, records, contributing)
        scores: dict[int, float] = {}
        for leaf, having in contributing.items():
            worth, found = leaf_idf(leaf, self._reader), postings(leaf, self._reader)
            for number in having & found.keys():
                scores[number] = scores.get(number, 0.0) + worth * saturated(found[number])
        return {number: round(score, 4) for number, score in scores.items()}

    def _contribute(self, node: Node, records: set[int], into: dict[Scored, set[int]]) -> None:
        """Collect for each leaf the records in which a branch that holds it matches."""
        if isinstance(node, Not | Range):
            return
        if isinstance(node, And | Or):
            for child in node.children:
                self._contribute(child, records & self._matching(child), into)
        else:
            into[node] = into.get(node, set()) | records

    def _ordered(self, plan: Plan, selected: set[int], partial: set[int], scores: Mapping[int, float]) -> list[int]:
        ids = self._column("id_order")
        key = self._sort_key(plan, scores)
        return sorted(selected, key=lambda number: (number in partial, *key(number), ids[number]))

    def _sort_key(self, plan: Plan, scores: Mapping[int, float]) -> Callable[[int], tuple[object, ...]]:
        if plan.sort == "title":
            titles = self._column("title_order")
            return lambda number: (titles[number],)
        if plan.sort == "relevance":
            exact = self._having("title_key", title_term(plan.title)) if plan.title is not None else set()
            return lambda number: (number not in exact, -scores.get(number, 0.0))
        column = self._column("enrollment_order" if plan.sort == "enrollment" else "last_posted_order")
        sign = 1 if plan.sort == "oldest" else -1

        def by_number(number: int) -> tuple[object, ...]:
            value = column[number]
            return (value is None, sign * value if isinstance(value, int) else 0)

        return by_number

    def _having(self, field: str, term: str) -> set[int]:
        text = term.encode()
        return set(self._reader.postings(field, text).all_ids()) if (field, text) in self._reader else set()

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records with these ids, in this order."""
        with self._lock:
            return [self._record(each) for each in ids]

    def _record(self, id: str) -> Record:
        for number in self._having("name", f"0{id}"):
            return from_json(self._reader.stored_fields(number)["record"])
        raise KeyError(id)

    def resolve(self, id: str) -> str | None:
        """The id of the record with this id or alias, case and separators forgiven; None: no such."""
        with self._lock:
            for rank, text in enumerate(look_ups(id)):
                for term in (f"{2 * rank}{text}", f"{2 * rank + 1}{text}"):
                    if found := self._having("name", term):
                        return str(self._column("id_order")[min(found)])
        return None

    def has_stem(self, stem: str) -> bool:
        """Whether a record has it in any text field."""
        with self._lock:
            return (RECORD_LEVEL, stem.encode()) in self._reader

    def has_title(self, key: str) -> bool:
        """Whether a record's whole title has this key."""
        with self._lock:
            return ("title_key", title_term(key).encode()) in self._reader

    def expansions(self, node: Node) -> int:
        """How many different words of the index a prefix or fuzzy leaf stands for."""
        with self._lock:
            return len(expand(node, self._reader)) if isinstance(node, Prefix | Fuzzy) else 0

    def variants(self, leaf: Term | Phrase | Fuzzy) -> tuple[str, ...]:
        """The words of the index that a leaf stands for."""
        with self._lock:
            return variants(leaf, self._reader)

    def totals(self, name: str) -> Tally:
        """A facet's counts over all records."""
        with self._lock:
            return self._facet(name).totals

    def close(self) -> None:
        """Let go of files."""
        with self._lock:
            forget()
            self._searcher.close()
            self._index.close()
