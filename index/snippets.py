"""Passages that show why a record was found, with the spans of the words that were; the same for every engine."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache

from index.fields import BY_NAME, TEXT_FIELDS, values
from index.highlights.highlighter import Found, Highlighter
from index.highlights.occurrences import Occurrence
from index.highlights.spotting import Variants
from index.query import Leaf, Range
from index.records import KINDS, Extra, Record
from index.results import Snippet

WIDTH = 240
"""Code points that a passage has at most, dots aside."""
PER_FIELD = 3
"""Passages that are shown of one field."""


Shown = dict[str, tuple[Snippet, ...]]
"""Name of a field -> its passages."""


class Passages:
    """Makes the passages of the records of a page.

    Args:
        leaves: of the query, different ones; ranges show nothing.
        variants: the words of the index that a leaf stands for (:meth:`index.engines.base.Reader.variants`).
    """

    def __init__(self, leaves: Sequence[Leaf], variants: Variants) -> None:
        words = [leaf for leaf in leaves if not isinstance(leaf, Range)]
        self._fields = [leaf.field for leaf in words]
        self._wanted = None if None in self._fields else frozenset(filter(None, self._fields))
        self._highlighter = Highlighter(words, variants)

    def of(self, records: Sequence[Record]) -> list[Shown]:
        """For each record the passages of each text field in which a leaf occurs; the title always, and whole."""
        shown = [_Growing(record.title) for record in records]
        page = list(zip(shown, records, strict=True))
        if self._wanted is None or "id" in self._wanted:
            self._show(_identifiers(page), self._highlighter.in_identifiers)
        self._show(_texts(page, self._wanted), self._highlighter.in_values)
        return [each.whole() for each in shown]

    def _show(self, texts: _Texts, find: Callable[[Sequence[str]], Iterable[Found]]) -> None:
        """Add the passages of the values in which a leaf occurs that may occur in their field."""
        for number, occurrences in find(texts.values):
            shown, name = texts.places[number]
            if any(self._fields):
                occurrences = [each for each in occurrences if self._fields[each[2]] in (None, name)]
            if occurrences:
                shown.add(name, texts.values[number], occurrences)


class _Growing:
    """The passages of one record."""

    __slots__ = ("_fields", "_title")

    def __init__(self, title: str) -> None:
        self._title = Snippet(title, ())
        self._fields: dict[str, dict[str, Snippet]] = {}

    def add(self, name: str, value: str, found: Sequence[Occurrence]) -> None:
        """Add what a value shows; a repeated value shows nothing new."""
        if name == "title":
            self._title = Snippet(value, _merged(found))
            return
        of_field = self._fields.setdefault(name, {})
        if len(of_field) < PER_FIELD and value not in of_field:
            of_field[value] = _passage(value, found)

    def whole(self) -> Shown:
        """The passages by field, in the order in which they were added."""
        return {"title": (self._title,)} | {name: tuple(found.values()) for name, found in self._fields.items()}


@dataclass(frozen=True, slots=True)
class _Texts:
    """Values of the records of a page, each with where its passage goes and the name of its field."""

    values: list[str] = field(default_factory=list)
    places: list[tuple[_Growing, str]] = field(default_factory=list)


def _identifiers(page: Iterable[tuple[_Growing, Record]]) -> _Texts:
    found = _Texts()
    for shown, record in page:
        written = values(record, BY_NAME["id"])
        found.values.extend(written)
        found.places.extend([(shown, "id")] * len(written))
    return found


def _texts(page: Iterable[tuple[_Growing, Record]], wanted: frozenset[str] | None) -> _Texts:
    """The values of all text fields but the identifiers; of a record the title comes first."""
    found = _Texts()
    for shown, record in page:
        for name, attribute in _attributes(record.kind, wanted):
            value = getattr(record, attribute)
            if isinstance(value, str):
                found.values.append(value)
                found.places.append((shown, name))
            elif value:
                written = value if isinstance(value, tuple) else _flat(value)
                found.values.extend(written)
                found.places.extend([(shown, name)] * len(written))
    return found


def _flat(extra: Extra) -> list[str]:
    return [text for label, texts in extra.items() for text in (label, *texts)]


@lru_cache(maxsize=256)
def _attributes(kind: str, wanted: frozenset[str] | None) -> list[tuple[str, str]]:
    """The attributes of a kind of record that are text, but for identifiers, each with the name of its field."""
    known = {spec.name for spec in fields(KINDS[kind])}
    return [(text.name, attribute) for text in TEXT_FIELDS if kind in text.kinds and text.name != "id"
            and (wanted is None or text.name in wanted or text.name == "title")
            for attribute in text.attributes if attribute in known]


def _merged(matches: Iterable[Occurrence]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _passage(text: str, matches: Sequence[Occurrence]) -> Snippet:
    if len(text) <= WIDTH:
        return Snippet(text, _merged(matches))
    start, end = _window(text, matches)
    before, after = "…" * (start > 0), "…" * (end < len(text))
    if after and text[end - 1] in ".!?":
        after = " …"
    shift = len(before) - start
    spans = _merged(match for match in matches if start <= match[0] and match[1] <= end)
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
