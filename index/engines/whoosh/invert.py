"""Records -> inverted lists, by sorting integers that hold a word, a place and a field at once.

A *form* is a word as written and folded together with its stem: that of the text policy or, of an
identifier found whole, the word itself. Forms ascend by word, of two the regular one first. All text
of a segment lies on one axis of positions: field after field, record after record, value after value,
with the text policy's gap after each value. So a position says field and record, ascending positions
are ascending records of one field, and words one apart are neighbours in one value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.format import Array
from index.engines.whoosh.tokenise import Forms, Tokens, tokenise
from index.fields import TEXT_FIELDS
from index.records import Record
from index.text import stem

_FIELD_BITS = 5
_FIELD_MASK = (1 << _FIELD_BITS) - 1


@dataclass(frozen=True, slots=True)
class Inverted:
    """The words of a segment's records.

    Attributes:
        words: of each form.
        irregular: forms whose stem is the word itself, although the text policy has another one.
        postings: where each form's records begin, then where the last one's end (forms + 1).
        records, x: of each posting its record, ascending within a form, and x of the formula over all
            text fields (float64).
        pairs: where each form's fields begin in ``pair_fields`` (forms + 1).
        pair_fields, pair_starts: a field in which the form occurs, and where its positions begin (pairs + 1).
        positions: ascending within a form.
        starts: of each text field, where its text of each record begins (fields x (records + 1)).
        lengths: of each text field, the words of each record (fields x records).
    """

    words: list[str]
    irregular: list[int]
    postings: Array
    records: Array
    x: Array
    pairs: Array
    pair_fields: Array
    pair_starts: Array
    positions: Array
    starts: Array
    lengths: Array


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Of each word in the text: its form as first numbered, its position, record and field."""

    forms: Array
    positions: Array
    records: Array
    fields: Array


def invert(records: Sequence[Record]) -> Inverted:
    """Invert the text of records, which are numbered in this order."""
    dictionary = Forms()
    irregular: dict[str, int] = {}
    starts = np.zeros((len(TEXT_FIELDS), len(records) + 1), np.int64)
    lengths = np.zeros((len(TEXT_FIELDS), len(records)), np.uint32)
    parts = []
    for number, (owners, values) in enumerate(_texts(records)):
        tokens = tokenise(values, dictionary, whole=TEXT_FIELDS[number].name == "id")
        spans = tokens.spans()
        starts[number, 1:] = np.cumsum(np.bincount(owners, spans, len(records)))
        starts[number] += starts[number - 1, -1] if number else 0
        lengths[number] = np.bincount(owners, tokens.counts, len(records))
        value_starts = starts[number, 0] + np.cumsum(spans) - spans
        parts.append(_occurrences(number, owners, value_starts, tokens, dictionary, irregular))
    found = _Occurrences(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Occurrences.__slots__))
    words, marked, rank = _ranked(dictionary, irregular)
    ranked = _Occurrences(rank[found.forms], found.positions, found.records, found.fields)
    postings, places = _postings(ranked, len(words), lengths), _places(ranked, len(words))
    return Inverted(words, marked, *postings, *places, starts, lengths)


def _texts(records: Sequence[Record]) -> Iterator[tuple[Array, list[str]]]:
    """For each text field: the record of each value, and the values."""
    for field in TEXT_FIELDS:
        owners: list[int] = []
        texts: list[str] = []
        for number, record in enumerate(records):
            if record.kind in field.kinds and (found := _values(record, field.attributes)):
                texts += found
                owners += [number] * len(found)
        yield np.array(owners, np.int64), texts


def _values(record: Record, attributes: tuple[str, ...]) -> Sequence[str]:
    """As :func:`index.fields.values`, without empty ones."""
    found: list[str] = []
    for attribute in attributes:
        value = getattr(record, attribute, None)
        if not value:
            continue
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            found += value
        else:
            found += [text for label, texts in value.items() for text in (label, *texts)]
    return found if len(found) < 2 else tuple(dict.fromkeys(found))


