"""The JSON of a record: canonical, strict, and the same as Python's own."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import (
    KINDS,
    Article,
    Label,
    Monograph,
    Origin,
    Other,
    Record,
    Source,
    Trial,
    decode,
    decode_label,
    encode,
    from_dict,
    from_json,
    put_together,
    take_apart,
    to_dict,
    to_json,
)
from tests import records as generated

SOURCE = Source("a.txt", "0" * 64, 3, 4, "medpath/1", "2026-01-02T03:04:05Z")
HOSTILE = ('","kind":"article"', "\\", "\"", "\x00\x1f\x7f\b\f\n\r\t", "\u2028\u2029\ufeff", "\U0001f600 中文", "", " ", "null")
strings = st.sampled_from(HOSTILE) | st.text(max_size=12)
lists = st.lists(strings, max_size=3).map(tuple)
extras = st.dictionaries(strings, lists, max_size=3)
labels = st.lists(st.builds(Label, set_id=strings, maker=strings | st.none(), names=lists, boxed_warning=lists, texts=extras),
                  max_size=2).map(tuple)
origins = st.builds(Origin, st.lists(st.integers(1, 9), max_size=2).map(tuple),
                    st.lists(st.builds(Other, st.integers(1, 9), strings), max_size=2).map(tuple))
sources = st.lists(st.builds(Source, strings, strings, st.integers(0, 2**40), st.integers(0, 2**40), strings, strings),
                   max_size=2).map(tuple)


def _values(annotation: str) -> st.SearchStrategy[Any]:
    return {"str": strings, "str | None": strings | st.none(), "tuple[str, ...]": lists, "Extra": extras,
            "int | None": st.integers(1 - 2**53, 2**53 - 1) | st.none(), "tuple[Source, ...]": sources, "tuple[Label, ...]": labels,
            "Provenance": st.dictionaries(strings, origins, max_size=2)}[annotation]


hostile = st.one_of(*(st.builds(cls, **{spec.name: _values(str(spec.type)) for spec in fields(cls)})
                      for cls in KINDS.values()))
records = st.one_of(generated.trials, generated.monographs, generated.articles, hostile)


@given(records)
def test_a_record_is_written_as_python_writes_its_values_and_read_back_whole(record: Record) -> None:
    plain = json.dumps(to_dict(record), ensure_ascii=False, separators=(",", ":"))

    assert encode(record) == plain.encode()
    assert to_json(record) == plain
    assert decode(plain.encode()) == from_json(plain) == from_dict(json.loads(plain)) == record
    assert type(decode(plain.encode())) is type(record)


@given(records)
def test_a_record_is_taken_apart_into_its_labels_and_all_else_and_is_the_same_put_together(record: Record) -> None:
    line, labels = take_apart(encode(record))

    stated = record.labels if isinstance(record, Monograph) else ()
    assert tuple(map(decode_label, labels)) == stated
    assert decode(line) == (replace(record, labels=()) if isinstance(record, Monograph) else record)
    assert put_together(line, labels) == encode(record)


@pytest.mark.parametrize("record", [
    Trial(id="a", title="lone \ud800"), Trial(id="a", title="b", conditions=("\udfff",)),
    Trial(id="a", title="b", extra={"\ud800": ()}), Trial(id="a", title=5),  # type: ignore[arg-type]
    Trial(id="a", title="b", enrollment="40"), Trial(id="a", title="b", enrollment=4.0),  # type: ignore[arg-type]
    Trial(id="a", title="b", enrollment=2**53), Trial(id="a", title="b", enrollment=True), Trial(id="a", title="b", phases=("1", 2)),  # type: ignore[arg-type]
    Trial(id="a", title="b", phases="Phase 1"), Article(id="a", title=None),  # type: ignore[arg-type]
    Monograph(id="a", title="b", extra={"x": "y"}), Monograph(id="a", title="b", extra={1: ("y",)}),  # type: ignore[dict-item]
    Monograph(id="a", title="b", sources=(replace(SOURCE, offset="3"),)),  # type: ignore[arg-type]
], ids=repr)
def test_a_record_with_a_value_of_a_wrong_type_is_not_written(record: Record) -> None:
    with pytest.raises(ValueError):
        encode(record)


@pytest.mark.parametrize("line", [
    b"", b"{}", b"[]", b"null", b'{"id":"a","title":"b"}', b'{"id":"a","kind":"trial"}', b'{"id":"a","kind":"drug","title":"b"}',
    b'{"id":"a","kind":"trial","title":"b"', b'{"id":"a","kind":"trial","title":null}', b'{"id":"a","kind":"trial","title":"\xff"}',
    b'{"id":"a","kind":"trial","title":"\\ud800"}', b'{"id":"a","kind":"trial","title":"b","enrollment":"40"}',
    b'{"id":"a","kind":"trial","title":"b","enrollment":4.0}', b'{"id":"a","kind":"trial","title":"b","phases":[1]}',
    b'{"id":"a","kind":"trial","title":"b","extra":{"x":"y"}}', b'{"id":"a","kind":"trial","title":"b","sources":[{"offset":3}]}',
], ids=repr)
def test_what_is_no_record_is_not_read_as_one(line: bytes) -> None:
    with pytest.raises(ValueError):
        decode(line)
