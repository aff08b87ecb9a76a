"""What is shown of a long value: the part of it where most of the query stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from index.highlights.occurrences import Occurrence
from index.results import Snippet

WIDTH = 240
"""Code points that a passage has at most, dots aside."""


def merged(matches: Iterable[Occurrence]) -> tuple[tuple[int, int], ...]:
    """The spans of matches, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def passage(text: str, matches: Sequence[Occurrence]) -> Snippet:
    """The part of a value that shows most of what matches in it, at least one."""
    if len(text) <= WIDTH:
        return Snippet(text, merged(matches))
    start, end = _window(text, matches)
    before, after = "…" * (start > 0), "…" * (end < len(text))
    if after and text[end - 1] in ".!?":
        after = " …"
    shift = len(before) - start
    spans = merged(match for match in matches if start <= match[0] and match[1] <= end)
    return Snippet(before + text[start:end] + after, tuple((a + shift, b + shift) for a, b in spans))


def _window(text: str, matches: Sequence[Occurrence]) -> tuple[int, int]:
    """The span of WIDTH code points with the most different leaves, then most matches, then the first."""
    best = _densest(matches, WIDTH * 3 // 4)
    start = max(0, min(best - WIDTH // 4, len(text) - WIDTH))
    end = min(len(text), start + WIDTH)
    return _to_blank(text, start, best), _back_to_blank(text, end, matches)


def _densest(matches: Sequence[Occurrence], reach: int) -> int:
    """The start of the match from which most different leaves, then most matches, end within so many code points."""
    starts, leaves = [start for start, _, _ in matches], [leaf for _, _, leaf in matches]
    best, best_worth = 0, (0, 0)
    for n, start in enumerate(starts):
        last = bisect_left(starts, start + reach, n, min(n + WIDTH, len(starts)))
        if last - n > best_worth[0] and (len(set(leaves[n:last])), last - n) > best_worth:
            inside = [leaf for _, end, leaf in matches[n:last] if end <= start + reach]
            worth = (len(set(inside)), len(inside))
            if worth > best_worth:
                best, best_worth = start, worth
    return best


def _to_blank(text: str, start: int, limit: int) -> int:
    """Move a start forward to the beginning of a word, not past ``limit``."""
    if start == 0:
        return 0
    blank = text.find(" ", start - 1, limit)
    return limit if blank < 0 else blank + 1


def _back_to_blank(text: str, end: int, matches: Sequence[Occurrence]) -> int:
    """Move an end back to the end of a word, unless that would cut a match."""
    if end == len(text):
        return end
    blank = text.rfind(" ", max((stop for _, stop, _ in matches if stop <= end), default=0), end + 1)
    return end if blank < 0 else blank
