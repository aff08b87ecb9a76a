"""Text of documents made harmless for terminals."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text on one line, each control or invisible formatting character as its number, such as ``<U+001B>``."""
    if text.isprintable():
        return text
    return "".join(f"<U+{ord(each):04X}>" if unicodedata.category(each) in ("Cc", "Cf") else each
                   for each in " ".join(text.split()))
