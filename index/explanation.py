"""Why a record was found, in figures: every number of the formula, from its fields up to the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Matched = Literal["all", "some", "none"]
"""Whether a record has all that a query asks for, only some of its words, or is not found by it."""
Why = Literal["missing", "alone", "met", "not met"]
First = Literal["title", "identifier", "namesake"]
MATCHED: Mapping[Matched, str] = {
    "all": "It has everything that the search asks for.",
    "some": "It has only some of the words, so it comes after those that have them all.",
    "none": "This search does not find it.",
}
FIRST: Mapping[First, str] = {
    "title": "The search is its whole title, so it comes first whatever its score.",
    "identifier": "The search is an identifier of it, so it comes first whatever its score.",
    "namesake": "It has the title of the record that the search is an identifier of, so it comes first as well.",
}
WHY: Mapping[Why, str] = {
    "missing": "not in this record",
    "alone": "in this record, but without what has to be there with it",
    "met": "a condition that it meets",
    "not met": "a condition that it does not meet",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A field's part in x: weight · frequency / factor.

    Attributes:
        field: its name.
        frequency: occurrences in the field.
        length: of the field in this record, in words.
        weight: of the field.
        factor: 1 - b + b · length / pivot, from the field table.
        x: the part.
    """

    field: str
    frequency: int
    length: int
    weight: float
    factor: float
    x: float


@dataclass(frozen=True, slots=True)
class Member:
    """Something that counts as a word of the query: the word itself, one of its pattern, or what means the same.

    Attributes:
        text: as typed; of a pattern as written and folded; of a synonym as its source spells it.
        source: of a synonym (:class:`index.concepts.base.Synonym`); None: it is no synonym.
        weight: by which x counts; 1 unless it is a synonym.
        x: over all fields; without a field in the query in single precision (:func:`index.scoring.single`).
        parts: by field.
    """

    text: str
    source: str | None
    weight: float
    x: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many records of the index have a word, and the idf that follows; a phrase has one for each of its stems.

    Attributes:
        widened: whether records with what means the same are counted, too.
    """

    word: str
    records: int
    idf: float
    widened: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A word of the query, and what it adds to the score.

    Attributes:
        text: as typed.
        stems: that were looked for; none of a pattern.
        rarity: what idf is the sum of.
        idf: inverse document frequency.
        x: the sum over the members of weight · x.
        saturation: x / (k1 + x).
        score: idf · saturation to four decimals, rounded such that all shares add up to the score.
        members: those that the record has.
    """

    text: str
    stems: tuple[str, ...]
    rarity: tuple[Rarity, ...]
    idf: float
    x: float
    saturation: float
    score: float
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Unscored:
    """A part of the query that adds nothing.

    Attributes:
        text: as typed.
        why: ``missing``: the record does not have it; ``alone``: it has it, but not what has to be there with it;
            ``met`` and ``not met``: conditions, such as ranges and what is excluded.
    """

    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a search finds a record where it does.

    Attributes:
        id, kind, title: of the record.
        query: as typed.
        matched: see :data:`Matched`.
        first: why the record comes first among the best matches, whatever its score; None: it does not.
        score: as in the result.
        records: of the index.
        words: in the order of the query.
        unscored: what adds nothing.
        generation: that answered.
    """

    id: str
    kind: str
    title: str
    query: str
    matched: Matched
    first: First | None
    score: float
    records: int
    words: tuple[Share, ...]
    unscored: tuple[Unscored, ...]
    generation: str


def explanation_dict(found: Explanation) -> dict[str, Any]:
    """An explanation as JSON values."""
    return asdict(found)
