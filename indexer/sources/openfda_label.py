"""A label of openFDA as a :class:`index.records.Label`: every section under its heading, the boxed warning apart.

Source of the fields: https://open.fda.gov/apis/drug/label/searchable-fields/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from index.dates import span
from index.records import Label
from indexer.sources.openfda_tables import plain

OPENFDA = "openfda"
"""The key under which openFDA adds what other files of the FDA know of the products: names, NDCs, UNIIs."""
OF_SUBSTANCE = frozenset(["nui", "pharm_class_cs", "pharm_class_epc", "pharm_class_moa", "pharm_class_pe"])
"""What it adds there of the substances, and not of one maker's products."""

_BOX = "boxed_warning"
_TABLE = "_table"
_SET_ID, _VERSION, _EFFECTIVE = "set_id", "version", "effective_time"
_MAKER, _BRAND = "manufacturer_name", "brand_name"
_REPEATS = {"spl_id": "id", "spl_set_id": _SET_ID}
"""Keys of ``openfda`` -> the key of the label whose value they repeat."""
_COMPACT_DATE = re.compile(r"(\d{4})(\d\d)?(\d\d)?", re.ASCII)
_SPELLINGS = {"cs": "CS", "epc": "EPC", "id": "ID", "moa": "MoA", "ndc": "NDC", "nui": "NUI", "openfda": "openFDA",
              "pe": "PE", "rxcui": "RxCUI", "spl": "SPL", "unii": "UNII", "upc": "UPC"}


def read(stated: Mapping[str, Any], set_id: str) -> Label:
    """The label, with all that it states but the classes of its substances (:data:`OF_SUBSTANCE`).

    An effective time that is no date is kept under its heading, as it stands.
    """
    products = openfda(stated)
    effective = date(stated)
    texts: dict[str, tuple[str, ...]] = {}
    for key, value in _sections(stated, effective is not None):
        if found := _paragraphs(key, value):
            texts[heading(key)] = texts.get(heading(key), ()) + found
    return Label(
        set_id=set_id, maker=joined(products.get(_MAKER)), date=effective, version=joined(stated.get(_VERSION)),
        names=tuple(dict.fromkeys(leaves(products.get(_BRAND)))),
        boxed_warning=tuple(text for key, value in stated.items() if _is_box(key) for text in _paragraphs(key, value)),
        texts=texts)


def openfda(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """What openFDA adds to the label; nothing if that is no object."""
    found = stated.get(OPENFDA)
    return found if isinstance(found, dict) else {}


def date(stated: Mapping[str, Any]) -> str | None:
    """The effective time, such as ``20241112``, as ``2024-11-12``; without day or month if it has none.

    None: it is absent, or no date.
    """
    found = _COMPACT_DATE.fullmatch(joined(stated.get(_EFFECTIVE)) or "")
    text = "-".join(filter(None, found.groups())) if found else ""
    return text if span(text) is not None else None


@lru_cache(maxsize=1_024)
def heading(key: str) -> str:
    """A key in words: ``indications_and_usage`` gives ``Indications and usage``, ``package_ndc`` ``Package NDC``."""
    words = key.replace("_", " ").split() or ["unnamed"]
    words[0] = words[0][:1].upper() + words[0][1:]
    return " ".join(_SPELLINGS.get(word.lower(), word) for word in words)


def leaves(value: object) -> Iterator[str]:
    """The texts in a value, whatever its type; a key inside of it stands before its text."""
    match value:
        case str() if value.strip():
            yield value.strip()
        case bool():
            yield "Yes" if value else "No"
        case int() | float():
            yield str(value)
        case list():
            for each in value:
                yield from leaves(each)
        case dict():
            for key, inside in value.items():
                yield from (f"{heading(key)}: {text}" for text in leaves(inside))


def joined(value: object) -> str | None:
    """The text of a value, several joined by semicolons; None: there is none."""
    return "; ".join(leaves(value)) or None


def _is_box(key: str) -> bool:
    return key.startswith(_BOX)


def _sections(stated: Mapping[str, Any], has_date: bool) -> Iterator[tuple[str, object]]:
    """What stands under a heading, in the order of the document, what openFDA adds last."""
    products = openfda(stated)
    elsewhere = {_SET_ID, _VERSION, *([_EFFECTIVE] if has_date else ()), *([OPENFDA] if products else ())}
    yield from ((key, value) for key, value in stated.items() if key not in elsewhere and not _is_box(key))
    for key, value in products.items():
        is_repeated = key in _REPEATS and joined(value) == joined(stated.get(_REPEATS[key]))
        if key not in (_MAKER, _BRAND) and key not in OF_SUBSTANCE and not is_repeated:
            yield key, value


def _paragraphs(key: str, value: object) -> tuple[str, ...]:
    texts = leaves(value)
    return tuple(filter(None, map(plain, texts)) if key.endswith(_TABLE) else texts)
