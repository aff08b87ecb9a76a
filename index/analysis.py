"""A record as an engine sees it: its words, stems, lengths and the x of the formula, computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.fields import TEXT_FIELDS, values
from index.records import Record
from index.scoring import single, weight
from index.text import field_tokens, key


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The words of one field.

    Attributes:
        length: words; an identifier that is also found whole counts its parts alone.
        stems: stem -> positions, ascending.
        words: word as written and folded -> occurrences.
    """

    length: int
    stems: Mapping[str, Sequence[int]]
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of one record.

    Attributes:
        fields: name of each text field that has words.
        stems, words: x of the formula for each stem and each word, over all fields, in single precision.
        title: the key of the whole title (:func:`index.text.key`).
    """

    fields: Mapping[str, FieldWords]
    stems: Mapping[str, float]
    words: Mapping[str, float]
    title: str


def analyse(record: Record) -> Analysis:
    """Read a record's words."""
    fields: dict[str, FieldWords] = {}
    x_of_stems: dict[str, float] = {}
    x_of_words: dict[str, float] = {}
    for field in TEXT_FIELDS:
        texts = values(record, field)
        if not texts:
            continue
        found = _field_words(texts, whole=field.name == "id")
        fields[field.name] = found
        for stem, positions in found.stems.items():
            x = weight(field, len(positions), found.length)
            x_of_stems[stem] = x_of_stems.get(stem, 0.0) + x
        for word, frequency in found.words.items():
            x = weight(field, frequency, found.length)
            x_of_words[word] = x_of_words.get(word, 0.0) + x
    return Analysis(fields, {stem: single(x) for stem, x in x_of_stems.items()},
                    {word: single(x) for word, x in x_of_words.items()}, key(record.title))


def _field_words(texts: Sequence[str], whole: bool) -> FieldWords:
    stems: dict[str, list[int]] = {}
    words: dict[str, int] = {}
    last, length = -1, 0
    for _, token in field_tokens(texts, whole):
        stems.setdefault(token.stem, []).append(token.position)
        words[token.word] = words.get(token.word, 0) + 1
        length += token.position != last
        last = token.position
    return FieldWords(length, stems, words)
