"""The labels of one monograph out of all its versions: of each set id the newest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from index.records import Label, Monograph, Record


def united(versions: Sequence[Sequence[Label]]) -> tuple[Label, ...]:
    """The newest label of each set id, the newest first, those of one day by set id.

    Newer is the later date (of a partial one its first day), then the higher version number, then the lower
    SHA-256 of its content, so that the result does not depend on the order of ``versions``.
    """
    by_set: defaultdict[str, list[Label]] = defaultdict(list)
    for labels in versions:
        for label in labels:
            by_set[label.set_id].append(label)
    newest = (_newest(labels) for labels in by_set.values())
    return tuple(sorted(sorted(newest, key=lambda label: label.set_id), key=_day, reverse=True))


class Current:
    """Which labels are current: those of a merged record, one of each set id."""

    def __init__(self, record: Record) -> None:
        self._by_set = {label.set_id: label for label in _labels(record)}

    def outdates(self, version: Record) -> bool:
        """Whether a version has labels, and none of them is current."""
        labels = _labels(version)
        return bool(labels) and all(self._by_set.get(label.set_id) != label for label in labels)


def _labels(record: Record) -> Sequence[Label]:
    return record.labels if isinstance(record, Monograph) else ()


def _newest(labels: Sequence[Label]) -> Label:
    latest = max(map(_age, labels))
    equal = [label for label in labels if _age(label) == latest]
    return equal[0] if len(equal) == 1 else min(equal, key=_digest)


def _age(label: Label) -> tuple[str, int, str]:
    version = label.version or ""
    is_number = version.isascii() and version.isdecimal() and len(version) <= 18
    return _day(label), int(version) if is_number else -1, "" if is_number else version


def _day(label: Label) -> str:
    return f"{label.date}-01-01"[:10] if label.date else ""


def _digest(label: Label) -> bytes:
    return sha256(msgspec.json.encode(label)).digest()
