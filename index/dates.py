"""Dates of any precision: ``2022``, ``2022-05`` and ``2022-05-26`` (ISO 8601 calendar dates)."""

from __future__ import annotations

import calendar
import re

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def span(date: str) -> tuple[int, int] | None:
    """The first and the last day that ``date`` stands for, each as the number YYYYMMDD; None if it is no date."""
    match = _DATE.fullmatch(date)
    if match is None or not date.isascii():
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if year == 0 or month > 12 or (match[2] and month == 0):
        return None
    last_day = calendar.monthrange(year, month or 12)[1]
    if day > last_day or (match[3] and day == 0):
        return None
    first = year * 10_000 + (month or 1) * 100 + (day or 1)
    return first, year * 10_000 + (month or 12) * 100 + (day or last_day)
