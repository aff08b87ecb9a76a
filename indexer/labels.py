"""The labels of one monograph out of all its versions: of each set id the newest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from index.records import Label


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


def superseded(versions: Sequence[Sequence[Label]]) -> int:
    """How many labels :func:`united` leaves out, since there is a newer one, or the same, of their set id."""
    labels = [label for each in versions for label in each]
    return len(labels) - len({label.set_id for label in labels})


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
