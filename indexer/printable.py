"""Words for terminals: text of documents made harmless, and numbers with their nouns."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text on one line, each control or invisible formatting character as its number, such as ``<U+001B>``."""
    if text.isprintable():
        return text
    return "".join(f"<U+{ord(each):04X}>" if unicodedata.category(each) in ("Cc", "Cf") else each
                   for each in " ".join(text.split()))


def counted(count: int, noun: str) -> str:
    """A number with its noun, in the plural where there are not one."""
    return f"{count:,} {noun}{'s' * (count != 1)}"
