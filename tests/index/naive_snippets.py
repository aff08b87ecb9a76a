"""Passages by reading every word of a record: slow, and plainly what is promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from index.fields import TEXT_FIELDS, values
from index.fuzzy import within_one_edit
from index.highlights.passage import WIDTH
from index.query import Fuzzy, Leaf, Phrase, Prefix, Range, Term
from index.records import Record
from index.results import Snippet
from index.snippets import PER_FIELD
from index.text import Token, field_tokens

_Match = tuple[int, int, Leaf]


def snippets(record: Record, leaves: Sequence[Leaf]) -> dict[str, tuple[Snippet, ...]]:
    """The passages of each text field in which one of ``leaves`` occurs; the title always, and whole."""
    found: dict[str, tuple[Snippet, ...]] = {}
    for field in TEXT_FIELDS:
        wanted = [leaf for leaf in leaves if not isinstance(leaf, Range) and leaf.field in (None, field.name)]
        texts = values(record, field)
        if not texts or not (wanted or field.name == "title"):
            continue
        matches = _matches(texts, wanted, whole=field.name == "id")
        if field.name == "title":
            found["title"] = (Snippet(texts[0], _merged(matches.get(0, ()))),)
        elif matches:
            found[field.name] = tuple(_passage(texts[number], at) for number, at in list(matches.items())[:PER_FIELD])
    return found


def _matches(texts: Sequence[str], leaves: Sequence[Leaf], whole: bool) -> Mapping[int, list[_Match]]:
    """Number of the value -> what matches in it, in order."""
    tokens = list(field_tokens(texts, whole))
    found: list[tuple[int, _Match]] = []
    for leaf in leaves:
        if isinstance(leaf, Phrase):
            found += _phrases(tokens, leaf)
        else:
            found += [(number, (token.start, token.end, leaf)) for number, token in tokens if _is(token, leaf)]
    by_value: dict[int, list[_Match]] = {}
    for number, match in sorted(found, key=lambda item: (item[0], item[1][:2])):
        by_value.setdefault(number, []).append(match)
    return by_value


def _is(token: Token, leaf: Leaf) -> bool:
    match leaf:
        case Term(stem):
            return token.stem == stem
        case Prefix(prefix):
            return token.word.startswith(prefix)
        case Fuzzy(word):
            return within_one_edit(word, token.word)
        case _:
            return False


def _phrases(tokens: list[tuple[int, Token]], leaf: Phrase) -> list[tuple[int, _Match]]:
    places = {(token.position, token.stem): (number, token) for number, token in tokens}
    found: list[tuple[int, _Match]] = []
    for position, stem in list(places):
        run = [places.get((position + n, wanted)) for n, wanted in enumerate(leaf.stems)]
        if stem == leaf.stems[0] and all(run):
            found += [(number, (token.start, token.end, leaf)) for number, token in filter(None, run)]
    return found


def _merged(matches: Iterable[_Match]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _passage(text: str, matches: list[_Match]) -> Snippet:
    if len(text) <= WIDTH:
        return Snippet(text, _merged(matches))
    start, end = _window(text, matches)
    before, after = "…" * (start > 0), "…" * (end < len(text))
    if after and text[end - 1] in ".!?":
        after = " …"
    shift = len(before) - start
    spans = _merged(match for match in matches if start <= match[0] and match[1] <= end)
    return Snippet(before + text[start:end] + after, tuple((a + shift, b + shift) for a, b in spans))


def _window(text: str, matches: list[_Match]) -> tuple[int, int]:
    """The span of WIDTH code points with the most different leaves, then most matches, then the first."""
    best, best_worth = 0, (0, 0)
    for n, (start, _, _) in enumerate(matches):
        inside = [match for match in matches[n:n + WIDTH] if match[1] <= start + WIDTH * 3 // 4]
        worth = (len({leaf for *_, leaf in inside}), len(inside))
        if worth > best_worth:
            best, best_worth = start, worth
    start = max(0, min(best - WIDTH // 4, len(text) - WIDTH))
    end = min(len(text), start + WIDTH)
    return _to_blank(text, start, best), _back_to_blank(text, end, matches)


def _to_blank(text: str, start: int, limit: int) -> int:
    """Move a start forward to the beginning of a word, not past ``limit``."""
    if start == 0:
        return 0
    blank = text.find(" ", start - 1, limit)
    return limit if blank < 0 else blank + 1


def _back_to_blank(text: str, end: int, matches: list[_Match]) -> int:
    """Move an end back to the end of a word, unless that would cut a match."""
    if end == len(text):
        return end
    blank = text.rfind(" ", max((stop for _, stop, _ in matches if stop <= end), default=0), end + 1)
    return end if blank < 0 else blank
