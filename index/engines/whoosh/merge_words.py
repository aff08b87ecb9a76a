"""The inverted lists of several segments -> those of one, streamed through buffers of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh import dictionary
from index.engines.whoosh.dictionary import Stems
from index.engines.whoosh.format import Array, ArrayWriter, smallest
from index.engines.whoosh.merge_places import Places, merge_places
from index.engines.whoosh.ragged import rows
from index.engines.whoosh.segment import Segment

BLOCK = 1 << 21
"""Elements of lists that are brought into order at a time."""
_IRREGULAR = "\0"
"""Ends the word of a form whose stem is the word itself, although the text policy has another one."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists of postings of one segment.

    Attributes:
        keys: of each list its key in the new segment, ascending.
        starts, stored: where each list begins, and its elements.
        counts: those of live records.
    """

    keys: Array
    starts: Array
    stored: Array
    counts: Array

    def between(self, low: int, high: int) -> _Lists:
        """Those with keys from ``low`` up to ``high``, which is left out."""
        part = slice(*np.searchsorted(self.keys, (low, high)))
        return _Lists(self.keys[part], self.starts[part], self.stored[part], self.counts[part])


def merge_words(file: ArrayWriter, segments: Sequence[Segment], new: Sequence[Array],
                tell: Callable[[float], object], *, is_joined: bool) -> None:
    """Merge everything about words.

    Args:
        file: to write to.
        segments: to merge.
        new: of each, its records' new numbers; -1 if deleted.
        tell: told how much is done.
        is_joined: whether each segment's records just follow those of the one before.
    """
    places = merge_places(file, segments, new, is_joined=is_joined)
    live = [_live_counts(segment) for segment in segments]
    words, irregular, maps = _united(segments, live)
    stems = dictionary.write(file, words, irregular)
    lists = [_lists(segment, counts, keys, stems, len(words))
             for segment, counts, keys in zip(segments, live, maps, strict=True)]
    _merge_postings(file, segments, new, lists, stems, len(words), lambda part: tell(part / 2), is_joined=is_joined)
    del lists
    _merge_positions(file, segments, maps, len(words), places, lambda part: tell((1 + part) / 2))


def _live_counts(segment: Segment) -> tuple[Array, Array]:
    """Live postings of each form, and of each stem."""
    bounds = segment.column("form_bounds").all().astype(np.int64)
    starts, counts = (segment.column(f"stem_{name}").all().astype(np.int64) for name in ("starts", "counts"))
    if segment.live is None:
        return np.diff(bounds), counts
    before = np.concatenate([[0], np.cumsum(segment.live[segment.column("posting_records").all()])])
    return np.diff(before[bounds]), before[starts + counts] - before[starts]


def _united(segments: Sequence[Segment],
            live: Sequence[tuple[Array, Array]]) -> tuple[list[str], list[int], list[Array]]:
    """All words of live records, ascending; the irregular forms; of each segment its forms' new numbers, else -1."""
    keys = sorted({key for segment, (counts, _) in zip(segments, live, strict=True)
                   for key, count in zip(_keys(segment), counts.tolist(), strict=True) if count})
    numbers = {key: number for number, key in enumerate(keys)}
    maps = [np.fromiter((numbers.get(key, -1) for key in _keys(segment)), np.int64, len(segment.words))
            for segment in segments]
    irregular = [number for number, key in enumerate(keys) if key.endswith(_IRREGULAR)]
    for number in irregular:
        keys[number] = keys[number][:-1]
    return keys, irregular, maps


def _keys(segment: Segment) -> Iterator[str]:
    irregular = set(segment.column("words_irregular").all().tolist())
    if not irregular:
        return iter(segment.words)
    return (word + _IRREGULAR if form in irregular else word for form, word in enumerate(segment.words))


def _lists(segment: Segment, live: tuple[Array, Array], forms: Array, stems: Stems, count: int) -> _Lists:
    """The postings of a segment's forms and, behind them, of the stems that have several forms in the new segment."""
    stem_of_form = np.zeros(count, np.int64)
    stem_of_form[stems.forms] = np.repeat(np.arange(len(stems.firsts) - 1), np.diff(stems.firsts))
    joint = np.full(len(stems.firsts) - 1, -1, np.int64)
    joint[stems.several()] = np.arange(len(stems.several()))
    firsts, own = (segment.column(f"stem_{name}").all().astype(np.int64) for name in ("firsts", "forms"))
    in_new = np.maximum.reduceat(forms[own], firsts[:-1]) if len(own) else own
    ranks = np.where(in_new >= 0, joint[stem_of_form[in_new]], -1) if len(in_new) else in_new
    bounds = segment.column("form_bounds").all().astype(np.int64)
    starts, sizes = (segment.column(f"stem_{name}").all().astype(np.int64) for name in ("starts", "counts"))
    kept, kept_stems = forms >= 0, ranks >= 0
    parts = ((forms[kept], count + ranks[kept_stems]), (bounds[:-1][kept], starts[kept_stems]),
             (np.diff(bounds)[kept], sizes[kept_stems]), (live[0][kept], live[1][kept_stems]))
    return _Lists(*(np.concatenate(part) for part in parts))


