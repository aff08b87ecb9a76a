"""Why this hit: the score of one record taken apart, the same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from index import scoring
from index.concepts.base import Synonym
from index.engines.base import Occurrence, Reader
from index.errors import RequestError
from index.expansion import terms
from index.explanation import Explanation, First, Matched, Member, Part, Rarity, Share, Unscored
from index.fields import BY_NAME
from index.parser import DEFAULT_LIMITS
from index.query import (
    And,
    Fuzzy,
    Group,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Scored,
    Term,
    everywhere,
    leaves,
)
from index.records import Record
from index.request import SearchRequest
from index.search import Asked, read, resolved
from index.text import key
from index.typed import Typed

_DECIMALS = 4
"""Of scores."""


def explain(id: str, request: SearchRequest, reader: Reader) -> Explanation:
    """Take the score of a record apart.

    Args:
        id: of the record, in any spelling.
        request: the search; neither its filters nor its page matter.
        reader: the generation.

    Raises:
        RecordNotFound: if there is no such record.
        QueryError, RequestError: as :func:`index.search.search`; also without a word.
    """
    own = resolved(id, reader)
    asked = read(request, reader, DEFAULT_LIMITS)
    if asked.query is None:
        raise RequestError("there is no word to explain a hit by", hint="give the words of the search")
    (card,) = reader.cards([own])
    tree = asked.query.full if request.match == "all" else asked.query.partial or asked.query.full
    account = _Account(own, reader, asked.query, Typed(request.query, request.typing, asked.title is not None))
    found = account.contributing(tree)
    shares = [account.share(leaf) for leaf in leaves(asked.query.full) if leaf in found]
    score = round(sum(share.idf * share.saturation for share in shares), _DECIMALS)
    return Explanation(
        id=own, kind=card.kind, title=card.title, query=request.query,
        matched=_matched(asked.query, tree, lambda node: reader.matches(own, node)),
        first=_first(card, asked),
        score=score, records=len(reader), words=_apportioned(shares, score),
        unscored=tuple(dict.fromkeys(account.unscored(asked.query.full, found))), generation=reader.generation)


def _matched(query: Query, tree: Node, matches: Callable[[Node], bool]) -> Matched:
    if matches(query.full):
        return "all"
    return "some" if matches(tree) else "none"


def _first(record: Record, asked: Asked) -> First | None:
    if key(record.title) != asked.first:
        return None
    if asked.named is None:
        return "title"
    return "identifier" if record.id == asked.named.id else "namesake"


def _apportioned(shares: Sequence[Share], score: float) -> tuple[Share, ...]:
    """The shares with scores of four decimals that add up to the whole: largest remainders first."""
    unit = 10 ** _DECIMALS
    exact = [share.idf * share.saturation * unit for share in shares]
    missing = round(score * unit) - sum(map(int, exact))
    first = sorted(range(len(exact)), key=lambda at: int(exact[at]) - exact[at])[:max(0, missing)]
    return tuple(replace(share, score=(int(part) + (at in first)) / unit)
                 for at, (share, part) in enumerate(zip(shares, exact, strict=True)))


class _Account:
    """What one record has of a query."""

    def __init__(self, id: str, reader: Reader, query: Query, typed: Typed) -> None:
        self._id, self._reader, self._typed = id, reader, typed
        self._synonyms: Mapping[Term | Phrase, Synonym] = {
            leaf: synonym for _, known in terms(query, reader) for synonym, leaf, _ in known}

    def contributing(self, node: Node) -> dict[Scored, None]:
        """The words that the record has, of the branches that it matches."""
        if isinstance(node, Not | Range) or not self._reader.matches(self._id, node):
            return {}
        if isinstance(node, And | Or):
            return {leaf: None for child in node.children for leaf in self.contributing(child)}
        return {node: None}

    def unscored(self, node: Node, found: Mapping[Scored, None]) -> Iterator[Unscored]:
        """What adds nothing, in the order of the query."""
        if isinstance(node, And | Or):
            for child in node.children:
                yield from self.unscored(child, found)
            return
        is_met = self._reader.matches(self._id, node)
        if isinstance(node, Not | Range):
            yield Unscored(self._typed.text(node), "met" if is_met else "not met")
        elif node not in found:
            yield Unscored(self._typed.text(node), "alone" if is_met else "missing")

    def share(self, leaf: Scored) -> Share:
        """What a word adds."""
        members = tuple(self._members(leaf))
        rarity = tuple(self._rarity(leaf))
        idf, x = sum(each.idf for each in rarity), sum(each.weight * each.x for each in members)
        saturation = scoring.saturated(x)
        return Share(self._typed.text(leaf), _stems(leaf), rarity, idf, x, saturation, idf * saturation, members)

    def _rarity(self, leaf: Scored) -> Iterator[Rarity]:
        if isinstance(leaf, Phrase):
            for stem in leaf.stems:
                yield from self._rarity(Term(stem))
            return
        records = self._reader.having(everywhere(leaf))
        word = leaf.stem if isinstance(leaf, Term) else self._typed.text(leaf)
        yield Rarity(word, records, scoring.idf(len(self._reader), records), isinstance(leaf, Group))

    def _members(self, leaf: Scored) -> Iterator[Member]:
        if isinstance(leaf, Prefix | Fuzzy):
            occurrences = self._reader.occurrences(self._id, leaf)
            for word, found in groupby(occurrences, key=attrgetter("word")):
                yield _member(leaf, word, list(found))
            return
        word, *others = leaf.members if isinstance(leaf, Group) else (leaf,)
        if found_word := self._reader.occurrences(self._id, word):
            yield _member(word, self._typed.text(word), found_word)
        for other in others:
            if found_other := self._reader.occurrences(self._id, other):
                yield _member(other, self._synonyms[other].text, found_other, self._synonyms[other].source)


def _member(leaf: Term | Phrase | Prefix | Fuzzy, text: str, found: Sequence[Occurrence],
            source: str | None = None) -> Member:
    parts = tuple(map(_part, found))
    x = sum(part.x for part in parts)
    whole = leaf.field is None and not isinstance(leaf, Phrase)
    return Member(text, source, 1.0 if source is None else scoring.SYNONYM, scoring.single(x) if whole else x, parts)


def _part(found: Occurrence) -> Part:
    field = BY_NAME[found.field]
    factor = 1 - field.b + field.b * found.length / field.pivot
    x = scoring.weight(field, found.frequency, found.length)
    return Part(field.name, found.frequency, found.length, field.weight, factor, x)


def _stems(leaf: Leaf) -> tuple[str, ...]:
    match leaf:
        case Group(word):
            return _stems(word)
        case Phrase(stems):
            return stems
        case Term(stem):
            return (stem,)
        case _:
            return ()
