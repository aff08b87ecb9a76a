"""The ids that records have by what they state."""

from __future__ import annotations

import hashlib
import re

from index.identifiers import registration_number
from index.text import fold, key

NO_NAME = "(no name)"
"""The title of a monograph that states no name."""

_DIGITS = 12
"""Hexadecimal digits of a SHA-256 that make an id."""
_UNII = re.compile(r"[A-Z0-9]{10}")


def fingerprint(*parts: str | None) -> str:
    """Twelve hex digits of the SHA-256 of these texts, folded, blanks collapsed."""
    folded = "\n".join(key(part or "") for part in parts)
    return hashlib.sha256(folded.encode()).hexdigest()[:_DIGITS]


def trial_id(
    number: str | None, title: str, sponsor: str | None, first_posted: str | None, last_posted: str | None
) -> str:
    """The registration number in its registry's form, else ``trial-`` and the fingerprint of the rest."""
    registered = None if number is None else registration_number(number)
    return registered or f"trial-{fingerprint(title, sponsor, first_posted, last_posted)}"


def monograph_id(unii: str | None, cas_number: str | None, name: str) -> str:
    """The UNII, else the CAS number, else a slug of the name: its words, folded, joined by hyphens."""
    slug = "-".join(re.findall(r"[^\W_]+", fold(name)))
    return unii or cas_number or slug or f"monograph-{fingerprint(name)}"


def is_unii(text: str) -> bool:
    """Whether ``text`` has the form of a UNII: ten capital letters and digits."""
    return _UNII.fullmatch(text) is not None


def article_id(title: str, publisher: str | None) -> str:
    """``article-`` and the fingerprint of title and publisher."""
    return f"article-{fingerprint(title, publisher)}"
