"""Real labels of openFDA: every text is in the record, every box is a box."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import pytest

from index.records import Monograph
from indexer.merge import merge
from tests.indexer.drug_labels import leaves, reading, texts
from tests.indexer.markup import Nodes
from tests.indexer.real import SHARED, needs_shared


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def nodes(key: str, text: str) -> list[str]:
    """The texts of a leaf; of a table those between its tags."""
    if not key.endswith("_table"):
        return [text]
    parser = Nodes()
    parser.feed(re.sub(r"<([\w]+)([^>]*)/>", r"<\1\2></\1>", text))
    return parser.found


def real() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SHARED / "data/openfda/drug-label-sample.json").read_text("utf-8"))["results"]
    return found


@needs_shared
@pytest.mark.parametrize("number", range(15))
def test_every_leaf_of_a_real_label_is_in_its_record(number: int) -> None:
    stated = real()[number]
    (found,) = reading(stated).records
    kept = squeezed("\n".join(texts(found)).replace("^", ""))

    for key, value in stated.items():
        for text in leaves(value):
            for node in nodes(key, text):
                assert squeezed(node).replace("^", "") in kept or (key, re.sub(r"(....)(..)", r"\1-\2-", text)) == (
                    "effective_time", found.labels[0].date), (key, node)
    assert reading(stated).cautions == ()


@needs_shared
def test_the_boxes_of_real_labels_are_boxes() -> None:
    for stated in real():
        (found,) = reading(stated).records
        assert isinstance(found, Monograph)
        assert found.labels[0].boxed_warning == tuple(stated.get("boxed_warning", ()))


@needs_shared
def test_real_labels_come_together_by_substance() -> None:
    found = merge(record for stated in real() for record in reading(stated).records)
    counts = {record.id: len(record.labels) for record in found.records if isinstance(record, Monograph)}

    assert len(counts) == 12
    assert (counts["46627O600J+MNX7R8C5VO"], counts["8ZYQ1474W7"], sum(counts.values())) == (3, 2, 15)
