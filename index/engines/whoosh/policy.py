"""When segments are merged: so that there are few of them, and no record is copied often.

Segments are sorted by size into levels, each four times as large as the one before. A level with four
segments becomes one segment, of the next level. So n records lie in at most 3 log4(n / 256) + 3
segments, and a record is copied once for each level that it passes.
"""

from __future__ import annotations

from collections.abc import Mapping

FACTOR = 4
SMALLEST = 256
"""Segments with fewer records are one level."""


def level(records: int) -> int:
    """The level of a segment with so many live records."""
    found = 0
    while records >= SMALLEST * FACTOR**found:
        found += 1
    return found


def mergeable(sizes: Mapping[str, tuple[int, int]]) -> list[str]:
    """The segments to merge next; none if they may stay as they are.

    A segment most of whose records are deleted is written anew by itself.

    Args:
        sizes: name of each segment -> its live records, and all its records.
    """
    levels: dict[int, list[str]] = {}
    for name, (live, _) in sizes.items():
        levels.setdefault(level(live), []).append(name)
    for _, names in sorted(levels.items()):
        if len(names) >= FACTOR:
            return names
    return next(([name] for name, (live, stored) in sizes.items() if stored > SMALLEST and 2 * live < stored), [])
