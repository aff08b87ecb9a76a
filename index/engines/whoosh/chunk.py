"""Records in ascending order of their ids -> one file of arrays: a segment.

The arrays, n records, t text fields (those of :data:`index.fields.TEXT_FIELDS`), strings as in
:mod:`index.engines.whoosh.strings`, those that are looked up as in :mod:`index.engines.whoosh.hashes`, with ``…_heads``
where beginnings are, as in :mod:`index.engines.whoosh.heads`:

========================================  =========================================================
``ids``                                   strings, ascending
``names``, ``name_firsts``, ``name_records``  what records are looked up by, ascending, and their records
``titles``, ``title_order``, ``title_ranks``  keys of titles; records by (key, number); rank of each record's key
``words``, ``stems``, …                   see :mod:`index.engines.whoosh.dictionary`
``form_bounds``                           where each form's postings begin (forms + 1)
``stem_starts``, ``stem_counts``          where each stem's postings begin, and how many they are
``posting_records``, ``posting_x``        postings: of each form, then of each stem that has several forms
``pair_firsts``, ``pair_fields``, ``pair_starts``, ``positions``  fields of each form and its positions
``starts``, ``lengths``                   t x (n + 1) and t x n, see :class:`index.engines.whoosh.invert.Inverted`
``first_posted_from`` …                   numbers and days as YYYYMMDD of :data:`index.fields.RANGES`; :data:`MISSING`
``FACET_…``                               see :class:`index.engines.whoosh.values.Facet`, and the records of each value
``FIELD_words``, ``FIELD_word_…``         see :mod:`index.engines.whoosh.suggest_words`
``label_firsts``, ``label_starts``        see :func:`index.engines.whoosh.labels.places`
``records_…``, ``cards_…``, ``labels_…``, ``dictionary``  see :mod:`index.engines.whoosh.blobs`; records without labels
========================================  =========================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from index import dates
from index.engines.whoosh import blobs, dictionary, hashes, heads, strings, suggest_words, values
from index.engines.whoosh.dictionary import Stems
from index.engines.whoosh.format import Array, ArrayWriter
from index.engines.whoosh.forms import Forms
from index.engines.whoosh.invert import Inverted, invert
from index.engines.whoosh.ragged import rows
from index.engines.whoosh.values import Facet
from index.fields import LISTED, NAMED, RANGES
from index.identifiers import compact
from index.records import Record, decode, digest_of, encode_card, other_ids, take_apart
from index.text import fold, key

MISSING = np.iinfo(np.int64).min
"""Stands in a column of numbers where a record has none."""
DIGEST = 1 << 256


def write_segment(path: Path, encoded: Sequence[bytes], samples: bytes, forms: Forms | None = None) -> None:
    """Write a segment.

    Args:
        path: of the new file.
        encoded: the records' canonical JSON, ascending by id, each id once.
        samples: the dictionary for :class:`index.engines.whoosh.blobs.Compressor`.
        forms: words known from other segments, which spare some work; None: none.

    Raises:
        OSError: if the disk fails; the file is left behind then.
    """
    file = ArrayWriter(path)
    try:
        records = [decode(each) for each in encoded]
        _add_words(file, invert(records, forms or Forms()))
        _add_names(file, records)
        for name in RANGES:
            _add_range(file, name, records)
        for facet in LISTED:
            add_facet(file, facet.name, values.read(records, facet))
        file.add("dictionary", np.frombuffer(samples, np.uint8))
        _add_records(file, encoded, blobs.Compressor(samples))
        _add_blobs(file, "cards", blobs.Compressor(samples).compress(map(encode_card, records)))
        file.finish({"records": len(records), "digest": f"{digest(encoded):064x}"})
    finally:
        file.close()


def digest(encoded: Iterable[bytes]) -> int:
    """The sum of each record's :func:`index.records.digest_of`, modulo 2^256: the same whatever their order."""
    return sum(map(digest_of, encoded)) % DIGEST


def look_up_form(id: str) -> str:
    """What ids that differ only in case, hyphens and spaces have in common."""
    return compact(fold(id))


def _add_words(file: ArrayWriter, found: Inverted) -> None:
    file.add("lengths", found.lengths.ravel())
    file.add("starts", found.starts.astype(np.uint32).ravel())
    stems = dictionary.write(file, found.words, sorted(found.irregular))
    joint, records, x = _joint_postings(found, stems)
    bounds = np.concatenate([found.postings, len(found.records) + joint[1:]])
    dictionary.write_bounds(file, stems, bounds, len(found.words))
    file.add("posting_records", np.concatenate([found.records, records]), found.lengths.shape[1])
    file.add("posting_x", np.concatenate([found.x, x]).astype(np.float32))
    file.add("positions", found.positions, int(found.starts[-1, -1]))
    file.add("pair_firsts", found.pairs.astype(np.uint32))
    file.add("pair_fields", found.pair_fields)
    file.add("pair_starts", found.pair_starts.astype(np.uint64))
    file.add("label_firsts", found.label_firsts)
    file.add("label_starts", found.label_starts)


