"""What decides between records of equal score: whether people can take part, then which was updated last."""

from __future__ import annotations

from index import dates
from index.records import Record

OPEN = ("Not yet recruiting", "Recruiting", "Enrolling by invitation", "Available")
"""Statuses of trials that people can take part in, now or soon."""
AHEAD = 10**8
"""By how much an open trial is ahead: more than any day as YYYYMMDD."""


def prior(record: Record) -> int:
    """Larger ones come first."""
    span = dates.span(getattr(record, "last_posted", None) or "")
    return AHEAD * (getattr(record, "status", None) in OPEN) + (span[0] if span else 0)
