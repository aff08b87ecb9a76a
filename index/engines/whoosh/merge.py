"""Several segments -> one, without reading their text again.

Dictionaries are united, lists are copied piece by piece with new numbers. The result is the same, byte
by byte, as if all records had been written at once; deleted records are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.engines.whoosh import blobs, hashes, values
from index.engines.whoosh.chunk import DIGEST, add_facet, add_groups, add_titles
from index.engines.whoosh.format import Array, ArrayWriter
from index.engines.whoosh.merge_words import merge_words
from index.engines.whoosh.ragged import rows
from index.engines.whoosh.segment import Segment
from index.engines.whoosh.strings import Strings
from index.fields import LISTED, RANGES
from index.records import digest_of


@dataclass(frozen=True, slots=True)
class Numbering:
    """The live records of several segments, numbered anew by id.

    Attributes:
        new: of each segment, its records' new numbers; -1 if deleted.
        order: of each new number, its place among all records of all segments, one segment after the other.
        is_joined: whether each segment's records just follow those of the one before.
    """

    new: list[Array]
    order: Array
    is_joined: bool


def merge(path: Path, segments: Sequence[Segment], dictionary: bytes,
          tell: Callable[[float], object] = lambda _: None) -> None:
    """Write the live records of segments as one.

    Args:
        path: of the new file.
        segments: at least one, with live records, no two of which have the same id.
        dictionary: for the records' blobs.
        tell: told how much of the words is merged, which is nearly all of the work.

    Raises:
        OSError: if the disk fails; the file is left behind then.
    """
    file = ArrayWriter(path)
    try:
        numbering = _numbered(segments)
        merge_words(file, segments, numbering.new, tell, is_joined=numbering.is_joined)
        labels = _merge_labels(file, segments, numbering)
        _merge_names(file, segments, numbering)
        for name in RANGES:
            for end in ("from", "to"):
                columns = [segment.column(f"{name}_{end}").all() for segment in segments]
                file.add(f"{name}_{end}", np.concatenate(columns)[numbering.order])
        for facet in LISTED:
            add_facet(file, facet.name, _merged_facet(segments, numbering, facet.name))
        orders = {"records": numbering.order, "labels": labels, "cards": numbering.order}
        _merge_blobs(file, segments, orders, dictionary, is_joined=numbering.is_joined)
        file.finish({"records": len(numbering.order), "digest": f"{_digest(segments):064x}"})
    finally:
        file.close()


def _numbered(segments: Sequence[Segment]) -> Numbering:
    whole = all(segment.live is None for segment in segments)
    if whole and all(one.ids[one.size - 1] < other.ids[0] for one, other in pairwise(segments)):
        starts = np.cumsum([0, *(segment.size for segment in segments)])
        return Numbering([np.arange(a, b) for a, b in pairwise(starts)], np.arange(starts[-1]), is_joined=True)
    live = np.concatenate([np.ones(segment.size, np.bool_) if segment.live is None else segment.live
                           for segment in segments])
    ids = [each for segment in segments for each in segment.ids]
    order = np.array(sorted(np.flatnonzero(live).tolist(), key=ids.__getitem__), np.int64)
    new = np.full(len(ids), -1, np.int64)
    new[order] = np.arange(len(order))
    bounds = np.cumsum([segment.size for segment in segments])[:-1]
    return Numbering(np.split(new, bounds), order, is_joined=False)


def _merge_names(file: ArrayWriter, segments: Sequence[Segment], numbering: Numbering) -> None:
    hashes.write(file, "ids", _reordered(segments, "ids", numbering))
    add_titles(file, _reordered(segments, "titles", numbering))
    pairs = sorted(pair for segment, new in zip(segments, numbering.new, strict=True) for pair in _named(segment, new))
    add_groups(file, "name", [form for form, _ in pairs], np.array([number for _, number in pairs], np.uint32))


def _reordered(segments: Sequence[Segment], name: str, numbering: Numbering) -> list[str]:
    found = [each for segment in segments for each in Strings(segment.file, name)]
    return found if numbering.is_joined else [found[number] for number in numbering.order.tolist()]


def _named(segment: Segment, new: Array) -> Iterator[tuple[str, int]]:
    firsts = segment.column("name_firsts").all().tolist()
    numbers = new[segment.column("name_records").all()].tolist()
    for form, (first, last) in zip(segment.names, pairwise(firsts), strict=True):
        for number in numbers[first:last]:
            if number >= 0:
                yield form, number


def _merged_facet(segments: Sequence[Segment], numbering: Numbering, name: str) -> values.Facet:
    pairs: dict[tuple[str, str], int] = {}
    found, widths = [], []
    for segment in segments:
        keys = Strings(segment.file, f"{name}_keys")
        sizes = np.diff(segment.column(f"{name}_written_firsts").all()).tolist()
        of_written = [key for key, size in zip(keys, sizes, strict=True) for _ in range(size)]
        written = Strings(segment.file, f"{name}_written")
        numbers = [pairs.setdefault(pair, len(pairs)) for pair in zip(of_written, written, strict=True)]
        found.append(np.array([*numbers, -1], np.int64)[segment.column(f"{name}_variants").all()])
        widths.append(np.diff(segment.column(f"{name}_rows").all().astype(np.int64)))
    joint, sizes_of = np.concatenate(found), np.concatenate(widths)
    if not numbering.is_joined:
        starts = np.cumsum(sizes_of) - sizes_of
        sizes_of = sizes_of[numbering.order]
        joint = joint[rows(starts[numbering.order], sizes_of)]
    return values.ordered(list(pairs), joint, np.concatenate([[0], np.cumsum(sizes_of)]))


def _merge_blobs(file: ArrayWriter, segments: Sequence[Segment], orders: Mapping[str, Array], dictionary: bytes, *,
                 is_joined: bool) -> None:
    file.add("dictionary", np.frombuffer(dictionary, np.uint8))
    compressor = blobs.Compressor(dictionary)
    alike = [segment.column("dictionary").all().tobytes() == dictionary for segment in segments]
    for name, order in orders.items():
        if is_joined and all(alike):
            _join_blobs(file, name, segments)
            continue
        stores = [blobs.Blobs(segment.file, name) for segment in segments]
        places = [(stored, number, same) for stored, same in zip(stores, alike, strict=True)
                  for number in range(len(stored))]
        offsets, data = blobs.joined([stored.compressed(number) if same else compressor.compress([stored[number]])[0]
                                      for stored, number, same in map(places.__getitem__, order.tolist())])
        file.add(f"{name}_offsets", offsets)
        file.add(f"{name}_bytes", data)


def _merge_labels(file: ArrayWriter, segments: Sequence[Segment], numbering: Numbering) -> Array:
    """Write where labels begin; of each new number of a label, its place among the labels of all segments."""
    firsts = [segment.column("label_firsts").all().astype(np.int64) for segment in segments]
    counts = np.concatenate([np.diff(each) for each in firsts])
    order = rows((np.cumsum(counts) - counts)[numbering.order], counts[numbering.order])
    file.add("label_firsts", np.concatenate([[0], np.cumsum(counts[numbering.order])]).astype(np.uint32))
    starts = np.concatenate([segment.column("label_starts").all() for segment in segments])
    file.add("label_starts", starts[order])
    return order


def _join_blobs(file: ArrayWriter, name: str, segments: Sequence[Segment]) -> None:
    offsets = [segment.column(f"{name}_offsets").all().astype(np.int64) for segment in segments]
    sizes = np.concatenate([np.diff(each) for each in offsets])
    file.add(f"{name}_offsets", np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64))
    region = file.reserve(f"{name}_bytes", "u1", int(sizes.sum()))
    for segment in segments:
        region.append(segment.column(f"{name}_bytes").all())


def _digest(segments: Sequence[Segment]) -> int:
    total = sum(int(segment.file.meta["digest"], 16) for segment in segments)
    gone = sum(digest_of(segment.line(number))
               for segment in segments for number in segment.deleted.tolist())
    return (total - gone) % DIGEST
