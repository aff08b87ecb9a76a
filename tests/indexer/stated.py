"""What a source states, looked for in the record that was read from it, by another way than the reader's."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from index.fields import texts
from index.records import Trial

REWRITTEN = {
    "na": ("not applicable", "n a"), "n a": ("not applicable",), "indiv": ("individual",),
    "ect": ("educational counseling training",), "none": ("none open label",), "unknown": ("unknown status",),
}
"""Values, folded, that a record has in other words -> these words, folded."""
_WORD = re.compile(r"[^\W\d_]+|\d+")


def folded(text: str) -> str:
    """Its words in lower case, apart by one blank, without escapes of Markdown and HTML."""
    plain = re.sub(r"\\(?=[^\w\s])", "", text)
    while (unescaped := html.unescape(plain)) != plain:
        plain = unescaped
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", plain).casefold()))


def said(trial: Trial) -> list[str]:
    """Every text of a record, folded, with a blank around it."""
    values = (getattr(trial, name) for name in Trial.__slots__ if name not in ("sources", "provenance"))
    return list(dict.fromkeys(f" {folded(text)} " for value in values for text in texts(value)))


def runs(text: str, found: Iterable[str]) -> bool:
    """Whether the words of a text, or those that it is rewritten to, stand together in one of the texts found."""
    words = folded(text)
    wanted = [f" {each} " for each in (words, *REWRITTEN.get(words, ()))]
    return not words or any(each in known for known in found for each in wanted)