def _blocks(counts: Array, tell: Callable[[float], object]) -> Iterator[tuple[int, int]]:
    """Spans of keys, each of one key or of at most :data:`BLOCK` elements; ``tell`` is told when one is done."""
    ends = np.cumsum(counts)
    low = 0
    while low < len(counts):
        done = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, done + BLOCK, side="right")))
        yield low, high
        tell(ends[high - 1] / max(1, ends[-1]))
        low = high


def _merge_postings(file: ArrayWriter, segments: Sequence[Segment], new: Sequence[Array], lists: Sequence[_Lists],
                    stems: Stems, forms: int, tell: Callable[[float], object], *, is_joined: bool) -> None:
    counts = np.zeros(forms + len(stems.several()), np.int64)
    for each in lists:
        counts[each.keys] += each.counts
    bounds = np.concatenate([[0], np.cumsum(counts)])
    dictionary.write_bounds(file, stems, bounds, forms)
    size = sum(int(np.count_nonzero(numbers >= 0)) for numbers in new)
    all_records = file.reserve("posting_records", smallest(size), int(bounds[-1]))
    all_x = file.reserve("posting_x", "f4", int(bounds[-1]))
    for low, high in _blocks(counts, tell):
        cursor = bounds[low:high] - bounds[low]
        records, x = np.empty(bounds[high] - bounds[low], np.uint32), np.empty(bounds[high] - bounds[low], np.float32)
        for segment, numbers, each in zip(segments, new, lists, strict=True):
            part = each.between(low, high)
            if len(part.keys):
                to = rows(cursor[part.keys - low], part.counts)
                records[to], x[to] = _postings(segment, numbers, part)
                cursor[part.keys - low] += part.counts
        if not is_joined:
            order = np.argsort(np.repeat(np.arange(high - low), counts[low:high]) << 32 | records, kind="stable")
            records, x = records[order], x[order]
        all_records.append(records)
        all_x.append(x)


def _postings(segment: Segment, new: Array, part: _Lists) -> tuple[Array, Array]:
    """New record numbers and x of the live postings of these lists."""
    first, last = int(part.starts[0]), int(part.starts[-1] + part.stored[-1])
    if last - first == part.stored.sum() and np.array_equal(part.starts[1:], part.starts[:-1] + part.stored[:-1]):
        records = segment.column("posting_records").part(first, last)
        x = segment.column("posting_x").part(first, last)
    else:
        at = rows(part.starts, part.stored)
        records, x = segment.column("posting_records").take(at), segment.column("posting_x").take(at)
    numbers = new[records]
    if segment.live is None:
        return numbers, x
    return numbers[numbers >= 0], x[numbers >= 0]


def _merge_positions(file: ArrayWriter, segments: Sequence[Segment], maps: Sequence[Array], forms: int,
                     places: Places, tell: Callable[[float], object]) -> None:
    counts = np.zeros(forms, np.int64)
    for segment, keys in zip(segments, maps, strict=True):
        starts = segment.column("pair_starts").all()[segment.column("pair_firsts").all()].astype(np.int64)
        counts[keys[keys >= 0]] += np.diff(starts)[keys >= 0]
    region = file.stream("positions", smallest(places.end))
    pairs, sizes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for low, high in _blocks(counts, tell):
        found = [places.renumbered(number, maps[number], low, high) for number in range(len(segments))]
        keys = np.unique(np.concatenate([each.keys for each in found]))
        lists = [np.searchsorted(keys, each.keys) for each in found]
        total = np.zeros(len(keys), np.int64)
        for each, at in zip(found, lists, strict=True):
            total[at] += each.counts
        positions = np.empty(total.sum(), np.uint32)
        cursor = np.cumsum(total) - total
        for each, at in zip(found, lists, strict=True):
            positions[rows(cursor[at], each.counts)] = each.positions
            cursor[at] += each.counts
        if not places.is_joined:
            joint = np.sort(np.repeat(np.arange(len(keys)), total) << 32 | positions)
            positions = (joint & 0xFFFFFFFF).astype(np.uint32)
        region.append(positions)
        pairs.append(keys)
        sizes.append(total)
    keys, total = np.concatenate(pairs), np.concatenate(sizes)
    file.close_stream("positions", int(total.sum()))
    file.add("pair_firsts", np.searchsorted(keys >> 5, np.arange(forms + 1)).astype(np.uint32))
    file.add("pair_fields", (keys & 31).astype(np.uint8))
    file.add("pair_starts", np.concatenate([[0], np.cumsum(total)]).astype(np.uint64))
