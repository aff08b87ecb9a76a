"""One record out of many documents. The result never depends on the order in which they were read.

Of a trial, every field comes whole from the newest version that states it. Of a monograph or an
article, lists are united and the longer text wins. Drugs, sources and ``extra`` are always united.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from index.records import Article, Extra, Monograph, Record, Source, Trial
from indexer.linking import identifiers, linked, names
from indexer.sources.base import Caution
from indexer.sources.ids import fingerprint, monograph_id

_PAGES = frozenset(["medpath"])
"""Sources that are pages about trials; every other one is a registry."""
_UNITED = ("drugs", "extra", "aliases", "sources")
_NOWHERE = Source("", "", 0, 0, "", "")

AnyRecord = TypeVar("AnyRecord", Trial, Monograph, Article)


@dataclass(frozen=True, slots=True)
class Merged:
    """What many versions became.

    Attributes:
        records: with different ids, sorted by id.
        cautions: about monographs of one name that stay apart, sorted by place.
        merged_away: how many more versions there were than records.
    """

    records: tuple[Record, ...]
    cautions: tuple[Caution, ...]
    merged_away: int


def merge(records: Iterable[Record]) -> Merged:
    """The records that these versions are of, each once."""
    trials: defaultdict[str, list[Trial]] = defaultdict(list)
    articles: defaultdict[str, list[Article]] = defaultdict(list)
    monographs: list[Monograph] = []
    for record in records:
        if isinstance(record, Trial):
            trials[record.id].append(record)
        elif isinstance(record, Article):
            articles[record.id].append(record)
        else:
            monographs.append(record)
    groups, cautions = linked(sorted(monographs, key=_place))
    merged: list[Record] = [*map(_trial, trials.values()), *map(_longest, articles.values())]
    merged += _with_own_ids([_monograph(group) for group in groups], {record.id for record in merged})
    merged.sort(key=lambda record: record.id)
    versions = sum(map(len, trials.values())) + sum(map(len, articles.values())) + len(monographs)
    return Merged(tuple(merged), tuple(cautions), versions - len(merged))


def _trial(versions: Sequence[Trial]) -> Trial:
    if len(versions) == 1:
        return versions[0]
    newest_first = sorted(sorted(versions, key=_authority), key=_day_posted, reverse=True)
    values = _united(versions)
    for spec in fields(Trial):
        if spec.name not in values:
            stated = (getattr(version, spec.name) for version in newest_first)
            values[spec.name] = next((value for value in stated if _is_value(value)), spec.default)
    return replace(newest_first[0], **values)


def _longest(versions: Sequence[AnyRecord]) -> AnyRecord:
    """Lists united; of each text the longest, of equal ones that of the lower SHA-256."""
    if len(versions) == 1:
        return versions[0]
    in_order = sorted(versions, key=_place)
    by_document = sorted(versions, key=_document)
    values = _united(versions)
    for spec in fields(versions[0]):
        stated = [getattr(version, spec.name) for version in by_document]
        if spec.name in values:
            continue
        if isinstance(stated[0], tuple):
            values[spec.name] = _unique(value for version in in_order for value in getattr(version, spec.name))
        else:
            values[spec.name] = max(stated, key=lambda text: len(text or ""))
    return replace(by_document[0], **values)


def _monograph(versions: Sequence[Monograph]) -> Monograph:
    """One monograph; ids and identifiers that it does not bear as its own become aliases."""
    if len(versions) == 1:
        return versions[0]
    found = _longest(versions)
    own_id = monograph_id(found.unii, found.cas_number, found.generic_name or found.title)
    known = {own_id, found.unii, found.cas_number}
    in_order = sorted(versions, key=_place)
    others = (text for version in in_order for text in (version.unii, version.cas_number) if text not in known)
    earlier = (text for version in in_order for text in (version.id, *version.aliases) if text != own_id)
    return replace(found, id=own_id, aliases=_unique(text for text in (*earlier, *others) if text is not None))


def _with_own_ids(monographs: Sequence[Monograph], taken: set[str]) -> list[Monograph]:
    """Give those an id of their own whose name is worded like another's id; an identifier stays as it is."""
    counts = Counter(each.id for each in monographs)
    known = taken | {text for each in monographs for text in (each.unii, each.cas_number, *each.aliases) if text}
    own = [
        replace(each, id=f"{each.id}-{fingerprint(*sorted(names(each) | identifiers(each)))}")
        if each.id not in (each.unii, each.cas_number) and (counts[each.id] > 1 or each.id in known) else each
        for each in monographs
    ]
    ids = taken | {each.id for each in own}
    return [replace(each, aliases=tuple(alias for alias in each.aliases if alias not in ids)) for each in own]


def _united(versions: Sequence[Record]) -> dict[str, Any]:
    in_order = sorted(versions, key=_place)
    sources = {source for version in versions for source in version.sources}
    return {
        "drugs": _unique(drug for version in in_order for drug in version.drugs),
        "aliases": _unique(alias for version in in_order for alias in version.aliases),
        "extra": _united_extra([version.extra for version in in_order]),
        "sources": tuple(sorted(sources, key=lambda each: (each.document, each.offset, each.sha256, each.read_at))),
    }


def _united_extra(extras: Sequence[Extra]) -> Extra:
    found: dict[str, list[str]] = {}
    for extra in extras:
        for label, texts in extra.items():
            found.setdefault(label, []).extend(texts)
    return {label: _unique(texts) for label, texts in found.items()}


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _is_value(value: object) -> bool:
    return value is not None and value not in ("", ())


def _source(record: Record) -> Source:
    return record.sources[0] if record.sources else _NOWHERE


def _place(record: Record) -> tuple[str, int, str, str]:
    source = _source(record)
    return source.document, source.offset, source.sha256, repr(record)


def _document(record: Record) -> tuple[str, int, str]:
    source = _source(record)
    return source.sha256, source.offset, repr(record)


def _authority(record: Record) -> tuple[bool, str, int, str]:
    is_page = all(source.parser.split("/")[0] in _PAGES for source in record.sources)
    return is_page, *_document(record)


def _day_posted(trial: Trial) -> str:
    """The day as which ``last_posted`` is sorted: of a partial date the first one."""
    return f"{trial.last_posted}-01-01"[:10] if trial.last_posted else ""
