"""Single values as pages write them: dates, counts, lists between commas. What is not sure is not read."""

from __future__ import annotations

import re

from index.dates import span

UNKNOWN_COUNT = 99_999_999
"""What ClinicalTrials.gov states as enrollment where it is unknown."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FULL_MONTHS = ("january february march april may june july august september october november december").split()
_WRITTEN = re.compile(r"([A-Za-z]{3,9})\.? (?:(\d{1,2}), ?)?(\d{4})|(\d{1,2}) ([A-Za-z]{3,9})\.?,? (\d{4})", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,8}|[0-9]{1,2}(?:,[0-9]{3}){1,2}|[0-9]{3},[0-9]{3}")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def date(text: str) -> str | None:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, from that form or ``April 16, 2007``; None if it is no date.

    ``4/6/2017`` is no date: it may be in April or in June.
    """
    written = _WRITTEN.fullmatch(text)
    if written is not None:
        text = _from_words(written[1] or written[5], written[2] or written[4], written[3] or written[6])
    return text if span(text) is not None else None


def _from_words(name: str, day: str | None, year: str) -> str:
    name = name.lower()
    months = _FULL_MONTHS if name in _FULL_MONTHS else _MONTHS
    if name not in months:
        return ""
    month = f"{year}-{months.index(name) + 1:02}"
    return month if day is None else f"{month}-{int(day):02}"


def count(text: str) -> int | None:
    """A number of people below 100 million, with or without commas at the thousands; None if it is none."""
    return int(text.replace(",", "")) if _COUNT.fullmatch(text) else None


def comma_list(text: str) -> tuple[str, ...]:
    """The parts between commas that a blank follows, each once; commas inside brackets do not part."""
    parts: list[str] = []
    depth, start = 0, 0
    weight = 1 if _is_balanced(text) else 0
    for match in re.finditer(r"[(\[{)\]}]|,(?=\s|$)", text):
        if match[0] != ",":
            depth += weight if match[0] in _BRACKETS else -weight
        elif not depth:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _is_balanced(text: str) -> bool:
    expected: list[str] = []
    for character in text:
        if character in _BRACKETS:
            expected.append(_BRACKETS[character])
        elif character in _BRACKETS.values() and (not expected or expected.pop() != character):
            return False
    return not expected
