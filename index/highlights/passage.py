"""What is shown of a long value: the part of it where most of the query stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.highlights.occurrences import Occurrence
from index.results import Snippet

WIDTH = 240
"""Code points that a passage has at most, dots aside."""
_REACH = WIDTH * 3 // 4
"""Code points within which matches count as together."""


def merged(matches: Iterable[Occurrence]) -> tuple[tuple[int, int], ...]:
    """The spans of matches, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    last = -1
    for start, end, _ in matches:
        if start >= last:
            spans.append((start, end))
            last = end
        elif end > last:
            spans[-1] = (spans[-1][0], end)
            last = end
    return tuple(spans)


def passage(text: str, matches: Sequence[Occurrence]) -> Snippet:
    """The part of a value that shows most of what matches in it, at least one."""
    if len(text) <= WIDTH:
        return Snippet(text, merged(matches))
    start, end = _window(text, matches)
    before = "…" if start else ""
    after = "" if end == len(text) else " …" if text[end - 1] in ".!?" else "…"
    shift = len(before) - start
    inside = [(a + shift, b + shift, leaf) for a, b, leaf in matches if start <= a and b <= end]
    return Snippet(before + text[start:end] + after, merged(inside))


def _window(text: str, matches: Sequence[Occurrence]) -> tuple[int, int]:
    """The span of WIDTH code points around the densest matches, from and to the end of a word."""
    best = _densest(matches)
    start = max(0, min(best - WIDTH // 4, len(text) - WIDTH))
    end = min(len(text), start + WIDTH)
    if start:
        blank = text.find(" ", start - 1, best)
        start = best if blank < 0 else blank + 1
    if end < len(text):
        uncut = max([stop for _, stop, _ in matches if stop <= end], default=0)
        blank = text.rfind(" ", uncut, end + 1)
        end = end if blank < 0 else blank
    return start, end


def _densest(matches: Sequence[Occurrence]) -> int:
    """The start of the match from which most different leaves, then most matches, then the first are together."""
    best = different = together = last = 0
    for n, (start, _, _) in enumerate(matches):
        while last < len(matches) and matches[last][0] < start + _REACH:
            last += 1
        if last - n <= different:
            continue
        leaves = [leaf for _, end, leaf in matches[n:min(last, n + WIDTH)] if end <= start + _REACH]
        if (len(set(leaves)), len(leaves)) > (different, together):
            best, different, together = start, len(set(leaves)), len(leaves)
    return best
