"""The layout of a MedPath page: labels, blocks between blank lines, and where cards begin.

A card's title can be worded like anything. What tells it from the rest is its place: a *body* follows,
a block of lines that starts with phase, status or a label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import vocabulary
from indexer.sources import values
from indexer.sources.lines import Line
from indexer.sources.shape import Label, Texts, any_number, one_value, some

CONDITIONS, INTERVENTIONS, LOCATIONS = "Conditions", "Interventions", "Locations"
FIRST_POSTED, LAST_POSTED, SPONSOR = "First Posted Date", "Last Posted Date", "Lead Sponsor"
COUNT, NUMBER = "Target Recruit Count", "Registration Number"
BACKGROUND, INDICATION = "Background", "Indication"
PARAGRAPHS = (BACKGROUND, INDICATION)

Block = tuple[Line, ...]
"""Lines without a blank one between them."""

_COPYRIGHT = re.compile(r"(?:©|\(c\)) ?copyright\b.*|copyright \d{4}\b.*\bmedpath\b.*", re.IGNORECASE)
_COPYRIGHT_START = "© copyright"
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+", re.IGNORECASE)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3f3\U0001f3f4\U0001f30d-\U0001f310\U000e0020-\U000e007f\ufe0f\u200d]+")
_BARE_PHASE = re.compile(r"[0-9IVX/|, ]+", re.IGNORECASE)


def phases(text: str) -> tuple[str, ...] | None:
    """The phases that a line states in words; a number alone is none."""
    return None if _BARE_PHASE.fullmatch(text) else vocabulary.phases(text)


def head_cost(texts: Texts) -> int:
    """How many of the lines before the first label are neither the phase nor the status."""
    unread = list(texts[:3])
    for is_read in (phases, vocabulary.status):
        if unread and is_read(unread[0]) is not None:
            unread.pop(0)
    return 4 * (len(unread) + max(0, len(texts) - 3))


def _is_flags(texts: Texts) -> int:
    return 0 if texts and all(map(is_flag, texts)) else 1


CARD_LABELS = {
    CONDITIONS: Label(some, rank=0),
    INTERVENTIONS: Label(any_number, rank=1),
    FIRST_POSTED: Label(one_value(lambda text: values.date(text) is not None), rank=2, place=0),
    LAST_POSTED: Label(one_value(lambda text: values.date(text) is not None), rank=2, place=1),
    SPONSOR: Label(one_value(), rank=2, place=2),
    COUNT: Label(one_value(lambda text: values.count(text) is not None), rank=2, place=3),
    NUMBER: Label(one_value(), rank=2, place=4),
    LOCATIONS: Label(_is_flags, rank=2, place=5),
}
MONOGRAPH_LABELS = {
    **{label: Label(one_value()) for label in (
        "Generic Name", "Brand Names", "Drug Type", "Chemical Formula", "CAS Number", "Unique Ingredient Identifier",
        "Associated Conditions", "Associated Therapies")},
    **{label: Label(some) for label in PARAGRAPHS},
}
_KNOWN = (*MONOGRAPH_LABELS, *CARD_LABELS, *vocabulary.PHASES, *vocabulary.STATUSES)


def is_flag(text: str) -> bool:
    """Whether the line is a flag, or what is left of one."""
    return _FLAG.fullmatch(text) is not None


def is_copyright(line: Line) -> bool:
    """Whether it is the line that ends a page, or the start of one where the document is cut off."""
    text = line.text.casefold()
    return _COPYRIGHT.fullmatch(text) is not None or (line.open and _COPYRIGHT_START.startswith(text))


def is_fragment(line: Line) -> bool:
    """Whether the document is cut off in this line while it may have been going to be a label, phase or status."""
    return line.open and any(known.startswith(line.text) and known != line.text for known in _KNOWN)


def is_article(block: Block) -> bool:
    """Whether an article card starts with this block: a site's domain and a line with ``·``, or that line alone."""
    return _is_site(*block) if len(block) == 2 else [line.text for line in block] == ["·"]


def _is_site(line: Line, following: Line) -> bool:
    return "·" in following.text and not following.after_blank and _DOMAIN.fullmatch(line.text) is not None


def blocks(lines: Sequence[Line]) -> list[Block]:
    """The page's lines by blocks. The first line, ``MedPath``, and the start of an article are blocks of their own."""
    found: list[list[Line]] = []
    closed_at = 1
    for at, line in enumerate(lines):
        is_site = at + 1 < len(lines) and _is_site(line, lines[at + 1])
        if is_site or (line.text == "·" and at >= closed_at):
            closed_at = at + (2 if is_site else 1)
            found.append([])
        elif at in (0, closed_at) or (line.after_blank and at > closed_at):
            found.append([])
        found[-1].append(line)
    return [tuple(block) for block in found]


def is_labelled(block: Block) -> bool:
    """Whether it has a label of a card with more beside it: a body that cannot be anything else."""
    return len(block) > 1 and any(line.text in CARD_LABELS for line in block)


def bodies(page: Sequence[Block]) -> list[bool]:
    """For each block, whether it is the body of the card whose title stands before it.

    A single line such as ``Completed`` is a body, unless the next block is one: then it is a title.
    """
    found = [False] * (len(page) + 1)
    for at in reversed(range(len(page))):
        block = page[at]
        found[at] = is_labelled(block) or (_is_sparse(block) and (len(block) > 1 or not found[at + 1]))
    return found


def _is_sparse(block: Block) -> bool:
    texts = [line.text for line in block]
    return head_cost(texts) == 0 or (len(texts) == 1 and texts[0] in CARD_LABELS)
