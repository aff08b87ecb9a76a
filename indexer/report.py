"""What a run of ``reindex`` did: the account that must add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that was rejected, or something in one that a person should look at.

    Attributes:
        path: of the document.
        reason: one line.
        offset: of the place in its bytes; None: the whole document.
    """

    path: str
    reason: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What cannot be read any more, and was read for the generation before.

    Attributes:
        path: of the document, archive or folder.
        reason: one line.
        documents, records: that it gave then.
    """

    path: str
    reason: str
    documents: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The account of a run.

    Attributes:
        found, read, ignored, rejected: documents of the index; found = read + ignored + rejected.
        added, changed, removed, unchanged: documents, in comparison with the generation before.
        resumed: documents that an earlier run had read, which was ended before it could switch.
        records: kind -> records in the index.
        records_read, records_merged, records_superseded, records_refused: read = indexed + merged into others +
            superseded by later labels + refused by the engine.
        records_rejected: those that were refused, and parts of documents that gave no record.
        losses: of an update.
        unreadable: of a dry run: documents that a run would reject now, as far as that shows without reading them.
        warnings: values kept as written, pages kept apart, cut cards; nothing is lost by them.
        generation: the new one; None: nothing was switched.
        replaced, replaced_records: the one before; None: none.
        seconds: of wall time.
    """

    found: int
    read: int
    ignored: int
    rejected: tuple[Problem, ...]
    added: int
    changed: int
    removed: int
    unchanged: int
    resumed: int
    records: Mapping[str, int]
    records_read: int
    records_merged: int
    records_superseded: int
    records_refused: int
    records_rejected: tuple[Problem, ...]
    losses: tuple[Loss, ...]
    unreadable: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    generation: str | None
    replaced: str | None
    replaced_records: int | None
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        replaced = {"generation": self.replaced, "records": self.replaced_records}
        return {
            "documents": {"found": self.found, "read": self.read, "ignored": self.ignored,
                          "rejected": len(self.rejected)},
            "changes": {"added": self.added, "changed": self.changed, "removed": self.removed,
                        "unchanged": self.unchanged, "resumed": self.resumed},
            "records": dict(self.records), "records_read": self.records_read, "records_merged": self.records_merged,
            "records_superseded": self.records_superseded, "records_refused": self.records_refused,
            "warnings": [{"path": each.path, "offset": each.offset, "reason": each.reason} for each in self.warnings],
            "rejected": [{"path": each.path, "reason": each.reason}
                         for each in (*self.rejected, *self.records_rejected)],
            "losses": [asdict(each) for each in self.losses],
            "unreadable": [{"path": each.path, "reason": each.reason} for each in self.unreadable],
            "generation": self.generation, "replaced": replaced if self.replaced else None, "seconds": self.seconds,
        }
