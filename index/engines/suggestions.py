"""The values that are suggested, by looking at every record; see :meth:`index.engines.base.Reader.suggest`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index import facets
from index.asked import Asked, words_of
from index.engines.base import Value
from index.fields import BY_NAME, values
from index.identifiers import compact
from index.records import Record, other_ids
from index.text import fold, key, tokens


def suggested(records: Sequence[Record], source: str, asked: Asked, limit: int) -> list[Value]:
    """The first values of a source, of records that ascend by id."""
    if source == "id":
        return _ids(records, asked)[:limit]
    if source == "title":
        return _titles(records, replace(asked, erring=False))[:limit]
    return _values(records, source, asked)[:limit]


def _values(records: Sequence[Record], source: str, asked: Asked) -> list[Value]:
    field = BY_NAME[source]
    counts = Counter(found for record in records for found in set(filter(None, map(key, values(record, field)))))
    spelled = facets.spellings(values(record, field) for record in records)
    exact = replace(asked, erring=False)

    def order(value: Value) -> tuple[bool, bool, bool, int, str, str]:
        words = words_of(value.key)
        return (value.key != asked.key, not value.key.startswith(asked.key), not exact.meets(value.key, words),
                -value.count, value.spelling, value.key)

    return sorted((Value(found, spelled[found], count) for found, count in counts.items()
                   if asked.meets(found, words_of(found))), key=order)


def _titles(records: Iterable[Record], asked: Asked) -> list[Value]:
    counts = Counter(key(record.title) for record in records)
    written: dict[str, str] = {}
    for record in records:
        words = {token.word for token in tokens(record.title)}
        if asked.meets(key(record.title), words):
            written.setdefault(key(record.title), " ".join(record.title.split()))
    return [Value(folded, written[folded], counts[folded])
            for folded in sorted(written, key=lambda folded: (not folded.startswith(asked.key), folded))]


def _ids(records: Iterable[Record], asked: Asked) -> list[Value]:
    found: dict[str, list[str]] = {}
    for record in records:
        forms = {compact(fold(name)): name for name in reversed((record.id, *other_ids(record)))}
        for form, name in forms.items():
            if asked.form and form.startswith(asked.form):
                found.setdefault(form, []).append(name)
    return [Value(form, found[form][0], len(found[form])) for form in sorted(found)]
