"""What a record's fields cannot hold: kept verbatim under ``extra``, with a caution where it is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.records import Extra
from indexer.sources.base import Caution
from indexer.sources.lines import Line


@dataclass(slots=True)
class Notes:
    """Of one record; ``cautions`` are those of its whole document.

    Attributes:
        path: of the document.
        cautions: what was doubtful so far.
        kept: label -> texts, as written.
    """

    path: str
    cautions: list[Caution]
    kept: dict[str, list[str]] = field(default_factory=dict)

    def of_next_record(self) -> Notes:
        """Notes of another record of the same document."""
        return Notes(self.path, self.cautions)

    def keep(self, label: str, *texts: str) -> None:
        """Keep texts under a label."""
        self.kept.setdefault(label, []).extend(texts)

    def doubt(self, line: Line, reason: str) -> None:
        """Remember that something about this line is doubtful."""
        self.cautions.append(Caution(self.path, line.start, reason))

    def unread(self, label: str, line: Line) -> None:
        """Keep a value that cannot be read under its label."""
        self.keep(label, line.text)
        self.doubt(line, f"{label} “{line.text[:60]}” cannot be read and is kept as it stands")

    def keep_rest(self, label: str, lines: Sequence[Line]) -> None:
        """Keep lines that no label claims.

        A single line of a block stays under ``label``, an even number are labels with a value each, an
        odd one is a label with several values.
        """
        for block in _by_block(lines):
            first, *others = [line.text for line in block]
            if not others:
                self.keep(label, first)
            elif len(others) % 2:
                for at in range(0, len(block), 2):
                    self.keep(block[at].text, block[at + 1].text)
            else:
                self.keep(first, *others)

    def extra(self) -> Extra:
        """What was kept, as a record's ``extra``."""
        return {label: tuple(texts) for label, texts in self.kept.items()}


def _by_block(lines: Sequence[Line]) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in lines:
        if line.after_blank or not found:
            found.append([])
        found[-1].append(line)
    return found
