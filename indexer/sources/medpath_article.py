"""An article card of a MedPath page: a site, a line with ``·``, a title, a summary."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.records import Article, Source
from indexer.sources.ids import article_id
from indexer.sources.medpath_notes import Notes
from indexer.sources.medpath_page import Block

_DOT = "·"
_NO_TITLE = "(no title)"


@dataclass(slots=True)
class ArticleCard:
    """A card while it is read; ``start`` is the offset of its first byte in the document."""

    start: int
    notes: Notes
    publisher: str | None = None
    title: str | None = None
    summary: list[str] = field(default_factory=list)

    def add_site(self, block: Block) -> None:
        """Read the domain and the line with ``·``; what else is in that line is kept."""
        self.publisher = block[0].text if len(block) > 1 else None
        beside = block[-1].text.replace(_DOT, " ").strip()
        if beside:
            self.notes.keep(_DOT, block[-1].text)

    def add(self, block: Block) -> None:
        """Read the title, then paragraphs of the summary."""
        texts = [line.text for line in block]
        if self.title is None:
            self.title = texts.pop(0)
        if texts:
            self.summary.append("\n".join(texts))

    def article(self, drugs: tuple[str, ...], source: Source) -> Article:
        """The article that the card states."""
        title = self.title or self.publisher or _NO_TITLE
        return Article(
            id=article_id(title, self.publisher), title=title, publisher=self.publisher,
            summary="\n\n".join(self.summary) or None, drugs=drugs, extra=self.notes.extra(), sources=(source,),
        )
