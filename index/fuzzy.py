"""One edit apart: a letter inserted, deleted or replaced, or two neighbours swapped.

This is optimal string alignment (Damerau 1964, restricted), with a transposition as one edit.
"""

from __future__ import annotations


def within_one_edit(one: str, other: str) -> bool:
    """Whether the words are equal or one edit apart; lengths in code points."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1:]
    if one[at + 1:] == other[at + 1:]:
        return True
    return one[at:at + 2] == other[at:at + 2][::-1] and one[at + 2:] == other[at + 2:]
