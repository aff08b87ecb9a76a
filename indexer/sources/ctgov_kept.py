"""What a study states beside the fields of a trial: kept under labels, with a caution where it is doubtful."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from index.records import Extra
from indexer.sources.base import Caution

_SHOWN = 60
_MOST = 100
"""Cautions that are listed of one study."""


@dataclass(slots=True)
class Notes:
    """Of one study.

    Attributes:
        document: its name.
        offset: of the study in it.
        cautions: what could not be taken at its word so far.
        kept: label -> texts, in order, each once.
    """

    document: str
    offset: int
    cautions: list[Caution] = field(default_factory=list)
    kept: dict[str, dict[str, None]] = field(default_factory=dict)

    def keep(self, label: str, *texts: str) -> None:
        """Keep texts under a label; empty ones state nothing."""
        for text in texts:
            if text:
                self.kept.setdefault(label, {})[text] = None

    def keep_object(self, label: str, parts: Iterable[str]) -> None:
        """Keep what an object states as one text."""
        self.keep(label, ", ".join(filter(None, parts)))

    def doubt(self, reason: str) -> None:
        """Remember that something about this study is doubtful."""
        if len(self.cautions) <= _MOST:
            told = reason if len(self.cautions) < _MOST else "more is doubtful than is listed; all of it is kept"
            self.cautions.append(Caution(self.document, self.offset, told))

    def unread(self, label: str, text: str) -> None:
        """Keep a value that cannot be read under its label; an empty one states nothing."""
        if text:
            self.keep(label, text)
            self.doubt(f"{label} “{text[:_SHOWN]}” cannot be read and is kept as it stands")

    def extra(self) -> Extra:
        """What was kept, as a record's ``extra``."""
        return {label: tuple(stated) for label, stated in self.kept.items()}
