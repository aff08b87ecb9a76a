"""Merged segments are the bytes that one writing of their live records gives."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.engines.whoosh import merge_words
from index.engines.whoosh.chunk import write_segment
from index.engines.whoosh.format import ArrayReader
from index.engines.whoosh.merge import merge
from index.engines.whoosh.segment import Segment
from index.mapped import MappedFile
from index.records import Record, to_json
from tests import records as generated

EMPTY = np.zeros(0, np.uint32)


def written(path: Path, records: list[Record]) -> Path:
    write_segment(path, [to_json(record).encode() for record in sorted(records, key=lambda record: record.id)], b"")
    return path


def opened(path: Path, deleted: set[str]) -> Segment:
    segment = Segment(ArrayReader(MappedFile(path), path.name), EMPTY)
    numbers = [number for number, each in enumerate(segment.ids) if each in deleted]
    return Segment(segment.file, np.array(numbers, np.uint32))


@pytest.mark.parametrize("block", [7, 1 << 21])
@settings(max_examples=30, deadline=None)
@given(records=generated.collections(), data=st.data(), joined=st.booleans())
def test_a_merged_segment_has_the_bytes_of_one_written_at_once(
        block: int, records: list[Record], data: st.DataObject, joined: bool) -> None:
    parts = data.draw(st.integers(1, 4))
    if joined:
        records.sort(key=lambda record: record.id)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(records)), min_size=parts - 1, max_size=parts - 1)))
        groups = [records[a:b] for a, b in zip([0, *cuts], [*cuts, len(records)], strict=True)]
        deleted = set[str]()
    else:
        of_record = data.draw(st.lists(st.integers(0, parts - 1), min_size=len(records), max_size=len(records)))
        groups = [[record for record, part in zip(records, of_record, strict=True) if part == n] for n in range(parts)]
        deleted = data.draw(st.sets(st.sampled_from([record.id for record in records]))) if records else set()
    groups = [group for group in groups if group]
    assume(len(records) > len(deleted))
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        patch.setattr(merge_words, "BLOCK", block)
        folder = Path(name)
        segments = [opened(written(folder / str(n), group), deleted) for n, group in enumerate(groups)]
        merge(folder / "merged", segments, b"")
        for segment in segments:
            segment.close()
        written(folder / "once", [record for record in records if record.id not in deleted])
        assert (folder / "merged").read_bytes() == (folder / "once").read_bytes()
