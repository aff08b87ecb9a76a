"""Where a record can be read at its registry."""

from __future__ import annotations

from index.records import Monograph, Record

_REGISTRIES = (
    ("NCT", "ClinicalTrials.gov", "https://clinicaltrials.gov/study/{id}"),
    ("ISRCTN", "ISRCTN registry", "https://www.isrctn.com/{id}"),
    ("DRKS", "German Clinical Trials Register", "https://drks.de/search/en/trial/{id}"),
    ("ACTRN", "ANZCTR", "https://www.anzctr.org.au/{id}.aspx"),
)


def registry(record: Record) -> tuple[str, str] | None:
    """The name and the address of the registry entry; None where the address is not certain."""
    if isinstance(record, Monograph):
        return None
    for prefix, name, address in _REGISTRIES:
        if record.id.startswith(prefix):
            return name, address.format(id=record.id)
    return None
