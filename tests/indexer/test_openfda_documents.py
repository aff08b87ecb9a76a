"""Downloads of openFDA: each label from its own bytes; what is none is lost with a reason."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Monograph
from indexer.sources import openfda
from indexer.sources.base import Document, Part, Reading
from indexer.sources.formats import read
from tests.indexer.drug_labels import LABEL, WHOLE, json_values, reading


@given(st.binary() | st.text().map(str.encode) | json_values.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_label_is_lost_with_a_reason_and_never_raises(data: bytes) -> None:
    found = openfda.read(Part(100, data), WHOLE)

    assert len(found.records) + len(found.lost) == 1
    assert all((lost.offset, lost.length) == (100, len(data)) and lost.reason for lost in found.lost)


def test_bytes_that_are_no_utf8_do_not_cost_the_label() -> None:
    data = json.dumps(LABEL | {"warnings": ["50 µg"]}, ensure_ascii=False).encode("cp1252")
    (record,) = openfda.read(Part(100, data), WHOLE).records

    assert isinstance(record, Monograph)
    assert record.labels[0].texts["Warnings"] == ("50 µg",)
    assert [caution.reason for caution in openfda.read(Part(100, data), WHOLE).cautions] == [
        "1 bytes are no UTF-8 and were read as Windows-1252"]


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900, b'{"a": "\\ud800"}', b"\xff"],
                         ids=["array", "object", "deep", "surrogate", "binary"])
def test_hostile_json_is_lost_with_a_reason(data: bytes) -> None:
    found = openfda.read(Part(0, data), WHOLE)

    assert len(found.records) + len(found.lost) == 1


@pytest.mark.parametrize("value", [b"[],", b"1,", b"{},"], ids=["arrays", "numbers", "objects"])
def test_a_label_of_millions_of_values_is_lost_before_they_fill_the_memory(value: bytes) -> None:
    data = b'{"set_id": "x", "warnings": [' + value * 2_000_001 + b"1]}"
    assert [lost.reason for lost in openfda.read(Part(0, data), WHOLE).lost] == ["no label: more than 2,000,000 values"]


@pytest.mark.parametrize("stated", [{}, {"openfda": {}}, {"warnings": [" ", None]}], ids=["empty", "no-openfda", "blank"])
def test_a_label_that_states_nothing_is_lost(stated: object) -> None:
    assert [lost.reason for lost in reading(stated).lost] == ["a label that states nothing"]


def bulk(*labels: str) -> bytes:
    """A download with these labels, each as JSON."""
    return ('\ufeff{ "meta": {"disclaimer": "Do not rely on this", "results": {"total": 2}},\n "results": [' + ",\n".join(labels) + "]}").encode()


def test_each_label_of_a_download_is_read_from_its_own_bytes() -> None:
    labels = [json.dumps(LABEL | {"set_id": set_id, "warnings": ["50 µg"]}, indent=1, ensure_ascii=False) for set_id in ("1", "2")]
    found = read(Document("labels.json", bulk(*labels)), "2025-01-02T03:04:05Z")

    assert isinstance(found, Reading)
    assert (found.cautions, found.lost) == ((), ())
    for record, stated in zip(found.records, labels, strict=True):
        (source,) = record.sources
        assert bulk(*labels)[source.offset : source.offset + source.length].decode() == stated


def test_damage_costs_one_label_only() -> None:
    found = read(Document("labels.json", bulk(json.dumps(LABEL), json.dumps(LABEL)[:300], json.dumps(LABEL))), "2025-01-02T03:04:05Z")

    assert isinstance(found, Reading)
    assert (len(found.records), len(found.lost)) == (2, 1)


def test_only_labels_are_recognised() -> None:
    assert openfda.recognises(bulk('{"spl_product_data_elements" : ["x"]}'))
    assert openfda.recognises(b'{"set_id": "1"}')
    assert not openfda.recognises(b'{"meta": {}, "results": [{"submissions": []}]}')
    assert not openfda.recognises(b'{"briefSummary": "its \\"set_id\\": is quoted"}')
    assert not openfda.recognises(b"MedPath\n\"set_id\": 1")
