"""Records -> inverted lists, by sorting integers that hold a word, a place and a field at once.

A *form* is a word as written and folded together with its stem: that of the text policy or, of an
identifier found whole, the word itself. Forms ascend by word, of two the regular one first. All text
of a segment lies on one axis of positions: field after field, record after record, value after value,
with the text policy's gap after each value. So a position says field and record, ascending positions
are ascending records of one field, and words one apart are neighbours in one value.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np

from index.engines.whoosh import labels
from index.engines.whoosh.format import Array
from index.engines.whoosh.forms import Forms
from index.engines.whoosh.tokenise import Tokens, tokenise
from index.fields import TEXT_FIELDS
from index.fields import texts as value_texts
from index.records import KINDS, Article, Label, Monograph, Record, Trial
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
        label_firsts, label_starts: see :func:`index.engines.whoosh.labels.places`.
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
    label_firsts: Array
    label_starts: Array


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Of each word in the text: its form as first numbered, its position, record and field."""

    forms: Array
    positions: Array
    records: Array
    fields: Array


def invert(records: Sequence[Record], dictionary: Forms) -> Inverted:
    """Invert the text of records, which are numbered in this order.

    Args:
        records: of one segment.
        dictionary: learns their words; those that it has learnt from other records cost nothing here.
    """
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
        if TEXT_FIELDS[number].name == labels.FIELD:
            of_labels = labels.places(records, owners, spans)
        value_starts = starts[number, 0] + np.cumsum(spans) - spans
        parts.append(_occurrences(number, owners, value_starts, tokens, dictionary, irregular))
    found = _Occurrences(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Occurrences.__slots__))
    words, marked, rank = _ranked(found.forms, dictionary, irregular)
    ranked = _Occurrences(rank[found.forms], found.positions, found.records, found.fields)
    postings, places = _postings(ranked, len(words), lengths), _places(ranked, len(words))
    return Inverted(words, marked, *postings, *places, starts, lengths, *of_labels)


def _texts(records: Sequence[Record]) -> Iterator[tuple[Array, list[str]]]:
    """For each text field: the record of each value, and the values, empty ones aside (:func:`index.fields.values`)."""
    owners: list[list[int]] = [[] for _ in TEXT_FIELDS]
    texts: list[list[str]] = [[] for _ in TEXT_FIELDS]
    for number, record in enumerate(records):
        fields, getter = _STATED[record.kind]
        for field, value in zip(fields, getter(record), strict=True):
            if value:
                found = _values(value)
                texts[field] += found
                owners[field] += [number] * len(found)
    for field in range(len(TEXT_FIELDS)):
        yield np.array(owners[field], np.int64), texts[field]


def _values(stated: Any) -> Sequence[str]:
    if isinstance(stated, str):
        return (stated,)
    if isinstance(stated, tuple) and not isinstance(stated[0], Label):
        return stated if len(stated) < 2 else tuple(dict.fromkeys(stated))
    return tuple(dict.fromkeys(value_texts(stated)))


def _stated(kind: type[Monograph | Trial | Article]) -> tuple[list[int], Callable[[Record], tuple[Any, ...]]]:
    """The text fields of a kind of record, by number, and what reads them all; of joint ones their union."""
    known = {spec.name for spec in dataclasses.fields(kind)}
    numbers, attributes = [], []
    for number, field in enumerate(TEXT_FIELDS):
        own = [name for name in field.attributes if kind.kind in field.kinds and name in known]
        if own:
            numbers.append(number)
            attributes.append(own)
    getters = [attrgetter(*own) if len(own) == 1 else _joint(own) for own in attributes]
    return numbers, lambda record: tuple(getter(record) for getter in getters)


def _joint(attributes: Sequence[str]) -> Callable[[Record], tuple[str, ...]]:
    def read(record: Record) -> tuple[str, ...]:
        stated = [value for name in attributes if (value := getattr(record, name))]
        return tuple(text for value in stated for text in ((value,) if isinstance(value, str) else value) if text)

    return read


_STATED = {kind: _stated(cls) for kind, cls in KINDS.items()}


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
        return dictionary.number(text)
    return irregular.setdefault(text, -1 - len(irregular))


def _ranked(used: Array, dictionary: Forms, irregular: dict[str, int]) -> tuple[list[str], list[int], Array]:
    """The words of the forms in use, ascending; the irregular forms; the rank of each form by its number.

    Negative numbers, those of irregular forms, count from the end.
    """
    regular = len(dictionary.words)
    words = [*dictionary.words, *reversed(irregular)] if irregular else dictionary.words
    is_used = np.zeros(len(words), np.bool_)
    is_used[used] = True
    order = sorted(np.flatnonzero(is_used).tolist(), key=words.__getitem__)
    rank = np.zeros(len(words), np.int64)
    rank[order] = np.arange(len(order))
    return [words[number] for number in order], rank[regular:].tolist(), rank


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

