"""The cards of a MedPath page in their order: which block belongs to which card, and as what."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.sources.medpath_article import ArticleCard
from indexer.sources.medpath_notes import Notes
from indexer.sources.medpath_page import (
    CARD_LABELS,
    MONOGRAPH_LABELS,
    PARAGRAPHS,
    Block,
    bodies,
    head_cost,
    is_article,
    is_flag,
    is_labelled,
)
from indexer.sources.medpath_trial import TrialCard
from indexer.sources.shape import sections

Card = TrialCard | ArticleCard

_ENDS_OF_PROSE = (".", "!", "?", "…")


def first_card(page: Sequence[Block]) -> int:
    """The number of the block with which the first card begins; the number of blocks if there is none."""
    is_body = bodies(page)
    limit = next((at for at in range(2, len(page))
                  if is_article(page[at]) or is_body[at] or (is_body[at + 1] and not _has_values(page[at]))), len(page))
    labels = [(at, line) for at in range(1, limit) for line in page[at] if line.text in MONOGRAPH_LABELS]
    if not labels:
        return min(2, limit)
    last, label = labels[-1]
    if label.text in PARAGRAPHS:
        return limit
    begin = last + 1 if page[last][-1] is not label else last + 2
    return next((at for at in range(begin, limit) if len(page[at]) == 1), limit)


def _has_values(block: Block) -> bool:
    return len(block) > 1 and any(line.text in MONOGRAPH_LABELS for line in block)


def read(page: Sequence[Block], first: int, notes: Notes) -> list[Card]:
    """The cards, the first of which begins with block ``first``."""
    reader = _Reader(list(page), first, notes)
    while reader.at < len(reader.page):
        reader.step()
    return reader.cards


class _Reader:
    """A place in the page, and the cards up to it."""

    def __init__(self, page: list[Block], at: int, notes: Notes) -> None:
        self.page = page
        self.at = at
        self.notes = notes
        self.is_body = bodies(page)
        self.cards: list[Card] = []

    def step(self) -> None:
        """Read the card that begins here, or what belongs to the last one after all."""
        block = self.page[self.at]
        if is_article(block):
            self._read_article(block)
        elif is_labelled(block) or (len(block) > 1 and self.is_body[self.at]):
            self._read_untitled(block)
        elif len(block) == 1 or self.is_body[self.at + 1] or not self.cards:
            self._read_titled(block)
        else:
            self.cards[-1].notes.keep_rest("", block)
            self.at += 1

    def _read_article(self, block: Block) -> None:
        card = ArticleCard(block[0].start, self.notes.of_next_record())
        card.add_site(block)
        self.cards.append(card)
        self.at += 1
        while self.at < len(self.page) and self._continues(card):
            card.add(self.page[self.at])
            self.at += 1

    def _continues(self, card: ArticleCard) -> bool:
        block = self.page[self.at]
        if is_article(block) or self.is_body[self.at + 1] or is_labelled(block):
            return False
        return not card.summary or block[-1].text.endswith(_ENDS_OF_PROSE)

    def _read_titled(self, block: Block) -> None:
        card = TrialCard(block[0].start, " ".join(line.text for line in block), self.notes.of_next_record())
        self.cards.append(card)
        self.at += 1
        if self.at < len(self.page) and self.is_body[self.at]:
            self._read_body(card)
        else:
            card.notes.doubt(block[0], f"a card with nothing but its title: “{block[0].text[:60]}”")

    def _read_untitled(self, block: Block) -> None:
        """A body where a title is due: more of the last card, or a card without a title or the blank line after it."""
        texts = [line.text for line in block]
        head, *others = sections(texts, CARD_LABELS, head_cost)
        last = self.cards[-1] if self.cards else None
        has_title = head_cost(texts[: head.stop]) > 0
        if isinstance(last, TrialCard) and not head.stop and last.labels.isdisjoint(other.label for other in others):
            self._read_body(last)
            return
        card = TrialCard(block[0].start, texts[0] if has_title else None, self.notes.of_next_record())
        missing = "blank line after its title" if has_title else "title"
        card.notes.doubt(block[0], f"a card without a {missing}")
        self.cards.append(card)
        self.page[self.at] = block[1:] if has_title else block
        self._read_body(card)

    def _read_body(self, card: TrialCard) -> None:
        places_follow = card.add_body(self.page[self.at])
        self.at += 1
        while places_follow and self.at < len(self.page) and self._has_place(card):
            block = self.page[self.at]
            if len(block) > 1 and self.is_body[self.at + 1] and not is_flag(block[-1].text):
                card.add_places(block[:-1])
                self.page[self.at] = block[-1:]
                return
            card.add_places(block)
            self.at += 1

    def _has_place(self, card: TrialCard) -> bool:
        """Whether the block here is a place: a flag, or a text after a flag that is not the next card's title."""
        block, following = self.page[self.at], self.page[self.at + 1 : self.at + 2]
        if is_article(block) or is_labelled(block):
            return False
        if is_flag(block[0].text):
            return True
        if not card.places:
            return not self.is_body[self.at + 1]
        return card.awaits_text() and not any(map(is_labelled, following))