def _occurrences(field: int, owners: Array, value_starts: Array, tokens: Tokens, dictionary: Forms,
                 irregular: dict[str, int]) -> _Occurrences:
    counts = tokens.counts
    first_words = np.cumsum(counts) - counts
    positions = np.arange(len(tokens.forms)) + np.repeat(value_starts - first_words, counts)
    forms, records = tokens.forms, np.repeat(owners, counts)
    if tokens.wholes:
        values = np.array([whole.value for whole in tokens.wholes])
        added = [_form_of_whole(whole.text, dictionary, irregular) for whole in tokens.wholes]
        forms = np.concatenate([forms, np.array(added, np.int32)])
        positions = np.concatenate([positions, value_starts[values] + [whole.word for whole in tokens.wholes]])
        records = np.concatenate([records, owners[values]])
    return _Occurrences(forms, positions, records, np.full(len(forms), field, np.int64))


def _form_of_whole(text: str, dictionary: Forms, irregular: dict[str, int]) -> int:
    """An identifier found whole is its own stem; a negative number where the same word has another one."""
    if stem(text) == text:
        return dictionary[text]
    return irregular.setdefault(text, -1 - len(irregular))


def _ranked(dictionary: Forms, irregular: dict[str, int]) -> tuple[list[str], list[int], Array]:
    """The words of the forms, ascending; the irregular forms; the rank of each form by its number.

    Negative numbers, those of irregular forms, count from the end.
    """
    words = [*dictionary, *reversed(irregular)]
    order = sorted(range(1, len(words)), key=words.__getitem__)
    rank = np.zeros(len(words), np.int64)
    rank[order] = np.arange(len(order))
    return [words[number] for number in order], rank[len(dictionary):][::-1].tolist(), rank


def _places(found: _Occurrences, forms: int) -> tuple[Array, Array, Array, Array]:
    """Pairs of form and field with their positions."""
    keys = np.sort(((found.forms << _FIELD_BITS | found.fields) << 32 | found.positions).view(np.uint64))
    positions = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    pair_keys, pair_starts = _runs((keys >> np.uint64(32)).view(np.int64))
    pairs = np.searchsorted(pair_keys >> _FIELD_BITS, np.arange(forms + 1))
    return pairs, (pair_keys & _FIELD_MASK).astype(np.uint8), np.append(pair_starts, len(keys)), positions


def _postings(found: _Occurrences, forms: int, lengths: Array) -> tuple[Array, Array, Array]:
    """Where the forms' postings begin, their records and x: the sum over fields of w tf / (1 - b + b len / pivot)."""
    keys = np.sort(found.forms << 32 | found.records << _FIELD_BITS | found.fields)
    keys, firsts = _runs(keys)
    frequencies = np.diff(firsts, append=len(found.forms))
    fields, records = keys & _FIELD_MASK, keys >> _FIELD_BITS & (1 << 32 - _FIELD_BITS) - 1
    weights = np.array([field.weight for field in TEXT_FIELDS])
    norms = np.array([[1 - field.b] for field in TEXT_FIELDS]) + np.array(
        [[field.b] for field in TEXT_FIELDS]) * lengths / np.array([[field.pivot] for field in TEXT_FIELDS])
    parts = weights[fields] * frequencies / norms[fields, records]
    postings, firsts = _runs(keys >> _FIELD_BITS)
    x = np.add.reduceat(parts, firsts) if len(firsts) else parts
    bounds = np.searchsorted(postings >> 32 - _FIELD_BITS, np.arange(forms + 1))
    return bounds, (postings & (1 << 32 - _FIELD_BITS) - 1).astype(np.uint32), x


def _runs(keys: Array) -> tuple[Array, Array]:
    """The different keys of an ascending array, and where each begins."""
    if not len(keys):
        return keys, np.zeros(0, np.int64)
    firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[firsts], firsts

