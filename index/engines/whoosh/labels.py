"""Where the labels of records lie in the text of their field, so that a few can be read instead of thousands.

A record's values in the field of labels stand there each once, with the first label that states it. So all
that is new with a label lies between its start and that of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.engines.whoosh.format import Array
from index.fields import BY_NAME, texts
from index.records import Label, Record

FIELD = "label"
(_ATTRIBUTE,) = BY_NAME[FIELD].attributes


def places(records: Sequence[Record], owners: Array, spans: Array) -> tuple[Array, Array]:
    """Where the labels of each record begin (records + 1); where each one's text does, in positions from the record's.

    Args:
        records: in their order.
        owners: of each value of the field, the number of its record.
        spans: the positions that each value takes.
    """
    stated: list[tuple[Label, ...]] = [getattr(record, _ATTRIBUTE, ()) for record in records]
    bounds = np.concatenate([[0], np.cumsum(spans)])
    first_values = np.searchsorted(owners, np.arange(len(records))).tolist()
    starts = [bounds[first + np.fromiter(_known(labels), np.int64, len(labels))] - bounds[first]
              for labels, first in zip(stated, first_values, strict=True) if labels]
    firsts = np.cumsum([0, *map(len, stated)])
    return firsts.astype(np.uint32), np.concatenate([np.zeros(0, np.int64), *starts]).astype(np.uint32)


def _known(labels: Sequence[Label]) -> Iterator[int]:
    """For each label how many different values those before it have."""
    known = set[str]()
    for label in labels:
        yield len(known)
        known.update(texts(label))
