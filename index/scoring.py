"""The score: BM25F (Zaragoza et al. 2004; Robertson and Zaragoza 2009, section 3.6), the same for every engine.

score = Σ_t idf(t) · x / (k1 + x),  x = Σ_f w_f · tf_f / (1 − b_f + b_f · len_f / pivot_f),
idf(t) = ln(1 + (N − n + ½) / (n + ½)), where N counts the records and n those with t in any text field.

Since w, b and pivot are constants of the field table, x belongs to the record alone: it is computed
once, when the record is added, and adds up over the members of a group. Over all text fields
together it is kept in single precision (:func:`single`), which halves what a search reads.
"""

from __future__ import annotations

import math
import struct

from index.fields import Field

K1 = 1.2
"""Saturation: the x at which a word is worth half of its idf."""
SYNONYM = 0.7
"""m of the formula: how much of a word it counts for that something means the same."""
_SINGLE = struct.Struct("<f")


def idf(records: int, having: int) -> float:
    """The inverse document frequency of what ``having`` of the live ``records`` have."""
    return math.log(1 + (records - having + 0.5) / (having + 0.5))


def weight(field: Field, frequency: int, length: int) -> float:
    """A field's part in x: its weighted, length-normalised term frequency.

    Args:
        field: the field.
        frequency: occurrences in the field.
        length: of the field in this record, in words.
    """
    return field.weight * frequency / (1 - field.b + field.b * length / field.pivot)


def single(x: float) -> float:
    """The nearest number of single precision (IEEE 754 binary32)."""
    rounded: float = _SINGLE.unpack(_SINGLE.pack(x))[0]
    return rounded


def saturated(x: float) -> float:
    """x / (k1 + x)."""
    return x / (K1 + x)
