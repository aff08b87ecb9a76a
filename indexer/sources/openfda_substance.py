"""Whose monograph a label belongs to: by the UNIIs of its active substances, never by a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.sources.ids import is_unii
from indexer.sources.openfda_label import joined, leaves, openfda

BETWEEN = " + "
"""What stands between the substances of a combination."""
_ELEMENTS = "spl_product_data_elements"
_LONGEST_TITLE = 120
"""Code points of a list of product data that make a title."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Substance:
    """What a label is about.

    Attributes:
        id: the UNII; of several substances their sorted UNIIs joined by ``+``; else ``label-`` and the set id.
        name: of the substance, or of all of them.
        unii: of the only one.
        doubt: why the UNIIs that it states are not taken, if so.
    """

    id: str
    title: str
    name: str | None = None
    unii: str | None = None
    doubt: str | None = None


def read(stated: Mapping[str, Any], set_id: str) -> Substance:
    """The substance of a label. A label without UNIIs, or with one that is none, gets a monograph of its own.

    openFDA lists UNIIs and names in orders of their own, so that no name is taken for that of a certain UNII.
    """
    products = openfda(stated)
    uniis = sorted({text.upper() for text in leaves(products.get("unii"))})
    wrong = [text for text in uniis if not is_unii(text)]
    if wrong or not uniis:
        doubt = f"“{wrong[0][:40]}” is no UNII; the label stands by itself" if wrong else None
        return Substance(f"label-{set_id}", _product(stated) or set_id, doubt=doubt)
    names = {readable(text) for text in leaves(products.get("substance_name"))}
    name = BETWEEN.join(sorted(names, key=lambda text: (text.casefold(), text)))
    identifier = "+".join(uniis)
    return Substance(identifier, name or identifier, name or None, uniis[0] if len(uniis) == 1 else None)


def readable(name: str) -> str:
    """A name in capitals with only its words' first letters so: ``VITAMIN A`` is ``Vitamin A``.

    The FDA's lists have all names in capitals, which say nothing and are slow to read beside others. A name with
    any small letter stays as it is, since its capitals may be meant (``hydrOXYzine``).
    """
    if name != name.upper():
        return name
    return _WORD.sub(lambda word: word[0].capitalize(), name)


def _product(stated: Mapping[str, Any]) -> str | None:
    """The product's name as stated: the brand, else how the list of product data begins.

    There the product's name stands first, its generic name second; if they are the same it can be told where they end.
    """
    brand = joined(openfda(stated).get("brand_name"))
    if brand:
        return brand
    words = next(iter(leaves(stated.get(_ELEMENTS))), "").split()
    folded = [word.casefold() for word in words]
    length = next((n for n in range(1, len(words) // 2 + 1) if folded[:n] == folded[n : 2 * n]), len(words))
    return _cut(words[:length]) or None


def _cut(words: Iterable[str]) -> str:
    text = " ".join(words)
    start = text[:_LONGEST_TITLE]
    return text if start == text else (start.rpartition(" ")[0] or start) + " …"