def _joint_postings(found: Inverted, stems: Stems) -> tuple[Array, Array, Array]:
    """Postings of the stems that have several forms: bounds, records, x."""
    several = stems.several()
    widths = np.diff(stems.firsts)[several]
    chosen = stems.forms[rows(stems.firsts[several], widths)].astype(np.int64)
    sizes = np.diff(found.postings)[chosen]
    ranks = np.repeat(np.repeat(np.arange(len(several)), widths), sizes)
    taken = rows(found.postings[chosen], sizes)
    keys = ranks << 32 | found.records[taken]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    new = np.flatnonzero(np.diff(keys, prepend=-1))
    x = np.add.reduceat(found.x[taken][order], new) if len(new) else np.zeros(0)
    keys = keys[new]
    return np.searchsorted(keys >> 32, np.arange(len(several) + 1)), (keys & 0xFFFFFFFF).astype(np.uint32), x


def _add_names(file: ArrayWriter, records: Sequence[Record]) -> None:
    hashes.write(file, "ids", [record.id for record in records])
    add_titles(file, [key(record.title) for record in records])
    pairs = sorted({(look_up_form(name), number) for number, record in enumerate(records)
                    for name in (record.id, *other_ids(record))})
    add_groups(file, "name", [form for form, _ in pairs], np.array([number for _, number in pairs], np.uint32))


def add_groups(file: ArrayWriter, name: str, ascending: Sequence[str], numbers: Array) -> None:
    """Write strings, which may repeat, each once, with the numbers that stand beside it."""
    firsts = [n for n, each in enumerate(ascending) if not n or each != ascending[n - 1]]
    different = [ascending[n] for n in firsts]
    hashes.write(file, f"{name}s", different)
    heads.write(file, f"{name}s", different)
    file.add(f"{name}_firsts", np.array([*firsts, len(ascending)], np.uint32))
    file.add(f"{name}_records", numbers)


def add_titles(file: ArrayWriter, keys: Sequence[str]) -> None:
    """Write the keys of titles, their order, and their ranks, equal ones at the same rank."""
    hashes.write(file, "titles", keys)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    ranks = np.zeros(len(keys), np.uint32)
    rank = -1
    for place, number in enumerate(order):
        rank += not place or keys[number] != keys[order[place - 1]]
        ranks[number] = rank
    file.add("title_order", np.array(order, np.uint32))
    heads.write(file, "title", map(keys.__getitem__, order))
    file.add("title_ranks", ranks)


def _add_range(file: ArrayWriter, name: str, records: Sequence[Record]) -> None:
    span: Callable[[str], tuple[int, int] | None] = cache(dates.span)
    ends = np.full((2, len(records)), MISSING, np.int64)
    for number, record in enumerate(records):
        value = getattr(record, name, None)
        if isinstance(value, int):
            ends[:, number] = value
        elif value and (found := span(value)) is not None:
            ends[:, number] = found
    file.add(f"{name}_from", ends[0])
    file.add(f"{name}_to", ends[1])


def add_facet(file: ArrayWriter, name: str, found: Facet) -> None:
    """Write a facet's values, and the records of each value."""
    hashes.write(file, f"{name}_keys", found.keys)
    strings.write(file, f"{name}_spellings", found.spellings)
    strings.write(file, f"{name}_written", found.written)
    order = sorted(range(len(found.keys)), key=found.keys.__getitem__)
    file.add(f"{name}_by_key", np.array(order, np.uint32))
    file.add(f"{name}_written_firsts", found.written_firsts.astype(np.uint32))
    used = np.bincount(found.variants, minlength=len(found.written) + 1)[:-1]
    file.add(f"{name}_written_counts", used.astype(np.uint32))
    file.add(f"{name}_rows", found.rows.astype(np.uint32))
    file.add(f"{name}_ordinals", found.ordinals)
    file.add(f"{name}_variants", found.variants)
    records = np.repeat(np.arange(len(found.rows) - 1), np.diff(found.rows))
    keys = np.sort(found.ordinals.astype(np.int64) << 32 | records)
    firsts = np.searchsorted(keys >> 32, np.arange(len(found.keys) + 2))
    file.add(f"{name}_firsts", firsts.astype(np.uint32))
    file.add(f"{name}_records", (keys & 0xFFFFFFFF).astype(np.uint32))
    file.add(f"{name}_by_count", np.argsort(-np.diff(firsts), kind="stable").astype(np.uint32))
    _add_slots(file, name, found, records)
    if name in NAMED:
        heads.write(file, f"{name}_key", map(found.keys.__getitem__, order))
        suggest_words.write(file, name, found.keys)


def _add_slots(file: ArrayWriter, name: str, found: Facet, records: Array) -> None:
    """Write the first value of each record, and the others with their records: most records have but one."""
    starts, widths = found.rows[:-1], np.diff(found.rows)
    first = np.full(len(widths), len(found.keys) + 1, np.uint32)
    first[widths > 0] = found.ordinals[starts[widths > 0]]
    other = np.ones(len(found.ordinals), np.bool_)
    other[starts[widths > 0]] = False
    file.add(f"{name}_first", first)
    file.add(f"{name}_other_records", records[other].astype(np.uint32))
    file.add(f"{name}_other_ordinals", found.ordinals[other])


def _add_records(file: ArrayWriter, encoded: Iterable[bytes], compressor: blobs.Compressor) -> None:
    """Write the records without their labels, and these by themselves."""
    lines: list[bytes] = []
    labels: list[bytes] = []
    for line, of_record in map(take_apart, encoded):
        lines += compressor.compress([line])
        labels += compressor.compress(of_record)
    _add_blobs(file, "records", lines)
    _add_blobs(file, "labels", labels)


def _add_blobs(file: ArrayWriter, name: str, compressed: Sequence[bytes]) -> None:
    offsets, data = blobs.joined(compressed)
    file.add(f"{name}_offsets", offsets)
    file.add(f"{name}_bytes", data)
