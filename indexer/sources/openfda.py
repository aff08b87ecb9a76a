"""Drug labels of openFDA, as in its bulk download and the answers of its API: ``{"meta": …, "results": [label, …]}``.

Each label gives a monograph of its substance, or of its substances together, with this one label and
nothing that a label says outside of it: names, UNII and pharmacologic classes alone are the monograph's
own. NDCs, RxCUIs, application numbers, routes and product types are of a maker's product and stay with
the label.

Source of the format: https://open.fda.gov/apis/drug/label/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import msgspec

from index.records import Extra, Monograph, Source
from indexer.sources import json_parts, openfda_label, openfda_substance
from indexer.sources.base import Caution, Lost, Part, Reading, all_lost
from indexer.sources.decoding import decode, no_utf_8
from indexer.sources.ids import fingerprint
from indexer.sources.json_values import NoJson, require_few
from indexer.sources.openfda_label import OF_SUBSTANCE, heading, joined, leaves, openfda

PARSER = "openfda/1"

_DECODE = msgspec.json.Decoder(dict[str, Any], float_hook=str).decode
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_KEYS = re.compile(rb'"(?:set_id|spl_set_id|spl_product_data_elements|package_label_principal_display_panel)"\s*:')


def recognises(head: bytes) -> bool:
    """Whether this is JSON with a key that only labels have."""
    return _OBJECT.match(head) is not None and _KEYS.search(head) is not None


def parts(file: BinaryIO) -> Iterator[Part | Lost]:
    """A label each; behind damage the next one is found by the key with which labels begin."""
    return json_parts.parts(file, "results", "spl_product_data_elements")


def read(part: Part, whole: Source) -> Reading:
    """The monograph of a label; cautions for what is kept as it stands."""
    source = replace(whole, offset=part.offset, length=len(part.data))
    try:
        require_few(part.data)
        text, foreign = decode(part.data)
        stated = _DECODE(text)
        if any(leaves(stated)):
            return _reading(stated, source, foreign)
        reason = "a label that states nothing"
    except (msgspec.DecodeError, NoJson) as error:
        reason = f"no label: {error}"
    except RecursionError:
        reason = "a label nested too deeply"
    return all_lost(part, whole, reason)


def _reading(stated: Mapping[str, Any], source: Source, foreign: int) -> Reading:
    set_id = joined(stated.get("set_id")) or joined(stated.get("id")) or fingerprint(repr(stated))
    substance = openfda_substance.read(stated, set_id)
    label = openfda_label.read(stated, set_id)
    monograph = Monograph(
        id=substance.id, title=substance.title, generic_name=substance.name, unii=substance.unii,
        brand_names=label.names, drugs=(substance.name,) if substance.name else (), labels=(label,),
        extra=_classes(openfda(stated)), sources=(source,))
    reasons = filter(None, (substance.doubt, *_doubts(stated, set_id, foreign)))
    cautions = tuple(Caution(source.document, source.offset, reason) for reason in reasons)
    return Reading(source.document, (monograph,), cautions)


def _classes(products: Mapping[str, Any]) -> Extra:
    """The pharmacologic classes, and their codes."""
    return {heading(key): tuple(leaves(value)) for key, value in products.items()
            if key in OF_SUBSTANCE and any(leaves(value))}


def _doubts(stated: Mapping[str, Any], set_id: str, foreign: int) -> Iterator[str]:
    if foreign:
        yield no_utf_8(foreign)
    if not joined(stated.get("set_id")):
        yield f"the label states no set id; it is known as {set_id}"
    effective = joined(stated.get("effective_time"))
    if effective and openfda_label.date(stated) is None:
        yield f"“{effective[:40]}” is no date; it is kept as it stands"
