"""Where a record can be read at its registry, and a label at DailyMed."""

from __future__ import annotations

import re

from index.records import Label, Monograph, Record

_REGISTRIES = (
    ("NCT", "ClinicalTrials.gov", "https://clinicaltrials.gov/study/{id}"),
    ("ISRCTN", "ISRCTN registry", "https://www.isrctn.com/{id}"),
    ("DRKS", "German Clinical Trials Register", "https://drks.de/search/en/trial/{id}"),
    ("ACTRN", "ANZCTR", "https://www.anzctr.org.au/{id}.aspx"),
)
_DAILYMED = "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={set_id}"
_SET_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def registry(record: Record) -> tuple[str, str] | None:
    """The name and the address of the registry entry; None where the address is not certain."""
    if isinstance(record, Monograph):
        return None
    for prefix, name, address in _REGISTRIES:
        if record.id.startswith(prefix):
            return name, address.format(id=record.id)
    return None


def label(label: Label) -> str | None:
    """The address of a label at DailyMed, which has all that are filed; None if its set id is not of that form."""
    return _DAILYMED.format(set_id=label.set_id) if _SET_ID.fullmatch(label.set_id) else None
