"""Records with words of their own, and whether an index finds each by its words, and nothing by those of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.engines.base import Reader
from index.records import Trial
from index.request import SearchRequest
from index.search import search, stream
from index.text import key

_SHARED = "shared"
"""A word that all records have."""
_PARTS = ("title", "condition", "summary", "label", "value", "sponsor")


def words(number: int) -> dict[str, str]:
    """The words that only the record with this number has, by where they stand."""
    return {part: f"u{number}{part}" for part in _PARTS}


def made(number: int, id: str) -> Trial:
    """A record with the words of this number."""
    own = words(number)
    return Trial(id=id, title=f"{_SHARED} {own['title']}", sponsor=own["sponsor"],
                 conditions=(own["condition"], _SHARED), summary=f"{own['summary']} {_SHARED} {own['title']}",
                 extra={own["label"]: (own["value"], _SHARED)})


@dataclass(slots=True)
class Known:
    """What must be in an index.

    Attributes:
        records: id -> the number of its record's words.
        used: numbers of words from 1 up to this one have been used; those of no record must not be found.
    """

    records: dict[str, int] = field(default_factory=dict)
    used: int = 0

    def new(self, id: str | None = None) -> Trial:
        """A record whose words were never used, with this id or a new one; it is not yet known to be there."""
        self.used += 1
        return made(self.used, f"NCT{self.used:08}" if id is None else id)

    def trials(self) -> list[Trial]:
        """The records that must be there."""
        return [made(number, name) for name, number in self.records.items()]

    def wrong(self, reader: Reader) -> Iterator[str]:
        """Look for every word that was ever used; yield what is not found as it must be."""
        if len(reader) != len(self.records):
            yield f"{len(reader)} records instead of {len(self.records)}"
        if (total := search(SearchRequest(_SHARED, limit=0), reader).total) != len(self.records):
            yield f"the shared word is in {total} records instead of {len(self.records)}"
        ids = {number: name for name, number in self.records.items()}
        conditions = reader.totals("condition")
        for number in range(1, self.used + 1):
            expected = [made(number, ids[number])] if number in ids else []
            own = words(number)
            for match in ("all", "any") if expected else ("any",):
                request = SearchRequest(" ".join(own.values()), match=match)
                if (found := [hit.record for hit in stream(request, reader)]) != expected:
                    yield f"{match} words of number {number} find {found} instead of {expected}"
            if (count := conditions.of(key(own["condition"]))) != len(expected):
                yield f"the condition of number {number} has {count} records instead of {len(expected)}"
