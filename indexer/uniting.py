"""What the versions of one record state together: lists united, the newest or the longest of everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from index.records import Article, Extra, Monograph, Record, Trial
from indexer.origins import is_value
from indexer.versions import by_document, by_place, newest_first, united_sources

UNITED: Mapping[str, frozenset[str]] = {Trial.kind: frozenset(("drugs", "aliases", "secondary_ids"))} | {
    cls.kind: frozenset(spec.name for spec in fields(cls) if spec.default == ()) - {"labels", "sources"}
    for cls in (Monograph, Article)
}
"""Lists of texts to which every version of a record adds."""

Drug = TypeVar("Drug", Monograph, Article)


def newest(versions: Sequence[Trial]) -> Trial:
    """Every field whole from the newest version that states it; drugs, aliases, secondary ids and ``extra`` united."""
    in_order = newest_first(versions)
    values: dict[str, Any] = {}
    for spec in fields(Trial):
        stated = (getattr(version, spec.name) for version in in_order)
        values[spec.name] = next(filter(is_value, stated), getattr(in_order[0], spec.name))
    return replace(in_order[0], **values | _united(versions))


def longest(versions: Sequence[Drug]) -> Drug:
    """Lists united; of each text the longest, of equal ones that of the lower SHA-256. Labels are left as they are."""
    in_order = by_document(versions)
    values = _united(versions)
    for spec in fields(in_order[0]):
        if isinstance(getattr(in_order[0], spec.name), str | None):
            stated = [getattr(version, spec.name) for version in in_order]
            values[spec.name] = max(stated, key=lambda text: len(text or ""))
    return replace(in_order[0], **values)


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(texts))


def _united(versions: Sequence[Record]) -> dict[str, Any]:
    in_order = by_place(versions)
    lists = {name: unique(text for version in in_order for text in getattr(version, name))
             for name in UNITED[versions[0].kind]}
    return lists | {"extra": _united_extra(in_order), "sources": united_sources(versions)}


def _united_extra(versions: Sequence[Record]) -> Extra:
    found: dict[str, list[str]] = {}
    for version in versions:
        for label, texts in version.extra.items():
            found.setdefault(label, []).extend(texts)
    return {label: unique(texts) for label, texts in found.items()}
