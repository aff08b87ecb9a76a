"""An invented label of openFDA, and what is read of it with other values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields

from hypothesis import strategies as st

from index.records import Label, Monograph, Source
from indexer.sources import openfda
from indexer.sources.base import Part, Reading

WHOLE = Source("labels.json", "ab" * 32, 0, 0, openfda.PARSER, "2025-01-02T03:04:05Z")
BACLOFEN, LEVODOPA, CARBIDOPA = "H789N3FKE8", "46627O600J", "MNX7R8C5VO"
LABEL = {
    "spl_product_data_elements": ["Baclofen Baclofen BACLOFEN BACLOFEN STARCH, CORN"],
    "boxed_warning": ["WARNING: do not stop abruptly."],
    "indications_and_usage": ["For spasticity.", "For nothing else."],
    "set_id": "0a-1b", "id": "9f-8e", "effective_time": "20241112", "version": "3",
    "openfda": {"unii": [BACLOFEN], "substance_name": ["BACLOFEN"], "generic_name": ["BACLOFEN"],
                "brand_name": ["Lioresal"], "manufacturer_name": ["A Maker, Inc."], "route": ["ORAL"],
                "product_ndc": ["1-2"], "is_original_packager": [True], "spl_set_id": ["0a-1b"], "spl_id": ["9f-8e"],
                "pharm_class_epc": ["gamma-Aminobutyric Acid-ergic Agonist [EPC]"]},
}


def reading(stated: object) -> Reading:
    return openfda.read(Part(100, json.dumps(stated, ensure_ascii=False).encode()), WHOLE)


def monograph(**changes: object) -> Monograph:
    """What is read of the label with other values; None takes one away."""
    (found,) = reading({key: value for key, value in (LABEL | changes).items() if value is not None}).records
    assert isinstance(found, Monograph)
    return found


def label(**changes: object) -> Label:
    (found,) = monograph(**changes).labels
    return found


def about(*uniis: str, names: tuple[str, ...] = (), **more: object) -> Monograph:
    return monograph(openfda={"unii": uniis, "substance_name": names}, **more)


def cautions(**changes: object) -> list[str]:
    return [caution.reason for caution in reading(LABEL | changes).cautions]


def leaves(value: object) -> Iterator[str]:
    """All texts in a JSON value, keys of objects aside."""
    if isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from leaves(inside)
    elif isinstance(value, bool):
        yield "Yes" if value else "No"
    elif value is not None and str(value).strip():
        yield str(value).strip()


def texts(value: object) -> list[str]:
    """All texts of a record, headings included."""
    if isinstance(value, Mapping):
        return [text for heading, inside in value.items() for text in (heading, *texts(inside))]
    if isinstance(value, tuple):
        return [text for each in value for text in texts(each)]
    if isinstance(value, Monograph | Label):
        return [text for spec in fields(value) if spec.name != "sources" for text in texts(getattr(value, spec.name))]
    return [] if value is None else [str(value)]


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=6),
                           lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3))
